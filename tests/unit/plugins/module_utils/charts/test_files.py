from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.pinksea.platform.plugins.module_utils.catalogue.parse import parse
from ansible_collections.pinksea.platform.plugins.module_utils.charts.files import Change, apply, compare, diff, summary
from ansible_collections.pinksea.platform.plugins.module_utils.charts.render import Link, render
from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError


def converge(dest: Path, services: dict[str, Any], platform: str = "acme") -> list[tuple[str, str]]:
    changes = compare(dest, platform, render(platform, parse(services)))
    actions = [(line["action"], line["name"]) for line in summary(changes)]
    apply(dest, changes)
    assert compare(dest, platform, render(platform, parse(services))) == []
    return actions


def test_create_again_change_remove(dest: Path, services: dict[str, Any]) -> None:
    assert converge(dest, services) == [("create", "shop"), ("create", "stock")]
    assert converge(dest, services) == []
    assert (dest / "shop/charts/common/Chart.yaml").is_file()
    services["shop"]["port"] = 8011
    assert converge(dest, services) == [("update", "shop")]
    del services["shop"]
    assert converge(dest, services) == [("delete", "shop"), ("update", "stock")]
    assert sorted(path.name for path in dest.iterdir()) == ["common", "stock"]


def test_compare_writes_nothing(dest: Path, services: dict[str, Any]) -> None:
    assert compare(dest, "acme", render("acme", parse(services)))
    assert [path.name for path in dest.iterdir()] == ["common"]


def test_removing_charts_leaves_the_library_whole(dest: Path, services: dict[str, Any]) -> None:
    before = sorted(path.name for path in (dest / "common/templates").iterdir())
    converge(dest, services)
    converge(dest, {})
    assert sorted(path.name for path in (dest / "common/templates").iterdir()) == before
    assert [path.name for path in dest.iterdir()] == ["common"]


def test_charts_of_others_are_left_alone(dest: Path, services: dict[str, Any]) -> None:
    converge(dest, {"stock": services["stock"]}, platform="other")
    (dest / "handmade").mkdir()
    (dest / "handmade/Chart.yaml").write_text("name: handmade\n")
    assert converge(dest, {}) == []
    assert sorted(path.name for path in dest.iterdir()) == ["common", "handmade", "stock"]


def test_a_name_taken_by_another_chart_is_refused(dest: Path, services: dict[str, Any]) -> None:
    converge(dest, {"stock": services["stock"]}, platform="other")
    with pytest.raises(PlatformError, match="stock is not a chart generated for 'acme': rename one of the two"):
        compare(dest, "acme", render("acme", parse(services)))


def test_a_directory_without_the_library_is_refused(tmp_path: Path, services: dict[str, Any]) -> None:
    with pytest.raises(PlatformError, match="has no chart 'common': copy or link"):
        compare(tmp_path, "acme", render("acme", parse(services)))


def test_what_does_not_belong_into_a_generated_chart_is_removed(dest: Path, services: dict[str, Any]) -> None:
    converge(dest, services)
    (dest / "shop/templates/extra.yaml").write_bytes(b"\xff")
    assert converge(dest, services) == [("update", "shop")]
    assert not (dest / "shop/templates/extra.yaml").exists()


def test_a_copy_of_the_library_becomes_a_link_again(dest: Path, services: dict[str, Any]) -> None:
    converge(dest, services)
    link = dest / "shop/charts/common"
    link.unlink()
    shutil.copytree(dest / "common", link)
    assert converge(dest, services) == [("update", "shop")]
    assert link.is_symlink()
    link.unlink()
    link.symlink_to("elsewhere")
    assert converge(dest, services) == [("update", "shop")]
    assert link.readlink() == Path("../../common")


def test_a_diff_shows_texts_and_links() -> None:
    assert diff(Change("shop", "shop/a", "old\n", None)) == {
        "before_header": "shop/a",
        "after_header": "shop/a",
        "before": "old\n",
        "after": "",
    }
    assert diff(Change("shop", "shop/a", None, Link("../b")))["after"] == "-> ../b\n"

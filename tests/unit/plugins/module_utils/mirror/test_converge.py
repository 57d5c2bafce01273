"""A mirror from nothing, again, after changes and with failures; each also in check mode."""

import io
import tarfile
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.mirror.converge import converge, table

from tests.unit.plugins.module_utils.mirror.conftest import World, packed


def run(world: World, *, check: bool = False, bundle: Path | None = None, registry: str | None = None) -> Any:
    return converge(world.helm, world.lock, world.directory, bundle, registry, check_mode=check)


def climb(world: World, **options: Any) -> list[str]:
    """The plan announces it and pulls nothing, the run does it, a second time there is nothing to do."""
    before = contents(world.directory)
    planned = run(world, check=True, **options)
    assert contents(world.directory) == before, "check mode changed something"
    world.pulled.clear()
    made = run(world, **options)
    assert made["changes"] == planned["changes"]
    assert made["changed"] is planned["changed"] is bool(made["changes"])
    world.pulled.clear()
    for check in (True, False):
        again = run(world, check=check, **options)
        assert (again["changed"], again["changes"], world.pulled) == (False, [], [])
        assert {each["outcome"] for each in again["charts"]} <= {"there"}
    return [f"{each['action']} {each['name']}" for each in made["changes"]]


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()} if folder.exists() else {}


def test_ladder(world: World, tmp_path: Path) -> None:
    bundle = tmp_path / "out/charts.tar"
    world.add("keda", images=["ghcr.io/kedacore/keda:2.20.2"])
    assert climb(world, bundle=bundle) == ["create keda-1.0.0.tgz", "create images.txt", "create charts.tar"]
    world.add("karpenter", "1.14.1", digest=None)
    assert climb(world, bundle=bundle) == ["create karpenter-1.14.1.tgz", "update charts.tar"]
    world.add("keda", "2.0.0", images=["ghcr.io/kedacore/keda:2.21.0"])
    assert climb(world, bundle=bundle) == ["create keda-2.0.0.tgz", "update images.txt", "update charts.tar"]

    assert contents(world.directory) == {
        "images.txt": b"ghcr.io/kedacore/keda:2.21.0\n",
        "karpenter-1.14.1.tgz": world.charts["karpenter"],
        "keda-1.0.0.tgz": packed("keda"),
        "keda-2.0.0.tgz": world.charts["keda"],
    }
    with tarfile.open(fileobj=io.BytesIO(bundle.read_bytes())) as tar:
        names = tar.getnames()
        index = yaml.safe_load(tar.extractfile("index.yaml").read())  # type: ignore[union-attr]
        lock = tar.extractfile("charts.lock.yml").read()  # type: ignore[union-attr]
    assert names == ["charts.lock.yml", "index.yaml", "images.txt", "keda-2.0.0.tgz", "karpenter-1.14.1.tgz"]
    assert lock == world.lock.read_bytes()
    assert index["entries"]["keda"] == [
        {
            **{"apiVersion": "v2", "name": "keda", "version": "2.0.0", "urls": ["keda-2.0.0.tgz"]},
            "digest": world.entries["keda"]["digest"].removeprefix("sha256:"),
        }
    ]


@pytest.mark.parametrize("damage", [b"", packed("keda", "9.9.9"), packed("other")])
@pytest.mark.parametrize("digest", [{}, {"digest": None}])
def test_what_is_not_the_chart_is_pulled_again(world: World, damage: bytes, digest: dict[str, None]) -> None:
    world.add("keda", **digest)
    run(world)
    (world.directory / "keda-1.0.0.tgz").write_bytes(damage)

    assert climb(world) == ["update keda-1.0.0.tgz"]
    assert (world.directory / "keda-1.0.0.tgz").read_bytes() == world.charts["keda"]


def test_a_digest_that_comes_into_the_lock_is_held_against_what_is_there(world: World) -> None:
    world.add("keda", digest=None)
    run(world)
    world.enter("keda", digest="sha256:" + "0" * 64)

    assert run(world, check=True)["changes"] == [
        {"action": "update", "kind": "chart_archive", "name": "keda-1.0.0.tgz"}
    ]
    (problem,) = run(world)["problems"]
    assert "but the lock says sha256:0000" in problem


def test_every_failure_is_told_and_all_others_are_pulled(world: World, tmp_path: Path) -> None:
    bundle = tmp_path / "charts.tar"
    world.enter("gone")
    world.add("keda")
    world.add("replaced", digest="sha256:" + "0" * 64)
    world.add("other")
    world.charts["other"] = packed("another")
    made = run(world, bundle=bundle)

    assert [(each["name"], each["outcome"]) for each in made["charts"]] == [
        ("gone", "failed"),
        ("keda", "pulled"),
        ("replaced", "failed"),
        ("other", "failed"),
    ]
    assert made["problems"][0] == "chart gone 1.0.0: helm pull failed: no such host"
    assert made["problems"][1].startswith("chart replaced 1.0.0: oci://registry.example.com/charts gave sha256:")
    assert made["problems"][2] == (
        "chart other 1.0.0: oci://registry.example.com/charts gave another 1.0.0: correct the lock, or ask its keepers."
    )
    assert made["changes"] == [{"action": "create", "kind": "chart_archive", "name": "keda-1.0.0.tgz"}]
    assert set(contents(world.directory)) == {"keda-1.0.0.tgz"}, "something half was left"
    assert not bundle.exists()


def test_a_leading_v_is_no_difference(world: World) -> None:
    world.add("cert-manager", "v1.21.1", digest=None)
    world.charts["cert-manager"] = packed("cert-manager", "1.21.1")

    assert climb(world)[0] == "create cert-manager-v1.21.1.tgz"


def test_images_have_their_names_in_the_registry_beside_them(world: World) -> None:
    world.add("keda", images=["ghcr.io/kedacore/keda:2.20.2", "redis:8"])
    made = run(world, registry="registry.example.com/mirror")

    assert (world.directory / "images.txt").read_text() == (
        "ghcr.io/kedacore/keda:2.20.2 registry.example.com/mirror/kedacore/keda:2.20.2\n"
        "redis:8 registry.example.com/mirror/library/redis:8\n"
    )
    assert made["images"] == ["ghcr.io/kedacore/keda:2.20.2", "redis:8"]
    assert made["ecr_repositories"] == []


def test_ecr_needs_a_repository_for_each_chart_and_image(world: World) -> None:
    world.add("keda", images=["ghcr.io/kedacore/keda:2.20.2"])
    made = run(world, registry="123456789012.dkr.ecr.us-east-1.amazonaws.com/mirror", check=True)

    assert made["ecr_repositories"] == ["mirror/keda", "mirror/kedacore/keda"]


def test_the_lock_has_to_be_there(world: World) -> None:
    with pytest.raises(PlatformError) as refused:
        run(world)
    assert str(refused.value) == (
        f"lock {world.lock} cannot be read (No such file or directory): give the path of charts.lock.yml."
    )


def test_table() -> None:
    assert list(table([{"name": "karpenter", "version": "1.14.1", "outcome": "failed"}])) == [
        "chart      version  outcome",
        "karpenter  1.14.1   failed",
    ]

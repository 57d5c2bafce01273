import json
import stat
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from sandbox import charts
from sandbox.layout import Sandbox
from sandbox.standins import ANNOTATION

LOCK = {"keda": {"version": "2.20.2", "repository": "https://charts.example", "crds": "none"}}
ARCHIVE = "keda-2.20.2.tgz"


@pytest.fixture
def sandbox(tmp_path: Path) -> Sandbox:
    root = tmp_path / "checkout"
    root.mkdir()
    (root / "charts.lock.yml").write_text(yaml.safe_dump({"charts": LOCK}))
    return Sandbox(root, 15600, 1, root / "data", "", "")


@pytest.fixture
def helm(tmp_path: Path) -> Callable[[str], Path]:
    """A helm that does what the shell says, with its arguments kept in the file C(asked)."""

    def make(script: str) -> Path:
        path = tmp_path / "helm"
        path.write_text(f'#!/bin/sh\necho "$@" >> {tmp_path}/asked\n{script}\n')
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
        return path

    return make


def sources(sandbox: Sandbox) -> dict[str, str]:
    return dict(json.loads((sandbox.charts / "sources.json").read_text()))


def test_a_chart_is_pulled_in_its_version(sandbox: Sandbox, helm: Callable[[str], Path], tmp_path: Path) -> None:
    charts.ensure(sandbox, helm(f"echo real > {sandbox.charts}/{ARCHIVE}"))
    assert sources(sandbox) == {"keda": "pulled"}
    asked = (tmp_path / "asked").read_text()
    assert asked == f"pull keda --repo https://charts.example --version 2.20.2 --destination {sandbox.charts}\n"
    assert charts.stand_ins(sandbox.root) == set()


def test_where_it_cannot_be_pulled_a_stand_in_says_what_it_is(sandbox: Sandbox, helm: Callable[[str], Path]) -> None:
    charts.ensure(sandbox, helm("exit 1"))
    assert sources(sandbox) == {"keda": "stand-in"}
    assert charts.stand_ins(sandbox.root) == {"keda-2.20.2"}
    with tarfile.open(sandbox.charts / ARCHIVE) as archive:
        member = archive.extractfile("keda/Chart.yaml")
        assert member
        assert yaml.safe_load(member.read())["annotations"] == {ANNOTATION: "true"}


def test_a_repository_is_not_tried_again(sandbox: Sandbox, helm: Callable[[str], Path], tmp_path: Path) -> None:
    binary = helm("exit 1")
    for _ in range(2):
        charts.ensure(sandbox, binary)
    assert len((tmp_path / "asked").read_text().splitlines()) == 1


def test_a_chart_that_is_given_is_taken(
    sandbox: Sandbox, helm: Callable[[str], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "given").mkdir()
    (tmp_path / "given" / ARCHIVE).write_text("real")
    monkeypatch.setenv("PLATFORM_CHARTS", str(tmp_path / "given"))
    charts.ensure(sandbox, helm("exit 1"))
    assert sources(sandbox) == {"keda": "given"}
    assert (sandbox.charts / ARCHIVE).read_text() == "real"

"""The charts of a lock and their images, carried to where there is no internet: a directory, a file, and ECR."""

from __future__ import annotations

import os
import subprocess
import tarfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible_collections.pinksea.platform.plugins.modules import chart_mirror, image_copies

from sandbox import build
from tests.integration.conftest import ROOT, Run, Sandbox
from tests.integration.registries import Registry, cleared, repositories, run

ECR = "123456789012.dkr.ecr.us-east-1.amazonaws.com"
CHARTS = {"pgbouncer": "0.1.0", "platform-base": "0.1.0"}


class Origin(Registry):
    """A registry that has two charts and the image of one of them, and a lock that names them."""

    def __init__(self, sandbox: Sandbox, folder: Path) -> None:
        super().__init__(sandbox, folder)
        self.crane = build.ensure(ROOT, build.REGISTRY)["crane"]
        self.environment |= {"DOCKER_CONFIG": str(folder), "PATH": f"{self.crane.parent}:{os.environ['PATH']}"}
        self.image = f"{self.told['address']}/{self.prefix}/app/main:1.0"
        login = ("auth", "login", self.told["address"], "--username", self.told["username"], "--password-stdin")
        self.copier(*login, given=self.told["password"])
        layer = folder / "layer.tar"
        with tarfile.open(layer, "w") as tar:
            tar.add(__file__, "file")
        self.copier("append", "--new_layer", str(layer), "--new_tag", self.image)
        self.publish(*(ROOT / "charts" / name for name in CHARTS))
        self.entries: dict[str, Any] = {
            name: {"version": version, "repository": f"oci://{self.told['address']}/{self.prefix}"}
            for name, version in CHARTS.items()
        }
        self.entries["pgbouncer"]["images"] = [self.image]
        self.lock = self.write("charts.lock.yml", self.entries)
        self.directory = folder / "mirror"

    def write(self, name: str, entries: dict[str, Any]) -> Path:
        (self.folder / name).write_text(yaml.safe_dump({"charts": entries}))
        return self.folder / name

    def copier(self, *arguments: str, given: str = "") -> str:
        command = [str(self.crane), *arguments]
        return subprocess.run(
            command, env=self.environment, input=given, capture_output=True, text=True, check=True
        ).stdout.strip()


@pytest.fixture
def origin(sandbox: Sandbox, tmp_path: Path) -> Iterator[Origin]:
    origin = Origin(sandbox, tmp_path)
    yield origin
    origin.clear()


def play(sandbox: Sandbox, origin: Origin, *arguments: str, **variables: object) -> Run:
    given = {"mirror_charts_lock": origin.lock, "mirror_charts_directory": origin.directory, **variables}
    settings = [f"-e{name}={value}" for name, value in {**given, "helm_binary": origin.plain()}.items()]
    return sandbox.play("playbooks/mirror_charts.yml", *settings, *arguments, environment=origin.environment)


def done(run: Run) -> list[str]:
    assert run.code == 0, run.failures() or run.output[-3000:]
    return [f"{each['action']} {each['kind']} {each['name']}" for each in run.changes]


def test_a_directory_and_a_file(sandbox: Sandbox, origin: Origin, tmp_path: Path) -> None:
    bundle = tmp_path / "charts.tar"
    planned = done(play(sandbox, origin, "--check", mirror_charts_archive=bundle))
    assert not origin.directory.exists()
    made = done(play(sandbox, origin, mirror_charts_archive=bundle))
    assert (
        made
        == planned
        == [
            *(f"create chart_archive {name}-0.1.0.tgz" for name in CHARTS),
            *(f"create mirror_file {name}" for name in ("images.txt", "charts.tar")),
        ]
    )
    assert done(play(sandbox, origin, mirror_charts_archive=bundle)) == []

    with served(bundle, tmp_path / "served") as repository:
        entries = {name: {"version": version, "repository": repository} for name, version in CHARTS.items()}
        lock = origin.write("served.lock.yml", entries)
        given = {"lock": str(lock), "directory": str(tmp_path / "again"), "helm_binary": origin.helm}
        assert {each["outcome"] for each in run(chart_mirror, **given)["charts"]} == {"pulled"}
    for name in CHARTS:
        file = f"{name}-0.1.0.tgz"
        assert (tmp_path / "again" / file).read_bytes() == (origin.directory / file).read_bytes()


@contextmanager
def served(bundle: Path, folder: Path) -> Iterator[str]:
    """The unpacked file as a Helm repository."""
    with tarfile.open(bundle) as tar:
        tar.extractall(folder, filter="data")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(SimpleHTTPRequestHandler, directory=folder))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_one_that_cannot_be_pulled_is_told_in_the_end(sandbox: Sandbox, origin: Origin) -> None:
    origin.entries = {"nowhere": {"version": "1.0.0", "repository": "http://127.0.0.1:1"}, **origin.entries}
    lock = origin.write("charts.lock.yml", origin.entries)
    made = play(sandbox, origin, mirror_charts_lock=lock)

    assert made.code != 0
    for line in ("chart          version  outcome", "nowhere        1.0.0    failed", "platform-base  0.1.0    pulled"):
        assert line in made.output
    assert "chart nowhere 1.0.0: helm pull failed: " in made.output
    assert {each["name"] for each in made.changes} == {f"{name}-0.1.0.tgz" for name in CHARTS}


def test_charts_and_images_go_to_ecr(sandbox: Sandbox, origin: Origin) -> None:
    prefix = origin.prefix.replace("test-", "mirror-")
    registry = {"mirror_charts_registry": f"{ECR}/{prefix}"}
    with cleared(sandbox, prefix):
        made = done(play(sandbox, origin, **registry))
        image = f"{origin.prefix}/app/main"
        assert repositories(sandbox, prefix) == dict.fromkeys(
            (f"{prefix}/pgbouncer", f"{prefix}/platform-base", f"{prefix}/{image}"), "IMMUTABLE"
        )
        assert f"create image_copy {ECR}/{prefix}/{image}:1.0" in made
        assert [each for each in made if "oci_chart" in each] == [
            f"create oci_chart {prefix}/{name}:0.1.0" for name in CHARTS
        ]
        assert (origin.directory / "images.txt").read_text() == f"{origin.image} {ECR}/{prefix}/{image}:1.0\n"
        assert done(play(sandbox, origin, **registry)) == done(play(sandbox, origin, "--check", **registry)) == []

        copied = f"{origin.told['address']}/{prefix}/{image}:1.0"
        assert origin.copier("digest", copied) == origin.copier("digest", origin.image)
        there = {"chart": f"oci://{origin.told['address']}/{prefix}/pgbouncer", "version": "0.1.0"}
        assert origin.pull(there).read_bytes() == (origin.directory / "pgbouncer-0.1.0.tgz").read_bytes()


def test_without_a_tool_images_are_left_to_somebody_else(origin: Origin, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(origin.folder))
    made = run(image_copies, images=[origin.image], registry="registry.example.com/mirror")

    assert (made["changed"], made["tool"]) == (False, None)
    assert image_copies.NO_TOOL in str(made["warnings"])


def test_refusals(sandbox: Sandbox, origin: Origin) -> None:
    refused = sandbox.play("playbooks/mirror_charts.yml")
    assert refused.code != 0
    assert "mirror_charts_directory is not set: name the directory that keeps the archives" in refused.output
    wrong = run(chart_mirror, lock=str(origin.lock), directory=str(origin.directory), registry="oci://host")
    assert wrong["msg"].startswith("registry is 'oci://host': give a host and a path")
    origin.write("charts.lock.yml", {"pgbouncer": {}, "keda": {"version": "1.0.0", "repository": "oci://r/a"}})
    wrong = run(chart_mirror, lock=str(origin.lock), directory=str(origin.directory))
    assert [problem.partition(": give")[0].partition(": begin")[0] for problem in wrong["problems"]] == [
        "charts.lock.yml: chart pgbouncer: version is None",
        "charts.lock.yml: chart pgbouncer: repository is None",
    ]

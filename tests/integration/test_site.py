"""The whole site, both platforms, as a user runs it. The tests of this file build on each other in their order."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.integration.conftest import CLUSTERS, ENDPOINTS, HOSTS, ROOT, Run, Sandbox


def succeeded(run: Run) -> Run:
    assert run.code == 0, run.output[-6000:]
    return run


@pytest.fixture(scope="module")
def empty(sandbox: Sandbox) -> Sandbox:
    """The sandbox with nothing of ours in it."""
    succeeded(sandbox.destroy())
    assert sandbox.aws() == set()
    return sandbox


@pytest.fixture(scope="module")
def plan(empty: Sandbox) -> Run:
    return succeeded(empty.play("site.yml", "--check", "--diff"))


@pytest.fixture(scope="module")
def created(plan: Run, sandbox: Sandbox) -> Run:
    assert sandbox.aws() == set(), "a plan made something"
    assert sandbox.namespaces() == set(), "a plan made something"
    return succeeded(sandbox.play("site.yml"))


def test_the_plan_announces_what_the_run_creates(plan: Run, created: Run, sandbox: Sandbox) -> None:
    exists = sandbox.exists()
    assert plan.resources("create") == exists
    assert created.resources("create") == exists
    assert {host for host in HOSTS if plan.changed[host]} == set(HOSTS)


def test_the_pods_are_ready_on_nodes_of_our_group(created: Run, sandbox: Sandbox) -> None:
    for plane in sandbox.endpoints["control_planes"]:
        nodes = sandbox.kubectl(plane, "get", "nodes")["items"]
        assert {node["metadata"]["labels"]["eks.amazonaws.com/nodegroup"] for node in nodes} == {"system"}
        deployments = sandbox.kubectl(plane, "get", "deployments", "-A")["items"]
        assert deployments
        for deployment in deployments:
            assert deployment["status"]["readyReplicas"] == deployment["spec"]["replicas"]


@pytest.mark.usefixtures("created")
def test_a_second_run_changes_nothing(sandbox: Sandbox) -> None:
    for arguments in ((), ("--check", "--diff")):
        again = succeeded(sandbox.play("site.yml", *arguments))
        assert again.changed == dict.fromkeys(HOSTS, 0), again.output[-6000:]
        assert again.changes == []


@pytest.mark.usefixtures("created")
@pytest.mark.parametrize("layer", ["network", "cluster", "services"])
def test_every_layer_runs_alone(sandbox: Sandbox, layer: str) -> None:
    assert succeeded(sandbox.play("site.yml", "--tags", layer, "--limit", "rag")).changed == {"rag": 0}


@pytest.mark.usefixtures("created")
def test_the_archive_for_galaxy_does_the_same(sandbox: Sandbox, tmp_path: Path) -> None:
    """Built, installed into an empty collections path, and run from elsewhere with a copy of its own inventories."""
    galaxy = [str(ROOT / ".venv/bin/ansible-galaxy"), "collection"]
    newcomer = os.environ | {"PYTHONPATH": ""}
    subprocess.run([*galaxy, "build", "--output-path", tmp_path], cwd=ROOT, check=True, capture_output=True)
    (archive,) = tmp_path.glob("*.tar.gz")
    install = [*galaxy, "install", "--offline", "--no-deps", archive, "-p", tmp_path / "collections"]
    subprocess.run(install, cwd=tmp_path, env=newcomer, check=True, capture_output=True)
    installed = tmp_path / "collections/ansible_collections/pinksea/platform"
    shutil.copytree(installed / "inventories", tmp_path / "inventories", symlinks=True)
    (tmp_path / ".sandbox").mkdir()
    shutil.copy(ENDPOINTS, tmp_path / ".sandbox")

    elsewhere = {"ANSIBLE_COLLECTIONS_PATH": str(tmp_path / "collections"), "PYTHONPATH": ""}
    callback = {"ANSIBLE_CALLBACKS_ENABLED": "pinksea.platform.summary"}
    run = succeeded(sandbox.play("pinksea.platform.site", where=tmp_path, environment=elsewhere | callback))
    assert run.changes == []


@pytest.mark.usefixtures("created")
def test_nothing_is_destroyed_that_is_not_named(sandbox: Sandbox) -> None:
    before = sandbox.aws()
    refused = sandbox.play("playbooks/destroy.yml")
    assert refused.code != 0
    assert "destroy_platforms does not name rag: to remove rag and all that it holds, add -e" in refused.output
    assert sandbox.aws() == before


@pytest.mark.usefixtures("created")
def test_destroy_leaves_nothing(sandbox: Sandbox) -> None:
    succeeded(sandbox.destroy())
    assert sandbox.aws() == set()
    assert sandbox.namespaces() == set()
    assert succeeded(sandbox.destroy()).changed == dict.fromkeys(HOSTS, 0)


@pytest.mark.parametrize(
    "sign",
    ["vpc : Make the route tables", "Wait for the control plane", "services : Install the services"],
)
def test_a_killed_run_is_made_good_by_the_next(sandbox: Sandbox, sign: str) -> None:
    sandbox.kill_when("site.yml", sign)
    succeeded(sandbox.play("site.yml"))
    assert succeeded(sandbox.play("site.yml", "--check")).changed == dict.fromkeys(HOSTS, 0)
    twice = [resource for resource in sandbox.aws() if resource[0] == "eks_cluster"]
    assert sorted(twice) == sorted(("eks_cluster", name) for name in CLUSTERS.values())
    succeeded(sandbox.destroy())
    assert sandbox.aws() == set()

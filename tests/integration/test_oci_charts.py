"""oci_charts and the registry of the sandbox: published twice, changed, pulled back by Helm, installed from there."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible_collections.pinksea.platform.plugins.module_utils.oci.archives import archive
from ansible_collections.pinksea.platform.plugins.modules import helm_releases
from kubernetes import client, config

from tests.integration.conftest import ROOT, Run, Sandbox
from tests.integration.registries import Registry, cleared, repositories
from tests.unit.charts.conftest import surroundings

CHARTS = {
    "pingvas": {"user", "payment", "generation", "gallery", "model", "gpu-worker", "platform-base"}
    | {"database-job", "pgbouncer", "redis-sentinel"},
    "rag": {"api", "document-worker", "platform-base"},
}


@pytest.fixture
def registry(sandbox: Sandbox, tmp_path: Path) -> Iterator[Registry]:
    registry = Registry(sandbox, tmp_path)
    yield registry
    registry.clear()


def climb(registry: Registry, *charts: Path, **options: object) -> tuple[list[str], dict[str, Any]]:
    """The plan announces it and pushes nothing, the run pushes it, a second time there is nothing to do."""
    planned = registry.publish(*charts, check=True, **options)
    assert registry.publish(*charts, check=True, **options) == planned, "check mode pushed something"
    made = registry.publish(*charts, **options)
    assert made == planned
    assert made["changed"]
    for check in (True, False):
        again = registry.publish(*charts, check=check, **options)
        assert (again["changed"], again["changes"]) == (False, [])
        assert again["charts"] == made["charts"]
    return [f"{each['action']} {each['name']}" for each in made["changes"]], made["charts"]


def test_ladder(registry: Registry, tmp_path: Path) -> None:
    one, other = ROOT / "charts/api", ROOT / "charts/pgbouncer"
    changes, made = climb(registry, one)
    assert changes == [f"create {registry.prefix}/api:0.1.0"]
    changes, _ = climb(registry, one, other)
    assert changes == [f"create {registry.prefix}/pgbouncer:0.1.0"]
    changes, bumped = climb(registry, one, other, version="0.2.0")
    assert changes == [f"create {registry.prefix}/{name}:0.2.0" for name in ("api", "pgbouncer")]

    assert registry.pull(made["api"]).read_bytes() == archive(one).data
    assert archive(registry.pull(bumped["api"])).version == "0.2.0"


def test_other_content_needs_another_version(registry: Registry, tmp_path: Path) -> None:
    chart = tmp_path / "web"
    (chart / "templates").mkdir(parents=True)
    (chart / "Chart.yaml").write_text("apiVersion: v2\nname: web\nversion: 1.0.0\n")
    published = registry.publish(chart)["charts"]["web"]
    (chart / "templates/all.yaml").write_text("# more\n")

    for check in (True, False):
        refused = registry.publish(chart, ROOT / "charts/api", check=check)
        assert refused["msg"] == (
            f"oci_chart {registry.prefix}/web:1.0.0 was published with other content, which this version keeps: "
            "give the new content another version."
        )
    assert "templates/all.yaml" not in registry.command("show", "all", published["chart"], "--plain-http")
    assert registry.publish(ROOT / "charts/api", check=True)["changed"], "pushed beside a refusal"
    assert registry.publish(chart, version="1.0.1")["changed"]


def test_refusals(registry: Registry) -> None:
    chart = ROOT / "charts/api"
    wrong = registry.publish(chart, password="wrong")
    assert wrong["msg"].startswith(f"oci_chart {registry.prefix}/api:0.1.0: helm pull failed: ")
    assert "401" in wrong["msg"]
    assert registry.publish(chart, registry="oci://host")["msg"].startswith("registry is 'oci://host': give a host")
    assert registry.publish(chart, helm_binary="/nowhere/helm")["msg"].startswith("helm_binary '/nowhere/helm' cannot")


@pytest.fixture
def cluster(sandbox: Sandbox) -> Iterator[str]:
    """The kubeconfig of a control plane with a simulated node for the pods."""
    kubeconfig = sandbox.endpoints["control_planes"][0]["kubeconfig"]
    api = client.CoreV1Api(config.new_client_from_config(kubeconfig))
    room = {"cpu": "20", "memory": "64Gi", "pods": "50"}
    about = {"generateName": "oci-charts-", "annotations": {"kwok.x-k8s.io/node": "fake"}}
    name = api.create_node({"metadata": about, "status": {"capacity": room, "allocatable": room}}).metadata.name
    yield kubeconfig
    api.delete_node(name)


def release(registry: Registry, kubeconfig: str, *releases: dict[str, Any], state: str = "present") -> dict[str, Any]:
    arguments = {"releases": releases, "helm_binary": registry.plain(), "kubeconfig": kubeconfig, "state": state}
    done = subprocess.run(
        [sys.executable, str(helm_releases.__file__)],
        env={**registry.environment, "PYTHONPATH": os.pathsep.join(sys.path)},
        input=json.dumps({"ANSIBLE_MODULE_ARGS": arguments}),
        stdout=subprocess.PIPE,
        text=True,
    )
    return dict(json.loads(done.stdout))


def test_a_service_is_installed_from_the_registry(registry: Registry, cluster: str) -> None:
    published = registry.publish(ROOT / "charts/api")["charts"]["api"]
    values = surroundings() | {"priorityClassName": ""}
    given = registry.folder / "values.yaml"
    given.write_text(yaml.safe_dump(values))
    rendered = [
        registry.command("template", "api", str(chart), "--values", str(given))
        for chart in (registry.pull(published), ROOT / "charts/api")
    ]
    assert "kind: Deployment" in rendered[0]
    assert rendered[0] == rendered[1]

    namespace = registry.prefix.partition("/")[0]
    one = {"name": "api", "namespace": namespace, "create_namespace": True, "values": values, "timeout": 60}
    try:
        made = release(registry, cluster, one | published)
        assert [each["outcome"] for each in made["outcomes"]] == ["create"], made
        assert made["releases"][f"{namespace}/api"]["version"] == published["version"]
        assert not release(registry, cluster, one | published)["changed"]
    finally:
        release(registry, cluster, one, state="absent")
        client.CoreV1Api(config.new_client_from_config(cluster)).delete_namespace(namespace)


@pytest.fixture
def declared(sandbox: Sandbox) -> Iterator[None]:
    """The repositories of the inventory, without what an earlier run has pushed into them."""
    prefixes = [f"{host}/charts/" for host in CHARTS]
    with cleared(sandbox, *prefixes):
        early = sandbox.play("playbooks/publish_charts.yml", "--check")
        assert early.code != 0
        assert "has no repository rag/charts/api, rag/charts/document-worker" in early.output
        made = sandbox.play("playbooks/data_stores.yml", "--tags", "ecr")
        assert made.code == 0, made.failures()
        there = {name: mode for prefix in prefixes for name, mode in repositories(sandbox, prefix).items()}
        assert there == {f"{host}/charts/{name}": "IMMUTABLE" for host, names in CHARTS.items() for name in names}
        yield


def published(run: Run) -> dict[str, set[str]]:
    assert run.code == 0, run.failures() or run.output[-3000:]
    return {
        host: {each["name"] for each in run.changes if (each["host"], each["action"]) == (host, "create")}
        for host in CHARTS
    }


@pytest.mark.usefixtures("declared")
def test_the_playbook_publishes_the_charts_of_both_platforms(sandbox: Sandbox) -> None:
    def play(*arguments: str) -> dict[str, set[str]]:
        return published(sandbox.play("playbooks/publish_charts.yml", *arguments))

    def all_of(version: str) -> dict[str, set[str]]:
        return {host: {f"{host}/charts/{name}:{version}" for name in names} for host, names in CHARTS.items()}

    nothing: dict[str, set[str]] = {host: set() for host in CHARTS}
    assert play("--check") == all_of("0.1.0")
    assert play() == all_of("0.1.0")
    assert play() == play("--check") == nothing
    bumped = ("-e", "publish_charts_version=0.2.0")
    assert play(*bumped, "--limit", "rag") == nothing | {"rag": all_of("0.2.0")["rag"]}

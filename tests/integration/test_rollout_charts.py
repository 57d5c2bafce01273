"""Charts with custom resources on a real API server that has their definitions; the operators do not run."""

from __future__ import annotations

import json
import subprocess
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from kubernetes import client, config

from tests.integration.conftest import ROOT, Sandbox
from tests.integration.redis_nodes import until
from tests.unit.charts import definitions
from tests.unit.charts.conftest import merged, surroundings

ON = {"keda": True, "prometheus": True, "externalSecrets": True, "rollouts": True}
KINDS = {
    "analysistemplates.argoproj.io",
    "externalsecrets.external-secrets.io",
    "podmonitors.monitoring.coreos.com",
    "prometheusrules.monitoring.coreos.com",
    "rollouts.argoproj.io",
}
pytestmark = pytest.mark.skipif(not definitions.CHARTS.is_dir(), reason=definitions.MISSING)


@dataclass
class Place:
    namespace: str
    kubeconfig: str
    helm: str
    kubectl: str
    folder: Path

    def upgrade(self, tag: str) -> subprocess.CompletedProcess[str]:
        own = {"image": {"tag": tag}, "priorityClassName": "", "capabilities": ON, "secrets": {"prefix": "acme"}}
        file = self.folder / "values.yaml"
        file.write_text(json.dumps(merged(surroundings(), own)))
        chart = str(ROOT / "charts/api")
        return self.run(self.helm, "upgrade", "api", chart, "--install", "--values", str(file))

    def get(self, *what: str) -> Any:
        found = self.run(self.kubectl, "get", *what, "-o", "json")
        assert found.returncode == 0, found.stderr
        return json.loads(found.stdout)

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        where = ("--namespace", self.namespace, "--kubeconfig", self.kubeconfig)
        return subprocess.run([*command, *where], capture_output=True, text=True)


@pytest.fixture(scope="module")
def place(sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    plane = sandbox.endpoints["control_planes"][0]["kubeconfig"]
    namespace = f"rollouts-{uuid.uuid4().hex[:8]}"
    folder = tmp_path_factory.mktemp("rollouts")
    made = Place(namespace, plane, sandbox.endpoints["helm"], sandbox.endpoints["kubectl"], folder)
    core = client.CoreV1Api(config.new_client_from_config(plane))
    core.create_namespace({"metadata": {"name": namespace}})
    there = {each["metadata"]["name"] for each in made.get("crds")["items"]}
    files = {
        f"{file.name.split('.')[0]}.": str(file)
        for pattern in definitions.FILES
        for file in definitions.CHARTS.glob(pattern)
    }
    ours = [file for start, file in files.items() if not any(name.startswith(start) for name in there)]
    for file in ours:
        applied = made.run(made.kubectl, "apply", "--server-side", "-f", file)
        assert applied.returncode == 0, applied.stderr
    waited = made.run(
        made.kubectl, "wait", "--for=condition=Established", "--timeout=60s", *(f"crd/{kind}" for kind in KINDS)
    )
    assert waited.returncode == 0, waited.stderr
    try:
        yield made
    finally:
        core.delete_namespace(namespace)
        for file in ours:
            made.run(made.kubectl, "delete", "-f", file, "--wait=false")


@pytest.fixture(scope="module")
def installed(place: Place) -> None:
    done = place.upgrade("v1")
    assert done.returncode == 0, done.stderr


@pytest.mark.usefixtures("installed")
def test_an_api_server_that_knows_the_operators_takes_all_of_it(place: Place) -> None:
    for kind in KINDS:
        assert [each["metadata"]["name"] for each in place.get(kind)["items"]] == ["api"]
    assert not place.get("deployments")["items"]
    rules = place.get("prometheusrules.monitoring.coreos.com", "api")["spec"]["groups"][0]["rules"]
    assert {each["alert"] for each in rules} >= {"ServiceErrorsFast", "ServiceSlow", "ServiceDown"}
    assert place.get("configmap", "api-dashboard")["metadata"]["labels"]["grafana_dashboard"] == "1"


@pytest.mark.usefixtures("installed")
def test_an_upgrade_leaves_selectors_to_the_operator(place: Place) -> None:
    """The operator patches one label in; a chart that gave the field would be in conflict with it."""
    for service in ("api", "api-preview"):
        assert "selector" not in place.get("service", service)["spec"]
        patch = json.dumps({"spec": {"selector": {"rollouts-pod-template-hash": "0123456789"}}})
        patched = place.run(place.kubectl, "patch", "service", service, "--type=strategic", "-p", patch)
        assert patched.returncode == 0, patched.stderr
    done = place.upgrade("v2")
    assert done.returncode == 0, done.stderr
    (container,) = place.get("rollouts.argoproj.io", "api")["spec"]["template"]["spec"]["containers"]
    assert container["image"].endswith(":v2")
    for service in ("api", "api-preview"):
        assert place.get("service", service)["spec"]["selector"] == {"rollouts-pod-template-hash": "0123456789"}


@pytest.mark.usefixtures("installed")
def test_the_autoscaler_sets_how_many_there_are_and_an_upgrade_leaves_that_to_it(place: Place) -> None:
    one = json.dumps({"spec": {"replicas": 1}})  # what the operator makes of none
    patched = place.run(place.kubectl, "patch", "rollouts.argoproj.io", "api", "--type=merge", "-p", one)
    assert patched.returncode == 0, patched.stderr

    def replicas() -> int:
        return int(place.get("rollouts.argoproj.io", "api")["spec"]["replicas"])

    until(lambda: replicas() == 3, "the autoscaler does not bring as many as there are to be")
    done = place.upgrade("v3")
    assert done.returncode == 0, done.stderr
    assert replicas() == 3

"""rag's API replaced blue/green, by the controller of Argo Rollouts itself: who gets the requests, and who loses them.

What an analysis asks is answered by the test, in the place of Prometheus.
"""

from __future__ import annotations

import json
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

import pytest
from ansible_collections.pinksea.platform.plugins.module_utils.charts.releases import merged
from kubernetes import client

from tests.integration.conftest import ROOT, Sandbox
from tests.integration.kubelet import Kubelet
from tests.integration.redis_nodes import until
from tests.integration.service_place import ROOM, Place, prepared
from tests.unit.charts.conftest import surroundings

ON = {"keda": False, "prometheus": True, "externalSecrets": False, "rollouts": True}
GROUP, VERSION = "argoproj.io", "v1alpha1"
Release = dict[str, Any]


@dataclass
class Prometheus:
    """Says of every version the same share of failed requests, and remembers which ones were asked for."""

    errors: float = 0.0
    queries: list[str] = field(default_factory=list)
    address: str = ""

    @contextmanager
    def serving(self) -> Iterator[None]:
        prometheus = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                prometheus.queries += parse_qs(body)["query"]
                sample = {"metric": {}, "value": [time.time(), str(prometheus.errors)]}
                answer = {"status": "success", "data": {"resultType": "vector", "result": [sample]}}
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.end_headers()
                self.wfile.write(json.dumps(answer).encode())

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - its name there
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield
        finally:
            server.shutdown()
            server.server_close()
            thread.join()


@dataclass
class BlueGreen:
    place: Place
    prometheus: Prometheus

    def deploy(self, tag: str, timeout: int = 120) -> dict[str, Any]:
        own = {"image": {"tag": tag}, "priorityClassName": self.place.namespace, "capabilities": ON}
        values = merged(surroundings(), own, {"monitoring": {"prometheus": self.prometheus.address}})
        common = {"name": "api", "namespace": self.place.namespace, "chart": str(ROOT / "charts/api")}
        return self.place.run({**common, "values": values, "timeout": timeout, "rollouts": ["api"]})

    def status(self) -> dict[str, Any]:
        return dict(self._listed("rollouts")[0].get("status") or {})

    def phase(self) -> str:
        return str(self.status().get("phase"))

    def serving(self) -> set[str]:
        """Images of the pods that get the requests."""
        selector = self.place.kubelet.core.read_namespaced_service("api", self.place.namespace).spec.selector
        version = selector["rollouts-pod-template-hash"]
        pods = self.place.pods("api")
        return {
            each.spec.containers[0].image.rpartition(":")[2]
            for each in pods
            if each.metadata.labels["rollouts-pod-template-hash"] == version
        }

    def ready(self) -> list[str]:
        """The image of each pod that is ready."""
        return sorted(
            pod.spec.containers[0].image.rpartition(":")[2]
            for pod in self.place.pods("api")
            if any(each.type == "Ready" and each.status == "True" for each in pod.status.conditions or ())
        )

    def hurry(self, version: str) -> None:
        """Have the analysis of a version measure every second instead of every minute."""
        until(lambda: bool(self._runs(version)), "nobody watches the new version")
        (run,) = self._runs(version)
        metrics = [{**each, "interval": "1s"} for each in run["spec"]["metrics"]]
        patch = {"spec": {"metrics": metrics}}
        place, name = self.place, run["metadata"]["name"]
        self._objects().patch_namespaced_custom_object(GROUP, VERSION, place.namespace, "analysisruns", name, patch)

    def _runs(self, version: str) -> list[Any]:
        return [each for each in self._listed("analysisruns") if each["spec"]["args"][0]["value"] == version]

    def _listed(self, plural: str) -> list[Any]:
        found = self._objects().list_namespaced_custom_object(GROUP, VERSION, self.place.namespace, plural)
        return list(found["items"])

    def _objects(self) -> client.CustomObjectsApi:
        return client.CustomObjectsApi(self.place.kubelet.api)


def operators(kubelet: Kubelet) -> list[Release]:
    """The controller, and the definitions of the objects that Prometheus' operator reads, where a site has them."""
    one = {"controller": {"replicas": 1, "nodeSelector": kubelet.selector}, "keepCRDs": False}
    return [
        {
            "name": "argo-rollouts",
            "namespace": "argo-rollouts",
            "values": one,
            **archive("argo-rollouts"),
        },
        {"name": "prometheus-operator-crds", "namespace": "monitoring", **archive("prometheus-operator-crds")},
    ]


def archive(name: str) -> Release:
    (found,) = (ROOT / ".sandbox/charts").glob(f"{name}-[0-9]*.tgz")
    return {"chart": str(found), "create_namespace": True}


@pytest.fixture(scope="module")
def api(sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Iterator[BlueGreen]:
    plane = sandbox.endpoints["control_planes"][0]["kubeconfig"]
    kubelet = Kubelet(tmp_path_factory.mktemp("node") / "node", plane, {}, room=ROOM)
    place = Place(f"blue-green-{uuid.uuid4().hex[:8]}", kubelet, sandbox.endpoints["helm"])
    prometheus = Prometheus()
    with prometheus.serving(), prepared(place, volumes=0):
        started = place.run(*operators(kubelet))
        assert not started.get("failed"), started["msg"]
        try:
            yield BlueGreen(place, prometheus)
        finally:
            gone = {"name": "api", "namespace": place.namespace}
            for releases in ([gone], operators(kubelet)):
                assert not place.run(*releases, state="absent").get("failed")
            for namespace in ("argo-rollouts", "monitoring"):
                kubelet.core.delete_namespace(namespace)


@pytest.fixture(scope="module")
def installed(api: BlueGreen) -> dict[str, Any]:
    return api.deploy("v1")


def test_it_is_installed_when_its_pods_have_the_requests(api: BlueGreen, installed: dict[str, Any]) -> None:
    assert not installed.get("failed"), installed["msg"]
    assert (api.phase(), api.serving()) == ("Healthy", {"v1"})
    until(lambda: api.ready() == ["v1"] * 3, "the autoscaler does not bring as many pods as there are to be")
    assert not api.deploy("v1")["changed"]


@pytest.mark.usefixtures("installed")
def test_a_new_version_gets_the_requests_at_once_and_keeps_them_when_it_does_well(api: BlueGreen) -> None:
    api.deploy("v2")
    assert api.serving() == {"v2"}
    assert api.ready() == ["v1"] * 3 + ["v2"] * 3, "the version before is not kept"
    version = api.status()["currentPodHash"]
    api.hurry(version)
    until(lambda: api.phase() == "Healthy", "its analysis does not end")
    assert len(api.prometheus.queries) == 15
    assert f'pod=~"api-{version}-.*"' in api.prometheus.queries[0]


@pytest.mark.usefixtures("installed")
def test_one_that_fails_its_users_loses_them_again_and_the_next_run_says_so(api: BlueGreen) -> None:
    api.prometheus.errors = 0.5
    deployed = api.deploy("v3")
    assert not deployed.get("failed"), deployed["msg"]
    assert api.serving() == {"v3"}
    api.hurry(api.status()["currentPodHash"])
    until(lambda: api.phase() == "Degraded", "nobody minds its errors")
    until(lambda: api.serving() == {"v2"}, "it keeps the requests")
    (problem,) = api.deploy("v3")["problems"]
    assert f"release {api.place.namespace}/api: Rollout api ended as Degraded" in problem
    assert "errors" in problem
    api.prometheus.errors = 0.0


@pytest.mark.usefixtures("installed")
def test_one_that_does_not_start_never_gets_them(api: BlueGreen) -> None:
    assert not api.deploy("v2").get("failed")
    failed = api.deploy("missing", timeout=15)
    (problem,) = failed["problems"]
    assert "Rollout api is still Progressing after 15 s (timeout)" in problem
    assert api.serving() == {"v2"}
    until(lambda: api.phase() == "Healthy", "it does not go back")
    assert api.place.statuses("api")[-1] == "deployed"
    assert not api.deploy("v2")["changed"]


@pytest.mark.usefixtures("installed")
def test_helm_test_asks_what_gets_the_requests(api: BlueGreen) -> None:
    passed = api.place.command("test", "api", "--timeout", "60s")
    assert (passed.returncode, "Phase:          Succeeded" in passed.stdout) == (0, True), passed

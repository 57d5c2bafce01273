"""Whatever the catalogue, a real API server takes its charts: every object, and every pod at the level restricted."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from ansible_collections.pinksea.platform.plugins.module_utils.catalogue.parse import parse
from ansible_collections.pinksea.platform.plugins.module_utils.charts.render import render
from kubernetes import config

from tests.integration.conftest import Sandbox
from tests.unit.charts.conftest import surroundings
from tests.unit.charts.many import Objects, render_many
from tests.unit.charts.observed import pods
from tests.unit.charts.random_catalogues import NAMES, by_chance

NAMESPACE = "chart-properties"
PODS = f"{NAMESPACE}-pods"
LEVEL = {"pod-security.kubernetes.io/enforce": "restricted"}
KINDS = {
    "ConfigMap": "configmaps",
    "CronJob": "cronjobs",
    "Deployment": "deployments",
    "HorizontalPodAutoscaler": "horizontalpodautoscalers",
    "Ingress": "ingresses",
    "Job": "jobs",
    "NetworkPolicy": "networkpolicies",
    "PersistentVolumeClaim": "persistentvolumeclaims",
    "Pod": "pods",
    "PodDisruptionBudget": "poddisruptionbudgets",
    "Service": "services",
    "ServiceAccount": "serviceaccounts",
    "StatefulSet": "statefulsets",
}


class Server:
    """An API server that is asked what it would say."""

    def __init__(self, kubeconfig: str) -> None:
        self.api = config.new_client_from_config(kubeconfig)

    def send(self, method: str, path: str, body: dict[str, Any] | None = None, **query: str) -> tuple[int, str]:
        url = f"{self.api.configuration.host}{path}?{urlencode(query)}"
        answer = self.api.call_api(method, url, {"Content-Type": "application/json"}, body)
        return answer.status, answer.read().decode()

    def refusal(self, each: dict[str, Any]) -> str:
        """Why it would not take an object; empty when it would."""
        version = each["apiVersion"]
        root = f"/apis/{version}" if "/" in version else f"/api/{version}"
        namespace = PODS if each["kind"] == "Pod" else NAMESPACE
        path = f"{root}/namespaces/{namespace}/{KINDS[each['kind']]}"
        status, answer = self.send("POST", path, each, dryRun="All", fieldValidation="Strict")
        return "" if status < 300 else f"{each['kind']} {each['metadata']['name']}: {json.loads(answer)['message']}"


@pytest.fixture(scope="module")
def server(sandbox: Sandbox) -> Iterator[Server]:
    """With a namespace for objects, and one at the level restricted that has the service accounts of pods."""
    found = Server(sandbox.endpoints["control_planes"][0]["kubeconfig"])
    for namespace in (NAMESPACE, PODS):
        found.send("POST", "/api/v1/namespaces", {"metadata": {"name": namespace, "labels": LEVEL}})
    for name in ("default", *NAMES):
        found.send("POST", f"/api/v1/namespaces/{PODS}/serviceaccounts", {"metadata": {"name": name}})
    yield found
    for namespace in (NAMESPACE, PODS):
        found.send("DELETE", f"/api/v1/namespaces/{namespace}")


def objects_by_chance(helm: str, folder: Path) -> Iterator[tuple[Any, Objects]]:
    """Without custom resources, and without a priority that only a platform has."""
    values = {**surroundings(), "priorityClassName": ""}
    drawn = [services for services, _ in by_chance()]
    cases = {f"c{index}": (render("acme", parse(services)), values) for index, services in enumerate(drawn)}

    def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run([helm, *map(str, arguments)], capture_output=True, text=True)

    for case, found in render_many(run, folder, cases, NAMESPACE).items():
        yield drawn[int(case[1:])], [each for objects in found.values() for each in objects]


def test_an_api_server_takes_every_object_and_every_pod(server: Server, sandbox: Sandbox, tmp_path: Path) -> None:
    origin = {}
    for services, objects in objects_by_chance(sandbox.endpoints["helm"], tmp_path):
        named = [{**each, "apiVersion": "v1", "kind": "Pod"} for each in pods(objects)]
        for each in named:
            each["metadata"] = {**each["metadata"], "name": "any"}
        origin |= {json.dumps(each): services for each in [*objects, *named]}
    with ThreadPoolExecutor(8) as pool:
        answers = zip(origin, pool.map(server.refusal, map(json.loads, origin)), strict=True)
        refused = [(why, origin[each]) for each, why in answers if why]
    assert not refused, refused[0]


def test_an_api_server_refuses_what_is_wrong(server: Server) -> None:
    """Else the test above could not fail."""
    pod = {"containers": [{"name": "a", "image": "a/b", "resources": {}}]}
    wrong = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "any"}, "spec": pod}
    assert 'violates PodSecurity "restricted' in server.refusal(wrong)
    account = {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": "any"}, "unknown": 1}
    assert 'unknown field "unknown"' in server.refusal(account)

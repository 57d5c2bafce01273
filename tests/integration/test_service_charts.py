"""Charts of services on a real API server: installed, with another image, with one that is not there, and tested.

All those of the catalogues, and of the kinds that no platform has yet, side by side in one namespace.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import yaml
from ansible_collections.pinksea.platform.plugins.module_utils.capacity.amounts import cores
from ansible_collections.pinksea.platform.plugins.module_utils.catalogue.parse import parse
from ansible_collections.pinksea.platform.plugins.module_utils.charts.files import apply, compare
from ansible_collections.pinksea.platform.plugins.module_utils.charts.releases import merged
from ansible_collections.pinksea.platform.plugins.module_utils.charts.render import render
from kubernetes import client

from tests.integration.conftest import ROOT, Sandbox
from tests.integration.kubelet import Kubelet
from tests.integration.redis_nodes import until
from tests.integration.service_place import ROOM, Place, prepared
from tests.unit.charts.conftest import surroundings

CHARTS = ROOT / "charts"
DECLARED = [
    yaml.safe_load(file.read_text()).get("services", {}) for file in ROOT.glob("inventories/group_vars/*/services.yml")
]
RUNS = {"image": "acme/runs", "resources": {"cpu": "100m", "memory": "64Mi"}}
DATA = {"data": {"size": "1Gi", "path": "/data"}}
OWN = {
    "import": {**RUNS, "kind": "job"},
    "report": {**RUNS, "kind": "cronjob", "schedule": "0 3 * * *"},
    "ledger": {**RUNS, "kind": "statefulset", "port": 8101, "replicas": {"min": 3}, "volumes": DATA},
    "archive": {**RUNS, "port": 8102, "volumes": DATA},
}
SERVICES = {name: service for each in (OWN, *DECLARED) for name, service in parse(each).items()}
PODS = [name for name, service in SERVICES.items() if service.kind != "cronjob"]
FEWEST = {name: max(SERVICES[name].replicas.min, 1) for name in PODS if SERVICES[name].kind != "job"}
"""One of the workers too that KEDA scales from nothing, which the site leaves out."""
STAY = [name for name in FEWEST if not (SERVICES[name].volumes or SERVICES[name].gpu)]
"""Their pods go when those of another image are ready; the others have no room for both."""
CLAIMS = {"archive-data", *(f"data-ledger-{number}" for number in range(FEWEST["ledger"]))}
Release = Callable[..., dict[str, Any]]


@pytest.fixture(scope="module")
def place(sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    plane = sandbox.endpoints["control_planes"][0]["kubeconfig"]
    kubelet = Kubelet(tmp_path_factory.mktemp("node") / "node", plane, {}, room=ROOM)
    made = Place(f"services-{uuid.uuid4().hex[:8]}", kubelet, sandbox.endpoints["helm"])
    with prepared(made, volumes=len(CLAIMS)):
        yield made
        gone = [{"name": name, "namespace": made.namespace} for name in SERVICES]
        assert not made.run(*gone, state="absent").get("failed")


@pytest.fixture(scope="module")
def release(place: Place, tmp_path_factory: pytest.TempPathFactory) -> Release:
    folder = tmp_path_factory.mktemp("charts")
    (folder / "common").symlink_to(CHARTS / "common")
    apply(folder, compare(folder, "acme", render("acme", parse(OWN))))

    def of(name: str, tag: str, timeout: int = 120) -> dict[str, Any]:
        claims = {claim: {"storageClass": place.namespace} for claim in SERVICES[name].volumes}
        own = {"image": {"tag": tag}, "priorityClassName": place.namespace, "claims": claims}
        replicas = {"replicas": {"min": FEWEST[name]}} if name in FEWEST else {}
        chart = str((folder if name in OWN else CHARTS) / name)
        values = merged(surroundings(), own, replicas)
        return {"name": name, "namespace": place.namespace, "chart": chart, "values": values, "timeout": timeout}

    return of


@pytest.fixture(scope="module")
def installed(place: Place, release: Release) -> dict[str, Any]:
    return place.run(*(release(name, "v1") for name in SERVICES))


def test_each_is_installed_and_becomes_ready(place: Place, installed: dict[str, Any]) -> None:
    assert not installed.get("failed"), installed["msg"]
    assert [each["outcome"] for each in installed["outcomes"]] == ["create"] * len(SERVICES)
    until(lambda: place.ready() == FEWEST, "the autoscalers do not bring as many pods as there are to be")
    assert [pod.status.phase for pod in place.pods("import")] == ["Succeeded"]
    assert place.claims() == dict.fromkeys({"models", *CLAIMS}, "Bound")
    namespace = place.kubelet.core.read_namespace(place.namespace)
    assert namespace.metadata.labels["pod-security.kubernetes.io/enforce"] == "restricted"
    used = place.kubelet.core.read_namespaced_resource_quota(place.namespace, place.namespace).status.used
    asked = sum(cores(SERVICES[name].resources.cpu) * count for name, count in FEWEST.items())
    assert (cores(used["requests.cpu"]), used["requests.nvidia.com/gpu"]) == (asked, "1")


@pytest.mark.usefixtures("installed")
def test_what_a_schedule_starts_ends(place: Place) -> None:
    batch = client.BatchV1Api(place.kubelet.api)
    template = batch.read_namespaced_cron_job("report", place.namespace).spec.job_template.spec
    batch.create_namespaced_job(place.namespace, {"metadata": {"name": "now"}, "spec": template})
    until(lambda: batch.read_namespaced_job("now", place.namespace).status.succeeded == 1, "the Job does not end")


@pytest.mark.usefixtures("installed")
def test_another_image_replaces_every_pod_and_one_that_is_missing_stays_nowhere(place: Place, release: Release) -> None:
    def is_back() -> bool:
        return place.ready() == FEWEST and all(place.tags(name) == {"v2"} for name in PODS)

    changed = place.run(*(release(name, "v2") for name in SERVICES))
    assert [each["outcome"] for each in changed["outcomes"]] == ["update"] * len(SERVICES), changed
    until(is_back, "pods of the image before stay")
    before = {name: {pod.metadata.uid for pod in place.pods(name)} for name in FEWEST}

    failed = place.run(*(release(name, "missing", timeout=20) for name in PODS))
    assert [each["outcome"] for each in failed["outcomes"]] == ["failed"] * len(PODS), failed
    for what in ("Deployment/{}/gallery", "StatefulSet/{}/ledger"):
        assert f"{what.format(place.namespace)} not ready" in str(failed["problems"])
    until(is_back, "pods of the missing image stay")
    after = {name: {pod.metadata.uid for pod in place.pods(name)} for name in FEWEST}
    assert {name: after[name] for name in STAY} == {name: before[name] for name in STAY}
    assert len(after["ledger"] - before["ledger"]) == 1, "it goes on though the first of its pods is not ready"
    for name in PODS:
        assert place.statuses(name) == ["superseded", "superseded", "failed", "deployed"]
    assert place.claims() == dict.fromkeys({"models", *CLAIMS}, "Bound")
    assert not place.run(*(release(name, "v2") for name in SERVICES))["changed"]


@pytest.mark.usefixtures("installed")
def test_helm_test_passes_while_the_service_has_pods(place: Place) -> None:
    serving = [name for name, service in SERVICES.items() if service.port]
    with ThreadPoolExecutor(len(serving)) as pool:
        for passed in pool.map(lambda name: place.command("test", name, "--timeout", "60s"), serving):
            assert (passed.returncode, "Phase:          Succeeded" in passed.stdout) == (0, True), passed
    apps = client.AppsV1Api(place.kubelet.api)
    apps.patch_namespaced_deployment_scale("gallery", place.namespace, {"spec": {"replicas": 0}})
    until(lambda: not place.answers(f"http://gallery:{SERVICES['gallery'].port}"), "it keeps its endpoints")
    assert place.command("test", "gallery", "--timeout", "4s").returncode == 1

"""Charts of services on a real API server: installed, with another image, with one that is not there, and tested.

Namespace, quota and level come from platform-base. The node is the test's own: it runs no image, but tells whether one
could be pulled, and what the pod of `helm test` asks for is answered by the endpoints that the Service has.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from ansible_collections.pinksea.platform.plugins.module_utils.catalogue.parse import parse
from ansible_collections.pinksea.platform.plugins.module_utils.charts.files import apply, compare
from ansible_collections.pinksea.platform.plugins.module_utils.charts.releases import merged
from ansible_collections.pinksea.platform.plugins.module_utils.charts.render import render
from ansible_collections.pinksea.platform.plugins.modules import helm_releases
from kubernetes import client

from tests.integration.conftest import ROOT, Sandbox
from tests.integration.kubelet import Kubelet, Pod
from tests.integration.redis_nodes import until
from tests.unit.charts.conftest import surroundings

CHARTS = ROOT / "charts"
RUNS = {"image": "acme/runs", "resources": {"cpu": "100m", "memory": "64Mi"}}
"""No platform has a service of these kinds yet."""
CATALOGUE = {"import": {**RUNS, "kind": "job"}, "report": {**RUNS, "kind": "cronjob", "schedule": "0 3 * * *"}}
FEW: dict[str, dict[str, Any]] = {"gpu-worker": {"replicas": {"min": 1, "max": 1}}}
"""Values by service; the site leaves out the workers, which scale by KEDA there."""
SERVICES = ("gallery", "document-worker", "gpu-worker", *CATALOGUE)
QUOTA = {"cpu": "20", "memory": "64Gi", "gpu": "1", "pods": "20"}
ROOM = {"cpu": "20", "memory": "64Gi", "pods": "40", "nvidia.com/gpu": "1"}
RESTRICTED = {
    "securityContext": {"runAsNonRoot": True, "runAsUser": 1, "seccompProfile": {"type": "RuntimeDefault"}},
    "containers": [
        {
            "name": "any",
            "image": "any",
            "securityContext": {"allowPrivilegeEscalation": False, "capabilities": {"drop": ["ALL"]}},
        }
    ],
}


@dataclass
class Place:
    namespace: str
    kubelet: Kubelet
    helm: str
    charts: Path

    def release(self, name: str, tag: str, timeout: int = 60) -> dict[str, Any]:
        own = {"image": {"tag": tag}, "priorityClassName": self.namespace}
        chart = self.charts if name in CATALOGUE else CHARTS
        values = merged(surroundings(), own, FEW.get(name, {}))
        common = {"name": name, "namespace": self.namespace, "chart": str(chart / name)}
        return {**common, "values": values, "timeout": timeout}

    def run(self, *releases: dict[str, Any], state: str = "present") -> dict[str, Any]:
        """In a process of its own, as it holds its lock until that ends."""
        arguments = {"releases": releases, "helm_binary": self.helm, "kubeconfig": self.kubelet.kubeconfig}
        done = subprocess.run(
            [sys.executable, str(helm_releases.__file__)],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
            input=json.dumps({"ANSIBLE_MODULE_ARGS": {**arguments, "state": state}}),
            stdout=subprocess.PIPE,
            text=True,
        )
        return dict(json.loads(done.stdout))

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        where = ("--namespace", self.namespace, "--kubeconfig", self.kubelet.kubeconfig)
        return subprocess.run([self.helm, *arguments, *where], capture_output=True, text=True)

    def statuses(self, name: str) -> list[str]:
        return [each["status"] for each in json.loads(self.command("history", name, "-o", "json").stdout)]

    def pods(self, name: str) -> list[Any]:
        """Without those about to go."""
        selector = f"app.kubernetes.io/name={name}"
        found = self.kubelet.core.list_namespaced_pod(self.namespace, label_selector=selector).items
        return [each for each in found if not each.metadata.deletion_timestamp]

    def tags(self, name: str) -> set[str]:
        return {each.spec.containers[0].image.rpartition(":")[2] for each in self.pods(name)}

    def ready(self) -> dict[str, int]:
        """Pods of each Deployment that are ready, where that is all of them."""
        found = client.AppsV1Api(self.kubelet.api).list_namespaced_deployment(self.namespace).items
        return {
            each.metadata.name: each.spec.replicas for each in found if each.spec.replicas == each.status.ready_replicas
        }

    def answers(self, url: str) -> bool:
        """Whether a Service has an endpoint for what is asked."""
        asked = urlsplit(url)
        slices = client.DiscoveryV1Api(self.kubelet.api).list_namespaced_endpoint_slice(
            self.namespace, label_selector=f"kubernetes.io/service-name={asked.hostname}"
        )
        return any(
            asked.port in [port.port for port in each.ports or ()]
            and any(endpoint.conditions.ready for endpoint in each.endpoints or ())
            for each in slices.items
        )

    def status(self, pod: Pod) -> dict[str, Any]:
        (container,) = pod["spec"]["containers"]
        if container["image"].endswith(":missing"):
            return {"phase": "Pending", "state": {"waiting": {"reason": "ImagePullBackOff", "message": "not found"}}}
        if pod["spec"]["restartPolicy"] == "Always":
            return {"phase": "Running", "state": {"running": {}}}
        asked = container.get("command", [""])[-1]
        code = 0 if not asked or self.answers(asked) else 1
        return {"phase": "Failed" if code else "Succeeded", "state": {"terminated": {"exitCode": code}}}


@contextmanager
def steered(kubelet: Kubelet, namespace: str) -> Iterator[Callable[[], bool]]:
    """All pods of a namespace go to one node, whatever others there are; yields whether they do so already."""
    api = client.AdmissionregistrationV1Api(kubelet.api)
    rule = {"apiGroups": [""], "apiVersions": ["v1"], "resources": ["pods"], "operations": ["CREATE"]}
    change = f'[JSONPatch{{op: "add", path: "/spec/nodeSelector", value: {json.dumps(kubelet.selector)}}}]'
    policy = {
        "matchConstraints": {
            "namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": namespace}},
            "resourceRules": [rule],
        },
        "mutations": [{"patchType": "JSONPatch", "jsonPatch": {"expression": change}}],
        "failurePolicy": "Fail",
        "reinvocationPolicy": "Never",
    }
    api.create_mutating_admission_policy({"metadata": {"name": namespace}, "spec": policy})
    api.create_mutating_admission_policy_binding({"metadata": {"name": namespace}, "spec": {"policyName": namespace}})
    pod = {"metadata": {"name": "any"}, "spec": RESTRICTED}
    try:
        yield lambda: bool(kubelet.core.create_namespaced_pod(namespace, pod, dry_run="All").spec.node_selector)
    finally:
        api.delete_mutating_admission_policy_binding(namespace)
        api.delete_mutating_admission_policy(namespace)


@pytest.fixture(scope="module")
def place(sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    folder = tmp_path_factory.mktemp("charts")
    (folder / "common").symlink_to(CHARTS / "common")
    apply(folder, compare(folder, "acme", render("acme", parse(CATALOGUE))))
    plane = sandbox.endpoints["control_planes"][0]["kubeconfig"]
    kubelet = Kubelet(tmp_path_factory.mktemp("node") / "node", plane, {}, room=ROOM)
    namespace = f"services-{uuid.uuid4().hex[:8]}"
    made = Place(namespace, kubelet, sandbox.endpoints["helm"], folder)
    kubelet.instead = made.status
    settings = {"quota": QUOTA, "limits": {"defaultRequest": {"cpu": "10m"}, "default": {"memory": "16Mi"}}}
    models = {"driver": "efs.csi.aws.com", "handle": "fs-0::fsap-0", "size": "1Gi", "namespaces": [namespace]}
    values: dict[str, Any] = {"namespaces": {namespace: settings}, "priorityClasses": {namespace: 1000}}
    values["sharedVolumes"] = {"models": models}
    base = {"name": namespace, "namespace": "kube-system", "chart": str(CHARTS / "platform-base"), "values": values}
    assert not made.run(base).get("failed")
    try:
        with kubelet.running(), steered(kubelet, namespace) as is_steered:
            until(is_steered, "pods go to any node")
            yield made
            made.run(*(made.release(name, "v1") for name in SERVICES), state="absent")
    finally:
        made.run(base, state="absent")


@pytest.fixture(scope="module")
def installed(place: Place) -> dict[str, Any]:
    return place.run(*(place.release(name, "v1") for name in SERVICES))


def test_each_kind_is_installed_and_becomes_ready(place: Place, installed: dict[str, Any]) -> None:
    assert not installed.get("failed"), installed["msg"]
    assert {each["outcome"] for each in installed["outcomes"]} == {"create"}
    fewest = {"gallery": 2, "document-worker": 2, "gpu-worker": 1}
    until(lambda: place.ready() == fewest, "the autoscalers do not bring as many pods as there are to be")
    assert [pod.status.phase for pod in place.pods("import")] == ["Succeeded"]
    namespace = place.kubelet.core.read_namespace(place.namespace)
    assert namespace.metadata.labels["pod-security.kubernetes.io/enforce"] == "restricted"
    quota = place.kubelet.core.read_namespaced_resource_quota(place.namespace, place.namespace)
    assert (quota.status.used["requests.cpu"], quota.status.used["requests.nvidia.com/gpu"]) == ("10150m", "1")


@pytest.mark.usefixtures("installed")
def test_what_a_schedule_starts_ends(place: Place) -> None:
    batch = client.BatchV1Api(place.kubelet.api)
    template = batch.read_namespaced_cron_job("report", place.namespace).spec.job_template.spec
    batch.create_namespaced_job(place.namespace, {"metadata": {"name": "now"}, "spec": template})
    until(lambda: batch.read_namespaced_job("now", place.namespace).status.succeeded == 1, "the Job does not end")


@pytest.mark.usefixtures("installed")
def test_another_image_replaces_every_pod_and_one_that_is_missing_none(place: Place) -> None:
    names = ("gallery", "document-worker", "import")
    changed = place.run(*(place.release(name, "v2") for name in names))
    assert [each["outcome"] for each in changed["outcomes"]] == ["update"] * 3, changed
    until(lambda: all(place.tags(name) == {"v2"} for name in names), "pods of the image before stay")
    before = {pod.metadata.uid for name in names[:2] for pod in place.pods(name)}

    failed = place.run(*(place.release(name, "missing", timeout=10) for name in names))
    assert [each["outcome"] for each in failed["outcomes"]] == ["failed"] * 3, failed
    assert f"Deployment/{place.namespace}/gallery not ready" in str(failed["problems"])
    until(lambda: all(place.tags(name) == {"v2"} for name in names), "pods of the missing image stay")
    assert {pod.metadata.uid for name in names[:2] for pod in place.pods(name)} == before
    for name in names:
        assert place.statuses(name) == ["superseded", "superseded", "failed", "deployed"]
    assert not place.run(*(place.release(name, "v2") for name in names))["changed"]


@pytest.mark.usefixtures("installed")
def test_helm_test_passes_while_the_service_has_pods(place: Place) -> None:
    passed = place.command("test", "gallery", "--timeout", "60s")
    assert (passed.returncode, "Phase:          Succeeded" in passed.stdout) == (0, True), passed
    apps = client.AppsV1Api(place.kubelet.api)
    apps.patch_namespaced_deployment_scale("gallery", place.namespace, {"spec": {"replicas": 0}})
    until(lambda: not place.answers("http://gallery:8004"), "it keeps its endpoints")
    assert place.command("test", "gallery", "--timeout", "4s").returncode == 1

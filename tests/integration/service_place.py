"""A namespace for services, with a node of the test's own that its pods go to, and what can be asked about them.

Namespace, quota and level come from platform-base, volumes from the test. The node runs no image, but tells whether one
could be pulled, and what the pod of `helm test` asks for is answered by the endpoints that the Service has.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from typing import Any
from urllib.parse import urlsplit

from ansible_collections.pinksea.platform.plugins.modules import helm_releases
from kubernetes import client

from tests.integration.conftest import ROOT
from tests.integration.kubelet import Kubelet, Pod
from tests.integration.redis_nodes import until

QUOTA = {"cpu": "32", "memory": "96Gi", "gpu": "1", "pods": "50"}
ROOM = {"cpu": "64", "memory": "256Gi", "pods": "100", "nvidia.com/gpu": "1"}
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

    def __post_init__(self) -> None:
        self.kubelet.instead = self.status

    def run(self, *releases: dict[str, Any], state: str = "present") -> dict[str, Any]:
        """All side by side, in a process of its own, as it holds its lock until that ends."""
        arguments = {"releases": releases, "helm_binary": self.helm, "kubeconfig": self.kubelet.kubeconfig}
        done = subprocess.run(
            [sys.executable, str(helm_releases.__file__)],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
            input=json.dumps({"ANSIBLE_MODULE_ARGS": {**arguments, "state": state, "concurrency": len(releases)}}),
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
        """Pods of each Deployment and StatefulSet that are ready, where that is all of them."""
        apps = client.AppsV1Api(self.kubelet.api)
        listed = (apps.list_namespaced_deployment, apps.list_namespaced_stateful_set)
        found = chain.from_iterable(each(self.namespace).items for each in listed)
        return {
            each.metadata.name: each.spec.replicas for each in found if each.spec.replicas == each.status.ready_replicas
        }

    def claims(self) -> dict[str, str]:
        found = self.kubelet.core.list_namespaced_persistent_volume_claim(self.namespace).items
        return {each.metadata.name: each.status.phase for each in found}

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
def prepared(place: Place, volumes: int) -> Iterator[None]:
    """With the node, and so many volumes of 1 Gi in a class that bears the name of the namespace."""
    namespace, core = place.namespace, place.kubelet.core
    settings = {"quota": QUOTA, "limits": {"defaultRequest": {"cpu": "10m"}, "default": {"memory": "16Mi"}}}
    models = {"driver": "efs.csi.aws.com", "handle": "fs-0::fsap-0", "size": "1Gi", "namespaces": [namespace]}
    values = {
        "namespaces": {namespace: settings},
        "priorityClasses": {namespace: 1000},
        "storageClasses": {namespace: {"provisioner": "kubernetes.io/no-provisioner"}},
        "sharedVolumes": {"models": models},
    }
    chart = str(ROOT / "charts/platform-base")
    base = {"name": namespace, "namespace": "kube-system", "chart": chart, "values": values}
    assert not place.run(base).get("failed")
    disks = [f"{namespace}-{number}" for number in range(volumes)]
    try:
        for disk in disks:
            core.create_persistent_volume(volume(disk, namespace))
        with place.kubelet.running(), steered(place.kubelet, namespace) as is_steered:
            until(is_steered, "pods go to any node")
            yield
    finally:
        place.run(base, state="absent")
        for disk in disks:
            core.delete_persistent_volume(disk)


def volume(name: str, storage_class: str) -> dict[str, Any]:
    spec = {"accessModes": ["ReadWriteOnce"], "capacity": {"storage": "1Gi"}, "hostPath": {"path": "/nowhere"}}
    kept = {"storageClassName": storage_class, "persistentVolumeReclaimPolicy": "Retain"}
    return {"metadata": {"name": name}, "spec": spec | kept}


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

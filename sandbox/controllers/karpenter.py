"""What Karpenter is told, as the environment of its process."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.controllers.controller import Asked, Controller, Given, Start, ready

CREDENTIALS = {"AWS_ACCESS_KEY_ID": "sandbox", "AWS_SECRET_ACCESS_KEY": "unchecked"}
FIXED = {**CREDENTIALS, "SYSTEM_NAMESPACE": "kube-system", "DISABLE_LEADER_ELECTION": "true", "GOMEMLIMIT": "192MiB"}
REGION = "topology.kubernetes.io/region"
DEPLOYMENT = "/apis/apps/v1/namespaces/kube-system/deployments/karpenter"
DEFINITIONS = ("/apis/karpenter.sh/v1", "/apis/karpenter.k8s.aws/v1")
NODES = f"/api/v1/nodes?limit=1&labelSelector={REGION}"


@dataclass(frozen=True)
class Release:
    """What stands of it in the cluster: its Deployment and a node."""

    deployment: Mapping[str, Any]
    node: Mapping[str, Any]


def release(cluster: Asked) -> Release | None:
    deployment = ready(cluster, DEPLOYMENT, DEFINITIONS)
    nodes = (cluster.get(NODES) or {}).get("items") if deployment else None
    return Release(deployment, nodes[0]) if nodes else None


def start(release: Release, given: Given) -> Start:
    """The variables of its container with those of the sandbox over them, and the region of its nodes."""
    health, metrics = given.ports
    (container,) = release.deployment["spec"]["template"]["spec"]["containers"]
    chart = {each["name"]: each["value"] for each in container.get("env", []) if each.get("value")}
    own = {
        "AWS_REGION": release.node["metadata"]["labels"][REGION],
        "KUBECONFIG": given.kubeconfig,
        "AWS_ENDPOINT_URL": given.aws,
        "HEALTH_PROBE_PORT": health,
        "METRICS_PORT": metrics,
    }
    return Start(environment={**chart, **FIXED, **own})


CONTROLLER = Controller(release, start)

"""What Karpenter is told, as the environment of its process; no input or output."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

CREDENTIALS = {"AWS_ACCESS_KEY_ID": "sandbox", "AWS_SECRET_ACCESS_KEY": "unchecked"}
FIXED = {**CREDENTIALS, "SYSTEM_NAMESPACE": "kube-system", "DISABLE_LEADER_ELECTION": "true", "GOMEMLIMIT": "192MiB"}
REGION = "topology.kubernetes.io/region"


@dataclass(frozen=True)
class Release:
    """What stands of it in the cluster: its Deployment and a node."""

    deployment: Mapping[str, Any]
    node: Mapping[str, Any]


def environment(release: Release | None, given: Mapping[str, str]) -> dict[str, str] | None:
    """The variables of its container with `given` over them, and the region of its nodes; None: it has to end."""
    if release is None:
        return None
    (container,) = release.deployment["spec"]["template"]["spec"]["containers"]
    chart = {each["name"]: each["value"] for each in container.get("env", []) if each.get("value")}
    region = {"AWS_REGION": release.node["metadata"]["labels"][REGION]}
    return {**chart, **region, **FIXED, **given}

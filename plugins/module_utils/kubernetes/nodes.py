"""Nodes whose kubelet does not report any more: nobody there would ever end their pods."""

from __future__ import annotations

from typing import Any

from ansible_collections.pinksea.platform.plugins.module_utils.kubernetes.client import Cluster
from ansible_collections.pinksea.platform.plugins.module_utils.kubernetes.objects import MERGE, condition
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import Change, Item, Kind

NODES = "/api/v1/nodes"
TAINT = {"key": "node.kubernetes.io/out-of-service", "value": "nodeshutdown", "effect": "NoExecute"}


class LostNodes(Kind):
    kind = "lost_node"
    identifiers = ()

    def __init__(self, cluster: Cluster | None) -> None:
        """C(cluster) is None while there is none."""
        self.cluster = cluster
        self.taints: dict[str, list[dict[str, Any]]] = {}

    def read(self) -> dict[str, Item]:
        listed = self.cluster.get(NODES)["items"] if self.cluster else []
        # one that reports trouble is heard of
        lost = {each["metadata"]["name"]: each for each in listed if condition(each, "Ready") == "Unknown"}
        self.taints = {name: each["spec"].get("taints", []) for name, each in lost.items()}
        return {
            name: {"name": name, "out_of_service": any(each["key"] == TAINT["key"] for each in taints)}
            for name, taints in self.taints.items()
        }

    def update(self, change: Change) -> None:
        assert self.cluster  # noqa: S101 - nothing was found without one
        taints = [*self.taints[change.name], TAINT]
        self.cluster.call("PATCH", f"{NODES}/{change.name}", {"spec": {"taints": taints}}, MERGE)

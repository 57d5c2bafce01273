"""Volume claims that outlive what made them, such as those of a StatefulSet."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from ansible_collections.pinksea.platform.plugins.module_utils.readiness import Probe, Status
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import Item, Kind

Wait = Callable[[dict[str, Probe]], Any]
"""Blocks until every probe is ready."""


def to_item(claim: Item) -> Item:
    metadata, spec = claim["metadata"], claim["spec"]
    return {
        "name": f"{metadata['namespace']}/{metadata['name']}",
        "size": spec["resources"]["requests"]["storage"],
        "storage_class": spec.get("storageClassName", ""),
        "volume": spec.get("volumeName", ""),
    }


def namespace_of(claim: Item) -> str:
    return str(claim["metadata"]["namespace"])


class Claims(Kind):
    kind = "volume_claim"
    identifiers = ()

    def __init__(self, cluster: Any, selector: str, namespaces: Collection[str], wait: Wait) -> None:
        """C(cluster) is None while there is none."""
        self.cluster = cluster
        self.selector = selector
        self.namespaces = namespaces
        self.wait = wait

    def read(self) -> dict[str, Item]:
        if self.cluster is None:
            return {}
        listed = self.cluster.get("/api/v1/persistentvolumeclaims", labelSelector=self.selector)["items"]
        items = (to_item(claim) for claim in listed if not self.namespaces or namespace_of(claim) in self.namespaces)
        return {item["name"]: item for item in items}

    def delete(self, current: Item) -> None:
        """Done when the disk is gone as well: its driver goes with the cluster."""
        namespace, name = current["name"].split("/")
        claim = f"/api/v1/namespaces/{namespace}/persistentvolumeclaims/{name}"
        self.cluster.call("DELETE", claim)
        probes = {f"{self.kind} {current['name']}": self.gone(claim)}
        if current["volume"]:
            volume = f"/api/v1/persistentvolumes/{current['volume']}"
            probes[f"volume {current['volume']}"] = self.gone(volume)
        self.wait(probes)

    def gone(self, path: str) -> Probe:
        def probe() -> Status:
            found = self.cluster.get(path)
            if found is None or found["spec"].get("persistentVolumeReclaimPolicy") == "Retain":
                return Status("gone", "ready")
            return Status("there", "pending", "see what uses it with kubectl describe")

        return probe

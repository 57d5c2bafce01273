"""Finalizers of controllers that do not run any more: nobody else would ever take them away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ansible_collections.pinksea.platform.plugins.module_utils.kubernetes.client import Cluster
from ansible_collections.pinksea.platform.plugins.module_utils.kubernetes.objects import (
    Found,
    keep_finalizers,
    objects,
)
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import Item, Kind


class Finalizers(Kind):
    kind = "finalizers"
    identifiers = ()

    def __init__(self, cluster: Cluster | None, controllers: Sequence[Mapping[str, Any]]) -> None:
        """C(cluster) is None while there is none."""
        self.cluster = cluster
        self.controllers = controllers
        self.found: dict[str, Found] = {}

    def read(self) -> dict[str, Item]:
        if self.cluster is None:
            return {}
        items: dict[str, Item] = {}
        for controller in self.controllers:
            if self.runs(controller):
                continue
            for pattern in controller["resources"]:
                for found in objects(self.cluster, pattern):
                    held = set(found.finalizers).intersection(controller["finalizers"])
                    if held:
                        self.found[found.label] = found
                        before = items.get(found.label, {"finalizers": []})["finalizers"]
                        items[found.label] = {"name": found.label, "finalizers": sorted({*before, *held})}
        return items

    def runs(self, controller: Mapping[str, Any]) -> bool:
        path = f"/apis/apps/v1/namespaces/{controller['namespace']}/deployments/{controller['deployment']}"
        deployment = self.cluster.get(path) if self.cluster else None
        return bool(deployment and deployment["status"].get("readyReplicas"))

    def delete(self, current: Item) -> None:
        assert self.cluster  # noqa: S101 - nothing was found without one
        found = self.found[current["name"]]
        keep_finalizers(self.cluster, found, [each for each in found.finalizers if each not in current["finalizers"]])

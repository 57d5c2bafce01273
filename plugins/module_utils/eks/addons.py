"""EKS add-ons."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from ansible_collections.pinksea.platform.plugins.module_utils.eks.common import (
    describe_all,
    pending,
    retag,
    unless_missing,
)
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import Change, Item, Kind, stated


def to_item(addon: Item) -> Item:
    """An answer of DescribeAddon in the shape of the module's options."""
    return {
        "name": addon["addonName"],
        "cluster": addon["clusterName"],
        "version": addon["addonVersion"],
        "configuration": json.loads(addon.get("configurationValues") or "{}"),
        "tags": addon.get("tags") or {},
        "arn": addon["addonArn"],
        "status": addon["status"],
    }


def request(cluster: str, item: Item) -> Item:
    """Arguments shared by CreateAddon and UpdateAddon."""
    return stated(
        {
            "clusterName": cluster,
            "addonName": item["name"],
            "addonVersion": item.get("version"),
            "configurationValues": json.dumps(item["configuration"], sort_keys=True)
            if item.get("configuration") is not None
            else None,
            "resolveConflicts": "OVERWRITE",
        }
    )


class Addons(Kind):
    kind = "eks_addon"
    identifiers = ("arn", "version")

    def __init__(self, client: Any, cluster: str, names: Iterable[str], settle: Callable[[str], None]) -> None:
        """C(settle) blocks until the named add-on accepts the next change."""
        self.client = client
        self.cluster = cluster
        self.names = list(names)
        self.settle = settle

    def read(self) -> dict[str, Item]:
        answers = describe_all(
            lambda name: self.client.describe_addon(clusterName=self.cluster, addonName=name)["addon"], self.names
        )
        return {name: to_item(addon) for name, addon in answers}

    def create(self, wanted: Item) -> None:
        self.client.create_addon(**request(self.cluster, wanted), tags=wanted.get("tags") or {})

    def update(self, change: Change) -> None:
        before, after = change.before or {}, change.after or {}
        if "tags" in change.fields:
            retag(self.client, before["arn"], after["tags"])
        if change.fields - {"tags"}:
            self.settle(change.name)
            self.client.update_addon(**request(self.cluster, after))

    def delete(self, current: Item) -> None:
        if current["status"] != "DELETING":
            unless_missing(lambda: self.client.delete_addon(clusterName=self.cluster, addonName=current["name"]))

    def pending(self, objects: Mapping[str, Item]) -> list[dict[str, str]]:
        return pending(self.kind, self.cluster, objects)

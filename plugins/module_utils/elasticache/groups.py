"""Replication groups of ElastiCache."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ansible_collections.pinksea.platform.plugins.module_utils.data_stores import Settle, StoreKind, free_name
from ansible_collections.pinksea.platform.plugins.module_utils.elasticache.requests import (
    auth_steps,
    create_request,
    refuse,
    to_item,
    update_steps,
)
from ansible_collections.pinksea.platform.plugins.module_utils.elasticache.snapshots import (
    SOURCE_TAG,
    chosen,
    refuse_other,
)
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import Change, Item


class ReplicationGroups(StoreKind):
    """Groups that are being deleted count as gone; whoever needs their name waits for the end."""

    kind = "elasticache_replication_group"
    identifiers = ("arn", "endpoint", "reader_endpoint", "port")
    listing = ("describe_replication_groups", "ReplicationGroups")
    key = "ReplicationGroupId"

    def __init__(
        self,
        client: Any,
        wanted: Mapping[str, Item],
        gone: Settle,
        settle: Settle,
        token: Callable[[str], str],
        *,
        scaled: Mapping[str, int],
        final_snapshot: bool,
    ) -> None:
        """C(settle) blocks until a group takes the next change; C(token) gives the token of a group."""
        super().__init__(client, wanted, gone)
        self.settle = settle
        self.token = token
        self.scaled = scaled
        self.final_snapshot = final_snapshot
        self.leaving: set[str] = set()
        self.snapshots: dict[str, str] = {}

    def read(self) -> dict[str, Item]:
        rows = self.pages("describe_cache_clusters", "CacheClusters")
        members = {row["ReplicationGroupId"]: row for row in rows if "ReplicationGroupId" in row}
        items = {name: to_item(row, members.get(name, {}), tags) for name, row, tags in self.found()}
        for name in items.keys() & self.scaled.keys():
            if self.wanted[name]["nodes"] <= items[name]["nodes"] <= self.scaled[name]:
                items[name]["nodes"] = self.wanted[name]["nodes"]  # the others are autoscaling's
        self.leaving = {name for name, item in items.items() if item["status"] == "deleting"}
        return {name: item for name, item in items.items() if name not in self.leaving}

    def tags(self, row: Item) -> dict[str, str]:
        """ElastiCache tells them of what is available only; what is under way was made with the wanted ones."""
        return super().tags(row) if row["Status"] == "available" else dict(self.wanted[row[self.key]]["tags"])

    def create(self, wanted: Item) -> None:
        if wanted["name"] in self.leaving:
            self.gone(wanted["name"])
        token = {"AuthToken": self.token(wanted["name"])} if wanted["auth"] else {}
        name = self.snapshot(wanted)
        self.client.create_replication_group(
            **create_request(wanted), **token, **({"SnapshotName": name} if name else {})
        )

    def snapshot(self, wanted: Item) -> str | None:
        """That of which a new group is made, once it is known to be there."""
        if wanted["name"] not in self.snapshots and SOURCE_TAG in wanted["tags"]:
            self.snapshots[wanted["name"]] = chosen(wanted, self.pages("describe_snapshots", "Snapshots"))
        return self.snapshots.get(wanted["name"])

    def check(self, change: Change) -> None:
        refuse_other(change)
        refuse(change)

    def update(self, change: Change) -> None:
        self.retag(change)
        steps = update_steps(change) + (auth_steps(self.token(change.name)) if "auth" in change.fields else [])
        for method, arguments in steps:
            self.settle(change.name)
            getattr(self.client, method)(ReplicationGroupId=change.name, ApplyImmediately=True, **arguments)

    def delete(self, current: Item) -> None:
        name = current["name"]
        if current["status"] != "create-failed":
            self.settle(name)
        snapshots = self.pages("describe_snapshots", "Snapshots") if self.final_snapshot else []
        final = free_name(f"{name}-final", {row["SnapshotName"] for row in snapshots})
        last = {"FinalSnapshotIdentifier": final} if self.final_snapshot else {}
        self.client.delete_replication_group(ReplicationGroupId=name, **last)
        self.gone(name)

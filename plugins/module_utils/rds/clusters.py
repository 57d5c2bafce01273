"""Aurora clusters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible_collections.pinksea.platform.plugins.module_utils.data_stores import Settle, free_name
from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.rds.common import RdsKind, patiently
from ansible_collections.pinksea.platform.plugins.module_utils.rds.requests import (
    create_request,
    modify_request,
    newest,
    refuse,
    to_item,
)
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import Change, Item


class Clusters(RdsKind):
    """Clusters that are being deleted count as gone; whoever needs their name waits for the end."""

    kind = "rds_cluster"
    identifiers = ("arn", "endpoint", "reader_endpoint", "resource_id", "secret_arn")
    listing = ("describe_db_clusters", "DBClusters")
    key = "DBClusterIdentifier"
    arn = "DBClusterArn"

    def __init__(
        self, client: Any, wanted: Mapping[str, Item], gone: Settle, settle: Settle, *, final_snapshot: bool
    ) -> None:
        super().__init__(client, wanted, gone)
        self.settle = settle
        self.final_snapshot = final_snapshot
        self.leaving: set[str] = set()
        self.versions: dict[str, str] = {}

    def read(self) -> dict[str, Item]:
        items = {name: to_item(row, tags, self.wanted[name]) for name, row, tags in self.found()}
        self.leaving = {name for name, item in items.items() if item["status"] == "deleting"}
        return {name: item for name, item in items.items() if name not in self.leaving}

    def create(self, wanted: Item) -> None:
        if wanted["name"] in self.leaving:
            self.gone(wanted["name"])
        self.client.create_db_cluster(**create_request(wanted, self.version(wanted)))

    def version(self, wanted: Item) -> str:
        """The newest that AWS still offers of what is stated."""
        if wanted["name"] in self.versions:
            return self.versions[wanted["name"]]
        rows = self.pages("describe_db_engine_versions", "DBEngineVersions", Engine=wanted["engine"])
        offered = [row["EngineVersion"] for row in rows if row.get("Status", "available") == "available"]
        found = newest(offered, wanted["engine_version"])
        if found is None:
            raise PlatformError(
                f"{self.kind} {wanted['name']}: engine_version {wanted['engine_version']} is not offered: "
                f"choose from {', '.join(offered)}."
            )
        self.versions[wanted["name"]] = found
        return found

    def check(self, change: Change) -> None:
        refuse(change)

    def update(self, change: Change) -> None:
        self.retag(change)
        if request := modify_request(change):
            self.modify(change.name, **request)

    def modify(self, name: str, **request: Any) -> None:
        call = self.client.modify_db_cluster
        patiently(self.settle, name, call, DBClusterIdentifier=name, ApplyImmediately=True, **request)

    def delete(self, current: Item) -> None:
        name = current["name"]
        if current["deletion_protection"]:
            self.modify(name, DeletionProtection=False)
        last: Item = {"SkipFinalSnapshot": True}
        if self.final_snapshot:
            rows = self.pages("describe_db_cluster_snapshots", "DBClusterSnapshots", SnapshotType="manual")
            taken = {row["DBClusterSnapshotIdentifier"] for row in rows}
            last = {"FinalDBSnapshotIdentifier": free_name(f"{name}-final", taken), "SkipFinalSnapshot": False}
        patiently(self.settle, name, self.client.delete_db_cluster, DBClusterIdentifier=name, **last)
        self.gone(name)

"""Instances of Aurora clusters. They hold no data of their own."""

from __future__ import annotations

from collections.abc import Mapping
from threading import Event
from typing import Any

from ansible_collections.pinksea.platform.plugins.module_utils.data_stores import Settle
from ansible_collections.pinksea.platform.plugins.module_utils.rds.common import RdsKind, patiently
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import Change, Item, stated
from ansible_collections.pinksea.platform.plugins.module_utils.tags import tag_list

OPTIONS = {"instance_class": "DBInstanceClass", "promotion_tier": "PromotionTier"}
"""Options that creating and modifying write in the same way."""


def to_item(instance: Item, tags: Mapping[str, str]) -> Item:
    """What RDS is about to do counts as done."""
    return {
        "name": instance["DBInstanceIdentifier"],
        "cluster": instance.get("DBClusterIdentifier"),
        "engine": instance["Engine"],
        "instance_class": instance.get("PendingModifiedValues", {}).get("DBInstanceClass", instance["DBInstanceClass"]),
        "zone": instance.get("AvailabilityZone"),
        "promotion_tier": instance.get("PromotionTier"),
        "tags": tags,
        "arn": instance["DBInstanceArn"],
        "status": instance["DBInstanceStatus"],
    }


class Instances(RdsKind):
    """The first instance of a cluster becomes its writer, so the one of the lowest tier is made before the others."""

    kind = "rds_instance"
    immutable = frozenset({"cluster", "engine", "zone"})
    listing = ("describe_db_instances", "DBInstances")
    key = "DBInstanceIdentifier"
    arn = "DBInstanceArn"

    def __init__(
        self, client: Any, wanted: Mapping[str, Item], gone: Settle, settle: Settle, settle_cluster: Settle
    ) -> None:
        super().__init__(client, wanted, gone)
        self.settle = settle
        self.settle_cluster = settle_cluster
        self.leaving: set[str] = set()
        self.writer_of = {item["cluster"]: name for name, item in reversed(list(wanted.items()))}
        self.writers = {name: Event() for name in self.writer_of.values()}

    def read(self) -> dict[str, Item]:
        items = {name: to_item(row, tags) for name, row, tags in self.found()}
        self.leaving = {name for name, item in items.items() if item["status"] == "deleting"}
        for name in items.keys() & self.writers.keys():
            self.writers[name].set()
        return {name: item for name, item in items.items() if name not in self.leaving}

    def create(self, wanted: Item) -> None:
        name, cluster = wanted["name"], wanted["cluster"]
        writer = self.writers[self.writer_of[cluster]]
        if name not in self.writers:
            writer.wait()
        try:
            self.make(wanted)
        finally:
            writer.set()

    def make(self, wanted: Item) -> None:
        if wanted["name"] in self.leaving:
            self.gone(wanted["name"])
        options = {option: wanted[key] for key, option in OPTIONS.items()} | {"AvailabilityZone": wanted["zone"]}
        patiently(
            self.settle_cluster,
            wanted["cluster"],
            self.client.create_db_instance,
            DBInstanceIdentifier=wanted["name"],
            DBClusterIdentifier=wanted["cluster"],
            Engine=wanted["engine"],
            PubliclyAccessible=False,
            Tags=tag_list(wanted["tags"]),
            **stated(options),
        )

    def update(self, change: Change) -> None:
        self.retag(change)
        after, call = change.after or {}, self.client.modify_db_instance
        if request := {option: after[key] for key, option in OPTIONS.items() if key in change.fields}:
            patiently(
                self.settle, change.name, call, DBInstanceIdentifier=change.name, ApplyImmediately=True, **request
            )

    def delete(self, current: Item) -> None:
        name, call = current["name"], self.client.delete_db_instance
        patiently(self.settle, name, call, DBInstanceIdentifier=name, SkipFinalSnapshot=True)
        self.gone(name)

"""Log groups of CloudWatch Logs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.parallel import side_by_side
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import Change, Item, Kind, stated

RETENTIONS = (
    *(1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731),
    *(1096, 1827, 2192, 2557, 2922, 3288, 3653),
)
"""Days that CloudWatch Logs can keep events."""


def refuse_retention(name: str, days: int) -> None:
    if days and days not in RETENTIONS:
        longer = next((choice for choice in RETENTIONS if choice > days), RETENTIONS[-1])
        raise PlatformError(
            f"log_group {name}: retention is {days} days, which CloudWatch Logs does not offer: "
            f"give {longer}, or 0 to keep everything."
        )


class LogGroups(Kind):
    kind = "log_group"
    immutable = frozenset({"log_class"})

    def __init__(self, client: Any, wanted: Mapping[str, Item]) -> None:
        self.client = client
        self.wanted = wanted

    def read(self) -> dict[str, Item]:
        found = side_by_side(self.describe, self.wanted)
        return {item["name"]: item for item in found if item}

    def describe(self, name: str) -> Item | None:
        """The group is the first of those that begin with its name."""
        groups = self.client.describe_log_groups(logGroupNamePrefix=name, limit=1)["logGroups"]
        if not groups or groups[0]["logGroupName"] != name:
            return None
        group = groups[0]
        arn = group["arn"].removesuffix(":*")
        return {
            "name": name,
            "retention": group.get("retentionInDays", 0),
            "kms_key_arn": group.get("kmsKeyId", ""),
            "log_class": group.get("logGroupClass", "STANDARD"),
            "tags": self.client.list_tags_for_resource(resourceArn=arn)["tags"],
            "arn": arn,
        }

    def create(self, wanted: Item) -> None:
        optional = {"kmsKeyId": wanted["kms_key_arn"] or None, "tags": wanted["tags"] or None}
        self.client.create_log_group(logGroupName=wanted["name"], logGroupClass=wanted["log_class"], **stated(optional))
        if wanted["retention"]:
            self.retain(wanted["name"], wanted["retention"])

    def update(self, change: Change) -> None:
        before, after, fields = change.before or {}, change.after or {}, change.fields
        if "retention" in fields:
            self.retain(change.name, after["retention"])
        if "kms_key_arn" in fields:
            self.encrypt(change.name, after["kms_key_arn"])
        if "tags" in fields:
            self.client.tag_resource(resourceArn=before["arn"], tags=after["tags"])

    def retain(self, name: str, days: int) -> None:
        if days:
            self.client.put_retention_policy(logGroupName=name, retentionInDays=days)
        else:
            self.client.delete_retention_policy(logGroupName=name)

    def encrypt(self, name: str, key: str) -> None:
        if key:
            self.client.associate_kms_key(logGroupName=name, kmsKeyId=key)
        else:
            self.client.disassociate_kms_key(logGroupName=name)

    def delete(self, current: Item) -> None:
        self.client.delete_log_group(logGroupName=current["name"])

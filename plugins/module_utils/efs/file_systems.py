"""EFS file systems, told apart by their creation token, which is also their Name tag."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ansible_collections.pinksea.platform.plugins.module_utils.parallel import side_by_side
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import Change, Item, Kind
from ansible_collections.pinksea.platform.plugins.module_utils.tags import tag_list, tags_from
from botocore.exceptions import ClientError

Settle = Callable[[list[dict[str, str]]], Any]
"""Blocks until the objects that it is given are ready."""


def lifecycle_of(policies: list[Item]) -> int:
    """Days without access after which files move to Infrequent Access, 0 for never."""
    rules = [policy["TransitionToIA"] for policy in policies if "TransitionToIA" in policy]
    return int(rules[0].split("_")[1]) if rules else 0


def with_lifecycle(policies: list[Item], days: int) -> list[Item]:
    """The other policies of the file system stay: each is a mapping of its own."""
    others = [policy for policy in policies if "TransitionToIA" not in policy]
    return [*others, {"TransitionToIA": f"AFTER_{days}_DAY{'S' if days > 1 else ''}"}] if days else others


class FileSystems(Kind):
    kind = "efs_file_system"
    identifiers = ("id", "arn")
    immutable = frozenset({"encrypted", "kms_key_arn"})

    def __init__(self, client: Any, wanted: Mapping[str, Item], settle: Settle) -> None:
        self.client = client
        self.wanted = wanted
        self.settle = settle
        self.ids: dict[str, str] = {}

    def read(self) -> dict[str, Item]:
        pages = self.client.get_paginator("describe_file_systems").paginate()
        listed = {row["CreationToken"]: row for page in pages for row in page["FileSystems"]}
        rows = [listed[name] for name in self.wanted if name in listed]
        self.ids = {row["CreationToken"]: row["FileSystemId"] for row in rows}
        return {item["name"]: item for item in side_by_side(self.describe, rows)}

    def describe(self, row: Item) -> Item:
        return {
            "name": row["CreationToken"],
            "encrypted": row["Encrypted"],
            "kms_key_arn": row.get("KmsKeyId", ""),
            "throughput_mode": row["ThroughputMode"],
            "infrequent_access_days": lifecycle_of(self.policies(row["FileSystemId"])),
            "automatic_backups": self.backed_up(row["FileSystemId"]),
            "tags": tags_from(row["Tags"]),
            "id": row["FileSystemId"],
            "arn": row["FileSystemArn"],
            "status": row["LifeCycleState"],
        }

    def policies(self, file_system: str) -> list[Item]:
        answer = self.client.describe_lifecycle_configuration(FileSystemId=file_system)
        return list(answer["LifecyclePolicies"])

    def backed_up(self, file_system: str) -> bool:
        try:
            policy = self.client.describe_backup_policy(FileSystemId=file_system)["BackupPolicy"]
        except ClientError as error:
            if error.response["Error"]["Code"] != "PolicyNotFound":
                raise
            return False
        return str(policy["Status"]).startswith("ENABL")

    def create(self, wanted: Item) -> None:
        """A file system takes its lifecycle, and mount targets, only once it is available."""
        key = {"KmsKeyId": wanted["kms_key_arn"]} if wanted.get("kms_key_arn") else {}
        made = self.client.create_file_system(
            CreationToken=wanted["name"],
            Encrypted=True,
            ThroughputMode=wanted["throughput_mode"],
            Backup=wanted["automatic_backups"],
            Tags=tag_list(wanted["tags"]),
            **key,
        )["FileSystemId"]
        self.settle([self.target(wanted["name"], made)])
        if wanted["infrequent_access_days"]:
            self.put_lifecycle(made, wanted["infrequent_access_days"])

    def update(self, change: Change) -> None:
        before, after, fields = change.before or {}, change.after or {}, change.fields
        identifier = before["id"]
        self.settle([self.target(change.name, identifier)])
        if "throughput_mode" in fields:
            self.client.update_file_system(FileSystemId=identifier, ThroughputMode=after["throughput_mode"])
        if "infrequent_access_days" in fields:
            self.put_lifecycle(identifier, after["infrequent_access_days"])
        if "automatic_backups" in fields:
            status = {"Status": "ENABLED" if after["automatic_backups"] else "DISABLED"}
            self.client.put_backup_policy(FileSystemId=identifier, BackupPolicy=status)
        if "tags" in fields:
            self.client.tag_resource(ResourceId=identifier, Tags=tag_list(after["tags"]))

    def put_lifecycle(self, identifier: str, days: int) -> None:
        policies = with_lifecycle(self.policies(identifier), days)
        self.client.put_lifecycle_configuration(FileSystemId=identifier, LifecyclePolicies=policies)

    def delete(self, current: Item) -> None:
        self.client.delete_file_system(FileSystemId=current["id"])

    def target(self, name: str, identifier: str) -> dict[str, str]:
        return {"kind": self.kind, "name": name, "id": identifier}

    def pending(self, objects: Mapping[str, Item]) -> list[dict[str, str]]:
        return [self.target(name, item["id"]) for name, item in objects.items() if item["status"] != "available"]

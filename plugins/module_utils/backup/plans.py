"""Backup plans: what is backed up when, and how long it is kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible_collections.pinksea.platform.plugins.module_utils.parallel import side_by_side
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import Change, Item, Kind

RESOURCE_TAG = "aws:ResourceTag/"


def wanted_rule(rule: Item, tags: Mapping[str, str]) -> Item:
    """A rule as it is read: backups carry the tags of the plan, copies are kept as long as their originals."""
    copy = {"copy_to": rule["copy_to"], "copy_delete_after": None}
    if rule["copy_to"]:
        copy["copy_delete_after"] = rule["copy_delete_after"] or rule["delete_after"]
    return {**rule, **copy, "tags": dict(tags)}


def wanted_selection(selection: Item) -> Item:
    return {**selection, "resources": sorted(selection["resources"])}


def rule_request(rule: Item) -> Item:
    copies = [
        {"DestinationBackupVaultArn": rule["copy_to"], "Lifecycle": {"DeleteAfterDays": rule["copy_delete_after"]}}
    ]
    return {
        "RuleName": rule["name"],
        "TargetBackupVaultName": rule["vault"],
        "ScheduleExpression": rule["schedule"],
        "Lifecycle": {"DeleteAfterDays": rule["delete_after"]},
        "RecoveryPointTags": rule["tags"],
        **({"CopyActions": copies} if rule["copy_to"] else {}),
    }


def rule_item(rule: Item) -> Item:
    copy = (rule.get("CopyActions") or [{}])[0]
    return {
        "name": rule["RuleName"],
        "vault": rule["TargetBackupVaultName"],
        "schedule": rule.get("ScheduleExpression"),
        "delete_after": rule.get("Lifecycle", {}).get("DeleteAfterDays"),
        "tags": rule.get("RecoveryPointTags") or {},
        "copy_to": copy.get("DestinationBackupVaultArn"),
        "copy_delete_after": copy.get("Lifecycle", {}).get("DeleteAfterDays"),
    }


def selection_request(selection: Item) -> Item:
    """All of its tags have to match, and the resource has to be one of those named."""
    conditions = [
        {"ConditionKey": f"{RESOURCE_TAG}{key}", "ConditionValue": value}
        for key, value in sorted(selection["matching_tags"].items())
    ]
    return {
        "SelectionName": selection["name"],
        "IamRoleArn": selection["role_arn"],
        "Resources": selection["resources"],
        **({"Conditions": {"StringEquals": conditions}} if conditions else {}),
    }


def selection_item(selection: Item) -> Item:
    conditions = (selection.get("Conditions") or {}).get("StringEquals") or []
    return {
        "name": selection["SelectionName"],
        "role_arn": selection["IamRoleArn"],
        "resources": sorted(selection.get("Resources") or []),
        "matching_tags": {row["ConditionKey"].removeprefix(RESOURCE_TAG): row["ConditionValue"] for row in conditions},
    }


class Plans(Kind):
    """A plan with its selections, which are exact: what the plan does not name any more is taken out of it."""

    kind = "backup_plan"
    identifiers = ("arn", "id")

    def __init__(self, client: Any, wanted: Mapping[str, Item]) -> None:
        self.client = client
        self.wanted = wanted

    def read(self) -> dict[str, Item]:
        pages = self.client.get_paginator("list_backup_plans").paginate()
        rows = [row for page in pages for row in page["BackupPlansList"] if row["BackupPlanName"] in self.wanted]
        return {item["name"]: item for item in side_by_side(self.describe, rows)}

    def describe(self, row: Item) -> Item:
        key, arn = row["BackupPlanId"], row["BackupPlanArn"]
        selections = [
            self.client.get_backup_selection(BackupPlanId=key, SelectionId=selection)["BackupSelection"]
            for selection in self.selection_ids(key).values()
        ]
        plan = self.client.get_backup_plan(BackupPlanId=key)["BackupPlan"]
        return {
            "name": plan["BackupPlanName"],
            "rules": [rule_item(rule) for rule in plan["Rules"]],
            "selections": sorted(map(selection_item, selections), key=lambda selection: str(selection["name"])),
            "tags": self.client.list_tags(ResourceArn=arn).get("Tags", {}),
            "arn": arn,
            "id": key,
        }

    def selection_ids(self, key: str) -> dict[str, str]:
        pages = self.client.get_paginator("list_backup_selections").paginate(BackupPlanId=key)
        return {row["SelectionName"]: row["SelectionId"] for page in pages for row in page["BackupSelectionsList"]}

    def create(self, wanted: Item) -> None:
        made = self.client.create_backup_plan(BackupPlan=self.document(wanted), BackupPlanTags=wanted["tags"])
        self.select(made["BackupPlanId"], [], wanted["selections"])

    def document(self, wanted: Item) -> Item:
        return {"BackupPlanName": wanted["name"], "Rules": [rule_request(rule) for rule in wanted["rules"]]}

    def update(self, change: Change) -> None:
        before, after = change.before or {}, change.after or {}
        if "rules" in change.fields:
            self.client.update_backup_plan(BackupPlanId=before["id"], BackupPlan=self.document(after))
        if "selections" in change.fields:
            self.select(before["id"], before["selections"], after["selections"])
        if "tags" in change.fields:
            self.client.tag_resource(ResourceArn=before["arn"], Tags=after["tags"])

    def select(self, key: str, before: list[Item], after: list[Item]) -> None:
        """The API cannot change a selection, so one that differs is made anew."""
        ids = self.selection_ids(key) if before else {}
        for selection in (selection for selection in before if selection not in after):
            self.client.delete_backup_selection(BackupPlanId=key, SelectionId=ids[selection["name"]])
        for selection in (selection for selection in after if selection not in before):
            self.client.create_backup_selection(BackupPlanId=key, BackupSelection=selection_request(selection))

    def delete(self, current: Item) -> None:
        self.select(current["id"], current["selections"], [])
        self.client.delete_backup_plan(BackupPlanId=current["id"])

"""Backup vaults, in one region or several."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.parallel import side_by_side
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import Change, Item, Kind, stated

PAUSES = (1.0, 2.0, 4.0, 8.0, 16.0, 32.0)


def lock_of(vault: Item) -> Item:
    days = {"min_days": vault.get("MinRetentionDays"), "max_days": vault.get("MaxRetentionDays")}
    return stated(days) if vault.get("Locked") else {}


class Vaults(Kind):
    kind = "backup_vault"
    immutable = frozenset({"kms_key_arn"})

    def __init__(
        self,
        client: Callable[[str | None], Any],
        wanted: Mapping[str, Item],
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """C(client): one for each region."""
        self.client = client
        self.wanted = wanted
        self.sleep = sleep

    def read(self) -> dict[str, Item]:
        regions = {vault["region"] for vault in self.wanted.values()}
        found = side_by_side(self.describe, (vault for region in regions for vault in self.listed(region)))
        return {item["name"]: item for item in found}

    def listed(self, region: str | None) -> list[tuple[str | None, Item]]:
        names = {vault["name"] for vault in self.wanted.values() if vault["region"] == region}
        pages = self.client(region).get_paginator("list_backup_vaults").paginate()
        vaults = [vault for page in pages for vault in page["BackupVaultList"]]
        return [(region, vault) for vault in vaults if vault["BackupVaultName"] in names]

    def describe(self, found: tuple[str | None, Item]) -> Item:
        region, vault = found
        arn = vault["BackupVaultArn"]
        return {
            "name": vault["BackupVaultName"],
            "region": region,
            "kms_key_arn": vault.get("EncryptionKeyArn"),
            "lock": lock_of(vault),
            "tags": self.client(region).list_tags(ResourceArn=arn).get("Tags", {}),
            "recovery_points": vault.get("NumberOfRecoveryPoints", 0),
            "arn": arn,
        }

    def create(self, wanted: Item) -> None:
        key = stated({"EncryptionKeyArn": wanted["kms_key_arn"]})
        self.client(wanted["region"]).create_backup_vault(
            BackupVaultName=wanted["name"], BackupVaultTags=wanted["tags"], **key
        )
        if wanted["lock"]:
            self.lock(wanted)

    def update(self, change: Change) -> None:
        before, after = change.before or {}, change.after or {}
        if "lock" in change.fields:
            self.lock(after)
        if "tags" in change.fields:
            self.client(before["region"]).tag_resource(ResourceArn=before["arn"], Tags=after["tags"])

    def lock(self, wanted: Item) -> None:
        """A lock that those with the right to may lift again (no grace time is given)."""
        client, lock = self.client(wanted["region"]), wanted["lock"]
        if lock:
            days = {"MinRetentionDays": lock.get("min_days"), "MaxRetentionDays": lock.get("max_days")}
            client.put_backup_vault_lock_configuration(BackupVaultName=wanted["name"], **stated(days))
        else:
            client.delete_backup_vault_lock_configuration(BackupVaultName=wanted["name"])

    def delete(self, current: Item) -> None:
        client = self.client(current["region"])
        if current["recovery_points"]:
            self.empty(client, current["name"])
        client.delete_backup_vault(BackupVaultName=current["name"])

    def empty(self, client: Any, name: str) -> None:
        """Recovery points go some time after they were told to."""
        for pause in PAUSES:
            pages = client.get_paginator("list_recovery_points_by_backup_vault").paginate(BackupVaultName=name)
            points = [point for page in pages for point in page["RecoveryPoints"]]
            if not points:
                return
            for point in points:
                if point["Status"] != "DELETING":
                    client.delete_recovery_point(BackupVaultName=name, RecoveryPointArn=point["RecoveryPointArn"])
            self.sleep(pause)
        raise PlatformError(f"backup_vault {name}: its recovery points are still being removed: run again in a while.")

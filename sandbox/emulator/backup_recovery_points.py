"""Backups that are done at once, and the recovery points they leave in a vault."""

import json
from typing import Any
from urllib.parse import unquote
from uuid import uuid4

from moto.backup.exceptions import InvalidRequestException, ResourceNotFoundException
from moto.core.utils import unix_time

from sandbox.emulator.calls import remembered
from sandbox.emulator.mending import Original

PATHS = (
    "{0}/backup-jobs$",
    "{0}/backup-vaults/(?P<name>[^/]+)/recovery-points/$",
    "{0}/backup-vaults/(?P<name>[^/]+)/recovery-points/(?P<arn>.+)$",
)


def points(backend: Any, vault: str) -> dict[str, Any]:
    """The recovery points of a vault, by their ARN."""
    backend.describe_backup_vault(vault)
    kept: dict[str, Any] = remembered(backend, "recovery_points").setdefault(vault, {})
    return kept


def delete_backup_vault(original: Original, backend: Any, backup_vault_name: str) -> None:
    if points(backend, backup_vault_name):
        raise InvalidRequestException("Backup vault cannot be deleted because it contains recovery points.")
    backend.tagger.delete_all_tags_for_resource(backend.vaults[backup_vault_name].backup_vault_arn)
    original(backend, backup_vault_name)


def start_backup_job(response: Any) -> str:
    backend, given, key = response.backup_backend, json.loads(response.body), str(uuid4())
    vault = given["BackupVaultName"]
    arn = f"arn:aws:backup:{backend.region_name}:{backend.account_id}:recovery-point:{key}"
    points(backend, vault)[arn] = {
        "RecoveryPointArn": arn,
        "BackupVaultName": vault,
        "ResourceArn": given["ResourceArn"],
        "IamRoleArn": given["IamRoleArn"],
        "Status": "COMPLETED",
        "CreationDate": unix_time(),
        **({"Lifecycle": given["Lifecycle"]} if "Lifecycle" in given else {}),
    }
    count(backend, vault)
    return json.dumps({"BackupJobId": key, "RecoveryPointArn": arn})


def count(backend: Any, vault: str) -> None:
    backend.vaults[vault].num_of_recovery_points = len(points(backend, vault))


def list_recovery_points_by_backup_vault(response: Any) -> str:
    vault = response.path.split("/")[2]
    return json.dumps({"RecoveryPoints": list(points(response.backup_backend, vault).values())})


def delete_recovery_point(response: Any) -> str:
    backend = response.backup_backend
    _, _, vault, _, arn = unquote(response.path).split("/", 4)
    if points(backend, vault).pop(arn, None) is None:
        raise ResourceNotFoundException("Cannot find recovery point.")
    count(backend, vault)
    return "{}"


CALLS = (start_backup_job, list_recovery_points_by_backup_vault, delete_recovery_point)

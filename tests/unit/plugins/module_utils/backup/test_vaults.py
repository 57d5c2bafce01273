"""What the emulator does not show of backup vaults: recovery points that take their time to go."""

from typing import Any

import boto3
import pytest
from ansible_collections.pinksea.platform.plugins.module_utils.backup.vaults import PAUSES, Vaults
from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError
from botocore.stub import Stubber

ARN = "arn:aws:backup:us-east-1:123456789012:recovery-point:1"
VAULT = {"name": "rag", "region": None, "recovery_points": 1}


def stubbed() -> tuple[Any, Stubber]:
    login = {"aws_access_key_id": "testing", "aws_secret_access_key": "testing"}
    client = boto3.client("backup", region_name="us-east-1", **login)
    stubber = Stubber(client)
    stubber.activate()
    return client, stubber


def listed(stubber: Stubber, *statuses: str) -> None:
    points = [{"RecoveryPointArn": ARN, "Status": status} for status in statuses]
    stubber.add_response("list_recovery_points_by_backup_vault", {"RecoveryPoints": points}, {"BackupVaultName": "rag"})


def test_a_vault_goes_when_its_recovery_points_are_gone() -> None:
    client, stubber = stubbed()
    slept: list[float] = []
    listed(stubber, "COMPLETED")
    stubber.add_response("delete_recovery_point", {}, {"BackupVaultName": "rag", "RecoveryPointArn": ARN})
    listed(stubber, "DELETING")
    listed(stubber)
    stubber.add_response("delete_backup_vault", {}, {"BackupVaultName": "rag"})
    Vaults(lambda region: client, {"rag": VAULT}, slept.append).delete(VAULT)
    stubber.assert_no_pending_responses()
    assert slept == list(PAUSES[:2])


def test_recovery_points_that_stay_are_told() -> None:
    client, stubber = stubbed()
    for _ in PAUSES:
        listed(stubber, "DELETING")
    with pytest.raises(PlatformError, match="are still being removed: run again"):
        Vaults(lambda region: client, {"rag": VAULT}, lambda seconds: None).delete(VAULT)

"""backup_vaults and backup_plans against the emulator."""

from collections.abc import Callable
from typing import Any

import boto3
import pytest
from ansible_collections.pinksea.platform.plugins.modules import backup_plans, backup_vaults

from tests.unit.plugins.modules.ladder import done, fingerprint, ladder, refused

ROLE = "arn:aws:iam::123456789012:role/rag-backup"
VOLUMES = "arn:aws:ec2:*:*:volume/*"
ELSEWHERE = "arn:aws:backup:us-west-2:123456789012:backup-vault:rag-recovery"


@pytest.fixture
def backup(client: Callable[[str], Any]) -> Any:
    return client("backup")


@pytest.fixture
def recovery(emulator: str) -> Any:
    login = {"aws_access_key_id": "testing", "aws_secret_access_key": "testing"}
    return boto3.client("backup", endpoint_url=emulator, region_name="us-west-2", **login)


def vaults(**more: Any) -> dict[str, Any]:
    return {"vaults": [{"name": "rag", **more}, {"name": "rag-recovery", "region": "us-west-2"}]}


def rule(**more: Any) -> dict[str, Any]:
    return {"name": "daily", "vault": "rag", "schedule": "cron(0 3 * * ? *)", "delete_after": 30, **more}


def selection(name: str, **tags: str) -> dict[str, Any]:
    return {"name": name, "role_arn": ROLE, "resources": [VOLUMES], "matching_tags": tags}


def plans(*selections: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"plans": [{"name": "rag-volumes", "rules": [rule(**more)], "selections": list(selections)}]}


def test_ladder_of_vaults(backup: Any, recovery: Any) -> None:
    before = fingerprint(recovery)
    created, modified, _ = ladder(
        backup_vaults,
        create=vaults(),
        modify={**vaults(lock={"min_days": 7, "max_days": 60}), "tags": {"environment": "prod"}},
        key="vaults",
        client=backup,
    )
    assert created["vaults"]["rag-recovery"]["arn"] == ELSEWHERE
    assert modified["vaults"]["rag"]["lock"] == {"min_days": 7, "max_days": 60}
    assert modified["vaults"]["rag-recovery"]["tags"] == {"environment": "prod"}
    assert fingerprint(recovery) == before


def test_a_lock_is_lifted_when_told_to(backup: Any) -> None:
    done(backup_vaults, vaults(lock={"min_days": 7}), backup)
    assert not done(backup_vaults, vaults(), backup)["changed"]
    assert done(backup_vaults, vaults(lock={}), backup)["vaults"]["rag"]["lock"] == {}
    done(backup_vaults, vaults() | {"state": "absent"}, backup)


def test_the_key_of_a_vault_stays(backup: Any) -> None:
    done(backup_vaults, vaults(kms_key_arn="arn:aws:kms:us-east-1:123456789012:key/1"), backup)
    message = refused(backup_vaults, vaults(kms_key_arn="arn:aws:kms:us-east-1:123456789012:key/2"), backup)
    assert message.startswith("backup_vault rag: kms_key_arn is ")
    done(backup_vaults, vaults() | {"state": "absent"}, backup)


def test_recovery_points_go_only_when_they_are_named(backup: Any, recovery: Any) -> None:
    done(backup_vaults, vaults(), backup)
    volume = "arn:aws:ec2:us-west-2:123456789012:volume/vol-1"
    recovery.start_backup_job(BackupVaultName="rag-recovery", ResourceArn=volume, IamRoleArn=ROLE)
    before = fingerprint(backup), fingerprint(recovery)
    gone = vaults() | {"state": "absent"}
    assert refused(backup_vaults, gone, backup) == (
        "backup_vault rag-recovery exists and backup_delete does not name it: "
        "add it there if its recovery points may be lost, or keep it by leaving its role out."
    )
    assert (fingerprint(backup), fingerprint(recovery)) == before
    assert done(backup_vaults, gone | {"delete": ["rag-recovery"]}, backup)["vaults"] == {}


def test_ladder_of_plans(backup: Any) -> None:
    created, modified, _ = ladder(
        backup_plans,
        create=plans(selection("qdrant", backup="daily", platform="rag"), selection("old")),
        modify={
            **plans(selection("qdrant", backup="weekly"), selection("new"), delete_after=14, copy_to=ELSEWHERE),
            "tags": {"environment": "prod"},
        },
        key="plans",
        client=backup,
    )
    first = created["plans"]["rag-volumes"]
    assert first["selections"][1]["matching_tags"] == {"backup": "daily", "platform": "rag"}
    changed = modified["plans"]["rag-volumes"]
    assert [row["name"] for row in changed["selections"]] == ["new", "qdrant"]
    assert changed["rules"] == [
        rule(delete_after=14, copy_to=ELSEWHERE, copy_delete_after=14, tags={"environment": "prod"})
    ]
    assert changed["id"] == first["id"]


def test_a_plan_needs_rules(backup: Any) -> None:
    message = refused(backup_plans, {"plans": [{"name": "rag"}]}, backup)
    assert message == "backup_plan rag: rules is not set: give it, state present needs it."

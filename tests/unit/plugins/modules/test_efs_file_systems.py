"""efs_file_systems against the emulator."""

from collections.abc import Callable
from typing import Any

import pytest
from ansible_collections.pinksea.platform.plugins.modules import efs_file_systems

from tests.unit.plugins.modules.ladder import Arguments, done, ladder, refused

Hold = Callable[[float], None]
POINT = {"name": "weights", "path": "/weights", "uid": 1000, "gid": 1000}
MADE = [
    {"action": "create", "kind": kind, "name": name}
    for kind, name in (
        ("efs_file_system", "models"),
        ("efs_mount_target", "models/us-east-1a"),
        ("efs_mount_target", "models/us-east-1b"),
        ("efs_access_point", "models/weights"),
    )
]
QUICK = {"wait_interval": 0.05}
GONE = {"state": "absent", "delete": ["models"]}


@pytest.fixture
def efs(client: Callable[[str], Any]) -> Any:
    return client("efs")


@pytest.fixture
def group(ec2: Any, vpc_id: str) -> Callable[[str], str]:
    return lambda name: ec2.create_security_group(GroupName=name, Description=name, VpcId=vpc_id)["GroupId"]


@pytest.fixture
def models(new_subnet: Callable[[], str], group: Callable[[str], str]) -> Arguments:
    return {
        "name": "models",
        "infrequent_access_days": 30,
        "mount_targets": {"us-east-1a": new_subnet(), "us-east-1b": new_subnet()},
        "security_group_ids": [group("nfs")],
        "access_points": [POINT],
    }


def of(file_system: Arguments, **more: Any) -> Arguments:
    return {"file_systems": [file_system | more], **QUICK}


def test_ladder(efs: Any, models: Arguments, group: Callable[[str], str]) -> None:
    other = group("other")
    changes = {
        "infrequent_access_days": 0,
        "throughput_mode": "bursting",
        "automatic_backups": True,
        "security_group_ids": [other],
    }
    created, modified, deleted = ladder(
        efs_file_systems,
        create=of(models) | {"delete": ["models"]},
        modify=of(models, **changes) | {"delete": ["models"], "tags": {"environment": "prod"}},
        key="file_systems",
        client=efs,
    )
    assert created["changes"] == MADE
    made = created["file_systems"]["models"]
    assert made["id"].startswith("fs-")
    assert made["access_points"]["weights"].startswith("fsap-")
    kinds = [change["kind"] for change in modified["changes"]]
    assert kinds == ["efs_file_system", "efs_mount_target", "efs_mount_target", "efs_access_point"]
    assert [change["kind"] for change in deleted["changes"]] == kinds[::-1]


def test_without_waiting_the_mount_targets_under_way_are_named(efs: Any, models: Arguments, hold: Hold) -> None:
    done(efs_file_systems, of({"name": "models"}), efs)
    hold(10_000)
    started = done(efs_file_systems, of(models) | {"wait": False}, efs)
    assert [target["name"] for target in started["pending"]] == ["models/us-east-1a", "models/us-east-1b"]
    again = done(efs_file_systems, of(models) | {"wait": False}, efs)
    assert (again["changes"], again["pending"]) == ([], started["pending"])
    hold(0)
    done(efs_file_systems, of(models) | GONE, efs)


def test_waiting_ends_when_all_is_available(efs: Any, models: Arguments, hold: Hold) -> None:
    hold(0.5)
    made = done(efs_file_systems, of(models), efs)
    assert made["pending"] == []
    row = efs.describe_file_systems(CreationToken="models")["FileSystems"][0]
    assert (row["LifeCycleState"], row["Encrypted"], row["ThroughputMode"]) == ("available", True, "elastic")
    targets = efs.describe_mount_targets(FileSystemId=made["file_systems"]["models"]["id"])["MountTargets"]
    assert {target["LifeCycleState"] for target in targets} == {"available"}
    done(efs_file_systems, of(models) | GONE, efs)


def test_a_killed_run_is_finished(efs: Any, models: Arguments, hold: Hold) -> None:
    """It was killed while the file system was made, and the next one takes that up."""
    hold(2)
    efs.create_file_system(CreationToken="models", Encrypted=True, ThroughputMode="elastic")
    finished = done(efs_file_systems, of(models), efs)
    assert finished["changes"] == [MADE[0] | {"action": "update"}, *MADE[1:]]
    assert not done(efs_file_systems, of(models), efs)["changed"]
    done(efs_file_systems, of(models) | GONE, efs)


def test_a_plan_needs_nothing(efs: Any) -> None:
    planned = {"us-east-1a": "planned:subnet/a", "us-east-1b": "planned:subnet/b"}
    wanted = {"name": "models", "mount_targets": planned, "security_group_ids": ["planned:security_group/nfs"]}
    result = done(efs_file_systems, of(wanted, access_points=[POINT]), efs, check=True)
    assert result["changes"] == MADE
    assert result["file_systems"]["models"] == {
        "name": "models",
        "id": "planned:efs_file_system/models",
        "access_points": {"weights": "planned:efs_access_point/models/weights"},
    }


def test_another_key_subnet_or_user_is_refused(efs: Any, models: Arguments) -> None:
    done(efs_file_systems, of(models), efs)
    key = of(models, kms_key_arn="arn:aws:kms:us-east-1:123456789012:key/one")
    assert "efs_file_system models: kms_key_arn is" in refused(efs_file_systems, key, efs)
    moved = of(models, mount_targets={"us-east-1a": models["mount_targets"]["us-east-1b"]})
    assert "efs_mount_target models/us-east-1a: subnet_id is" in refused(efs_file_systems, moved, efs)
    user = of(models, access_points=[POINT | {"uid": 0}])
    assert "efs_access_point models/weights: uid is 1000" in refused(efs_file_systems, user, efs)
    done(efs_file_systems, of(models) | GONE, efs)


def test_a_file_system_goes_only_by_name_and_with_all_its_parts(efs: Any, models: Arguments) -> None:
    done(efs_file_systems, of(models), efs)
    assert refused(efs_file_systems, of(models) | {"state": "absent"}, efs) == (
        "efs_file_system models exists and efs_delete does not name it: "
        "add it there if all of its files may be lost, or keep it by leaving its role out."
    )
    assert not done(efs_file_systems, of(models), efs)["changed"]
    removed = done(efs_file_systems, of({"name": "models"}) | GONE, efs)
    assert [change["kind"] for change in removed["changes"]] == [change["kind"] for change in MADE[::-1]]
    assert not done(efs_file_systems, of(models) | {"state": "absent"}, efs)["changed"]


def test_an_unencrypted_file_system_is_refused(efs: Any) -> None:
    made = efs.create_file_system(CreationToken="plain")["FileSystemId"]
    assert "efs_file_system plain: encrypted is False" in refused(efs_file_systems, of({"name": "plain"}), efs)
    efs.delete_file_system(FileSystemId=made)


def test_what_efs_does_not_take(efs: Any) -> None:
    points = [POINT | {"path": "weights"}, POINT | {"name": "two", "permissions": "rwx"}]
    wrong = {"name": "m" * 65, "mount_targets": {"us-east-1a": "subnet-1"}, "access_points": points}
    lines = refused(efs_file_systems, of(wrong), efs).splitlines()
    assert [line.removeprefix(f"efs_file_system {'m' * 65}") for line in lines] == [
        ": its name has 65 characters, EFS takes 64.",
        ": security_group_ids is empty, its mount targets need a group that lets NFS in.",
        "/weights: path is 'weights', give one of at most four folders such as /models.",
        "/two: permissions are 'rwx', give them in octal such as 0750.",
    ]

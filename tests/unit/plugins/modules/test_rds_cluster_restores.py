"""rds_cluster_restores against the emulator."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from ansible_collections.pinksea.platform.plugins.modules import rds_cluster_restores, rds_clusters, rds_instances

from tests.unit.plugins.modules.ladder import climb, done, fingerprint, refused

SOURCE, NAME = "shop-aurora", "shop-aurora-restored"
KINDS = ["rds_subnet_group", "rds_cluster_parameter_group", "rds_cluster", "rds_instance", "rds_cluster_secret"]
CAPACITY = {"min_capacity": 0.5, "max_capacity": 4}


@pytest.fixture
def rds(client: Callable[[str], Any]) -> Any:
    return client("rds")


@pytest.fixture
def subnets(new_subnet: Callable[[], str]) -> list[str]:
    return [new_subnet(), new_subnet()]


@pytest.fixture
def source(rds: Any, subnets: list[str]) -> Iterator[dict[str, Any]]:
    """The cluster as its module returns it."""
    cluster = {"name": SOURCE, "engine_version": "15", "database_name": "shop", "subnet_ids": subnets, **CAPACITY}
    given = {"clusters": [cluster], "wait_interval": 0, "tags": {"platform": "shop"}}
    yield done(rds_clusters, given, rds)["clusters"][SOURCE]
    done(rds_clusters, given | {"state": "absent", "delete": [SOURCE], "final_snapshot": False}, rds)


@pytest.fixture
def snapshot(rds: Any, source: dict[str, Any]) -> Iterator[str]:
    name = f"{SOURCE}-daily"
    rds.create_db_cluster_snapshot(DBClusterSnapshotIdentifier=name, DBClusterIdentifier=SOURCE)
    yield name
    rds.delete_db_cluster_snapshot(DBClusterSnapshotIdentifier=name)


@pytest.fixture
def given(rds: Any, source: dict[str, Any], subnets: list[str]) -> Iterator[dict[str, Any]]:
    options = {"name": NAME, "source": SOURCE, "subnet_ids": subnets, "wait_interval": 0, **CAPACITY}
    yield options
    done(rds_cluster_restores, {**options, "state": "absent"}, rds)


def test_the_snapshots_that_rds_makes_by_itself(rds: Any, given: dict[str, Any]) -> None:
    (row,) = rds.describe_db_cluster_snapshots(SnapshotType="automated")["DBClusterSnapshots"]
    made = done(rds_cluster_restores, given | {"snapshot": row["DBClusterSnapshotArn"]}, rds)
    assert made["clusters"][NAME]["tags"]["restored-point"] == row["DBClusterSnapshotIdentifier"]


@pytest.mark.parametrize("origin", ["latest", "snapshot", "restore_to"])
def test_a_restore_is_made_once_and_removed_whole(
    rds: Any, source: dict[str, Any], snapshot: str, given: dict[str, Any], origin: str
) -> None:
    now = datetime.now(UTC).isoformat()
    options = {"latest": {}, "snapshot": {"snapshot": snapshot}, "restore_to": {"restore_to": now}}[origin]
    more = {"security_group_ids": ["sg-2", "sg-1"], "parameters": {"log_statement": "ddl"}, "log_types": ["postgresql"]}
    given = given | options | more | {"tags": {"platform": "shop"}}
    before = fingerprint(rds)
    made, after = climb(rds_cluster_restores, given, "clusters", rds, before)
    assert [change["kind"] for change in made["changes"]] == KINDS
    found = made["clusters"][NAME]
    assert found["endpoint"].startswith(f"{NAME}.cluster-")
    assert found["secret_arn"] != source["secret_arn"]
    assert (found["subnet_group"], found["parameter_group"], found["max_capacity"]) == (NAME, NAME, 4)
    assert (found["database_name"], found["full_version"]) == ("shop", source["full_version"])
    assert not found["deletion_protection"]
    assert found["tags"]["restored-from"] == SOURCE
    assert found["tags"]["restored-point"] == {"latest": "latest", "snapshot": snapshot}.get(
        origin, found["restored_time"]
    )
    assert datetime.now(UTC) - datetime.fromisoformat(found["restored_time"]) < timedelta(minutes=1)
    _, gone = climb(rds_cluster_restores, {**given, "state": "absent"}, "clusters", rds, after)
    assert gone == before, "the removal left something behind, or took something along"


def test_a_snapshot_outlives_its_cluster(rds: Any, subnets: list[str]) -> None:
    cluster = {"name": "old", "engine_version": "15", "subnet_ids": subnets, **CAPACITY}
    whole = {"clusters": [cluster], "wait_interval": 0}
    done(rds_clusters, whole, rds)
    done(rds_clusters, whole | {"state": "absent", "delete": ["old"]}, rds)
    options = {"name": "new", "source": "old", "subnet_ids": subnets, "wait_interval": 0, **CAPACITY}
    assert refused(rds_cluster_restores, options, rds) == (
        "rds_cluster old: it is not there, and its backups went with it: restore a snapshot of it instead."
    )
    made = done(rds_cluster_restores, options | {"snapshot": "old-final"}, rds)
    assert made["clusters"]["new"]["status"] == "available"
    done(rds_cluster_restores, options | {"state": "absent"}, rds)
    rds.delete_db_cluster_snapshot(DBClusterSnapshotIdentifier="old-final")


def test_a_killed_restore_goes_on(rds: Any, given: dict[str, Any]) -> None:
    """Without its instance and its password, as it may have been left behind."""
    done(rds_cluster_restores, given, rds)
    rds.modify_db_cluster(DBClusterIdentifier=NAME, ManageMasterUserPassword=False, MasterUserPassword="0123456789")
    rds.delete_db_instance(DBInstanceIdentifier=f"{NAME}-a", SkipFinalSnapshot=True)
    again = done(rds_cluster_restores, given, rds)
    assert [change["kind"] for change in again["changes"]] == ["rds_instance", "rds_cluster_secret"]
    assert again["clusters"][NAME]["secret_arn"]


def test_it_waits_until_all_is_there(rds: Any, given: dict[str, Any], hold: Callable[[float], None]) -> None:
    hold(0.05)
    made = done(rds_cluster_restores, given | {"wait_interval": 0.02}, rds)
    assert made["clusters"][NAME]["status"] == "available"
    assert rds.describe_db_instances()["DBInstances"][0]["DBInstanceStatus"] == "available"


def test_nothing_is_restored_over_a_cluster(rds: Any, snapshot: str, given: dict[str, Any]) -> None:
    before = fingerprint(rds)
    assert refused(rds_cluster_restores, given | {"name": SOURCE}, rds) == (
        "rds_cluster shop-aurora: it exists and is no restore, not of shop-aurora at latest: "
        "choose another name, nothing is restored over a cluster."
    )
    assert fingerprint(rds) == before
    done(rds_cluster_restores, given, rds)
    before = fingerprint(rds)
    assert refused(rds_cluster_restores, given | {"snapshot": snapshot}, rds) == (
        f"rds_cluster {NAME}: it exists and is a restore of shop-aurora at latest, not of shop-aurora at {snapshot}: "
        "choose another name, nothing is restored over a cluster."
    )
    assert refused(rds_cluster_restores, given | {"max_capacity": 8}, rds) == (
        f"rds_cluster {NAME}: it is restored already and differs in max_capacity: "
        "change it with rds_clusters, or remove it and restore again."
    )
    assert fingerprint(rds) == before


def test_what_is_no_copy_is_not_removed(rds: Any, given: dict[str, Any]) -> None:
    before = fingerprint(rds)
    absent = given | {"state": "absent"}
    assert refused(rds_cluster_restores, absent | {"name": SOURCE}, rds) == (
        "rds_cluster shop-aurora: it is no restore, not of shop-aurora: "
        "correct name or source, only a restore is removed here."
    )
    assert fingerprint(rds) == before
    done(rds_cluster_restores, given, rds)
    assert "it is a restore of shop-aurora at latest, not of other" in refused(
        rds_cluster_restores, absent | {"source": "other"}, rds
    )
    rds.modify_db_cluster(DBClusterIdentifier=NAME, DeletionProtection=True)
    assert refused(rds_cluster_restores, absent, rds) == (
        f"rds_cluster {NAME}: it is protected against deletion, as what is in use is: "
        "remove it with rds_clusters, which asks for its name."
    )
    rds.modify_db_cluster(DBClusterIdentifier=NAME, DeletionProtection=False)


def test_an_instance_of_another_cluster_is_left_alone(rds: Any, given: dict[str, Any]) -> None:
    foreign = {"instances": [{"name": f"{NAME}-a", "cluster": SOURCE}], "wait_interval": 0, "delete": [SOURCE]}
    done(rds_instances, foreign, rds)
    before = fingerprint(rds)
    assert f"rds_instance {NAME}-a: cluster is 'shop-aurora' and cannot" in refused(rds_cluster_restores, given, rds)
    assert refused(rds_cluster_restores, given | {"state": "absent"}, rds) == (
        f"rds_instance {NAME}-a: it belongs to shop-aurora, not to {NAME}: correct the name of the restore."
    )
    assert fingerprint(rds) == before
    done(rds_instances, foreign | {"state": "absent"}, rds)


def test_a_restore_can_be_taken_up(rds: Any, given: dict[str, Any], subnets: list[str]) -> None:
    """By the module that keeps clusters, which has only options to change and nothing to replace."""
    done(rds_cluster_restores, given, rds)
    cluster = {"name": NAME, "engine_version": "15", "database_name": "shop", "subnet_ids": subnets, **CAPACITY}
    kept = {"clusters": [cluster], "wait_interval": 0}
    changes = done(rds_clusters, kept, rds)["changes"]
    assert changes == [{"action": "update", "kind": "rds_cluster", "name": NAME}]
    assert done(rds_clusters, kept, rds)["clusters"][NAME]["deletion_protection"]
    rds.modify_db_cluster(DBClusterIdentifier=NAME, DeletionProtection=False)


@pytest.mark.parametrize(
    ("option", "message"),
    [
        ({"snapshot": "none"}, "shop-aurora: there is no snapshot none of it: choose one of rds:shop-aurora-20"),
        ({"restore_to": "yesterday"}, "shop-aurora: restore_to yesterday is no time with a zone: give one such as"),
        ({"restore_to": "2026-01-31T03:00:00"}, "restore_to 2026-01-31T03:00:00 is no time with a zone"),
        ({"restore_to": "2020-01-31T03:00:00Z"}, "restore_to 2020-01-31T03:00:00Z is not within its backups: give"),
        ({"restore_to": "2120-01-31T03:00:00Z"}, "restore_to 2120-01-31T03:00:00Z is not within its backups: give"),
        ({"max_capacity": None}, f"{NAME}: max_capacity is not set: give it, state present needs it."),
        ({"subnet_ids": ["subnet-1"]}, f"{NAME}: subnet_ids has one subnet: give two, in different zones."),
        ({"name": "Copy"}, "Copy: is not a name for RDS"),
        ({"snapshot": "a", "restore_to": "b"}, "parameters are mutually exclusive: snapshot|restore_to"),
    ],
)
def test_refusals(rds: Any, snapshot: str, given: dict[str, Any], option: dict[str, Any], message: str) -> None:
    before = fingerprint(rds)
    assert message in refused(rds_cluster_restores, given | option, rds)
    assert fingerprint(rds) == before

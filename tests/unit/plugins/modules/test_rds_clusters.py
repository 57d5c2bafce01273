"""rds_clusters and rds_instances against the emulator."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import boto3
import pytest
from ansible_collections.pinksea.platform.plugins.module_utils.rds.instances import Instances
from ansible_collections.pinksea.platform.plugins.module_utils.rds.requests import newest
from ansible_collections.pinksea.platform.plugins.modules import aws_ready, rds_clusters, rds_instances
from botocore.stub import Stubber

from tests.unit.plugins.modules.ladder import done, fingerprint, ladder, refused

NAME = "rag-aurora"
KEY = "arn:aws:kms:us-east-1:123456789012:key/00000000-0000-0000-0000-000000000000"
GONE = {"state": "absent", "delete": [NAME]}


@pytest.fixture
def rds(client: Callable[[str], Any]) -> Any:
    return client("rds")


@pytest.fixture
def subnets(new_subnet: Callable[[], str]) -> list[str]:
    return [new_subnet(), new_subnet(), new_subnet()]


def arguments(subnets: list[str], **more: Any) -> dict[str, Any]:
    cluster = {"name": NAME, "engine_version": "15", "database_name": "rag", "subnet_ids": subnets}
    capacity = {"min_capacity": 0.5, "max_capacity": 4}
    return {"clusters": [cluster | capacity | more], "wait_interval": 0, "delete": [NAME], "final_snapshot": False}


def instances(*zones: str, **more: Any) -> dict[str, Any]:
    listed = [
        {"name": f"{NAME}-{zone}", "cluster": NAME, "zone": f"us-east-1{zone}", "promotion_tier": tier, **more}
        for tier, zone in enumerate(zones)
    ]
    return {"instances": listed, "wait_interval": 0, "delete": [NAME]}


@pytest.fixture
def cluster(rds: Any, subnets: list[str]) -> Iterator[dict[str, Any]]:
    given = arguments(subnets)
    done(rds_clusters, given, rds)
    yield given
    done(rds_clusters, given | GONE, rds)


def test_ladder(rds: Any, subnets: list[str]) -> None:
    created, modified, deleted = ladder(
        rds_clusters,
        create=arguments(
            subnets[:2], engine_version="15.10", log_types=["postgresql"], parameters={"log_statement": "ddl"}
        ),
        modify=arguments(
            subnets,
            engine_version="15.12",
            min_capacity=1,
            max_capacity=8.5,
            security_group_ids=["sg-2", "sg-1"],
            parameters={"log_statement": "none", "rds.force_ssl": 1, "max_connections": 500},
            backup_retention=14,
            backup_window="03:00-04:00",
            maintenance_window="sun:05:00-sun:06:00",
            log_types=["iam-db-auth-error", "instance"],
            iam_authentication=False,
            deletion_protection=False,
        )
        | {"tags": {"environment": "prod"}},
        key="clusters",
        client=rds,
    )
    kinds = ["rds_subnet_group", "rds_cluster_parameter_group", "rds_cluster"]
    assert [change["kind"] for change in created["changes"]] == kinds
    assert [change["kind"] for change in deleted["changes"]] == kinds[::-1]
    first, second = (result["clusters"][NAME] for result in (created, modified))
    assert (first["iam_authentication"], first["deletion_protection"], first["copy_tags"]) == (True, True, True)
    assert (second["full_version"], second["max_capacity"], second["backup_retention"]) == ("15.12", 8.5, 14)
    assert (second["log_types"], second["iam_authentication"]) == (["iam-db-auth-error", "instance"], False)
    assert second["secret_arn"].startswith("arn:aws:secretsmanager:")
    assert second["reader_endpoint"].startswith("rag-aurora.cluster-ro-")


def test_a_major_version_gets_its_newest_minor_and_keeps_the_one_it_has(
    rds: Any, subnets: list[str], cluster: dict[str, Any]
) -> None:
    assert done(rds_clusters, cluster, rds)["clusters"][NAME]["full_version"] == "15.12"
    done(rds_clusters, cluster | GONE, rds)
    done(rds_clusters, arguments(subnets, engine_version="15.8"), rds)
    again = done(rds_clusters, cluster, rds)
    assert not again["changed"]
    assert again["clusters"][NAME]["full_version"] == "15.8"


def test_the_newest_version_is_not_the_last_in_the_alphabet() -> None:
    assert newest(["15.8", "15.10", "16.1", "150.1"], "15") == "15.10"
    assert newest(["15.8"], "15.8") == "15.8"
    assert newest(["15.8"], "14") is None


def test_the_master_password_is_in_no_result(rds: Any, client: Callable[[str], Any], cluster: dict[str, Any]) -> None:
    """The invocation is what -vvv prints."""
    result = done(rds_clusters, cluster | {"_ansible_inject_invocation": True}, rds)
    secret = client("secretsmanager").get_secret_value(SecretId=result["clusters"][NAME]["secret_arn"])
    assert result["invocation"]["module_args"]["clusters"]
    assert json.loads(secret["SecretString"])["password"] not in json.dumps(result)


def test_instances_ladder(rds: Any, cluster: dict[str, Any]) -> None:
    created, modified, _ = ladder(
        rds_instances,
        create=instances("a", "b"),
        modify=instances("a", "b", instance_class="db.r6g.large") | {"tags": {"environment": "prod"}},
        key="instances",
        client=rds,
    )
    assert [change["name"] for change in created["changes"]] == [f"{NAME}-a", f"{NAME}-b"]
    assert modified["instances"][f"{NAME}-b"]["instance_class"] == "db.r6g.large"


def test_the_instance_of_the_lowest_tier_is_the_writer(rds: Any, cluster: dict[str, Any]) -> None:
    given = instances("a", "b", "c")
    done(rds_instances, given | {"instances": given["instances"][::-1]}, rds)
    members = rds.describe_db_clusters()["DBClusters"][0]["DBClusterMembers"]
    assert [row["DBInstanceIdentifier"] for row in members if row["IsClusterWriter"]] == [f"{NAME}-a"]
    assert done(rds_instances, instances("a", "b", "c"), rds)["changes"] == []
    done(rds_instances, given | GONE, rds)


def test_a_cluster_that_is_still_being_made_is_waited_for() -> None:
    """The emulator takes instances at once, so what RDS may say first is told by botocore's Stubber."""
    rds = boto3.client("rds", region_name="us-east-1", aws_access_key_id="a", aws_secret_access_key="b")
    settled: list[str] = []
    item = {"name": "a", "cluster": NAME, "engine": "aurora-postgresql", "tags": {}, "zone": None}
    item |= {"instance_class": "db.serverless", "promotion_tier": 0}
    kind = Instances(rds, {"a": item}, settled.append, settled.append, settled.append)
    with Stubber(rds) as stub:
        stub.add_client_error("create_db_instance", "InvalidDBClusterStateFault")
        stub.add_response("create_db_instance", {})
        kind.create(item)
        stub.assert_no_pending_responses()
    assert settled == [NAME]


def test_what_is_under_way_is_waited_for_elsewhere(rds: Any, subnets: list[str], hold: Callable[[float], None]) -> None:
    hold(10_000)
    pace = {"wait_interval": 0.05, "wait": False}
    started = [
        done(rds_clusters, arguments(subnets) | pace, rds)["pending"],
        done(rds_instances, instances("a") | pace, rds)["pending"],
    ]
    assert started == [
        [{"kind": "rds_cluster", "name": NAME}],
        [{"kind": "rds_instance", "name": f"{NAME}-a"}],
    ]
    hold(0.001)
    waited = done(aws_ready, {"targets": [*started[0], *started[1]], "wait_interval": 0.05}, rds)["waited"]
    assert {(row["name"], row["state"]) for row in waited} == {
        (f"rds_cluster {NAME}", "available"),
        (f"rds_instance {NAME}-a", "available"),
    }
    hold(10_000)
    changed = done(rds_clusters, arguments(subnets, max_capacity=8) | pace, rds)
    assert changed["clusters"][NAME]["status"] == "modifying"
    hold(0)
    done(rds_clusters, arguments(subnets, max_capacity=16) | pace, rds)
    done(rds_instances, instances("a") | pace | GONE, rds)
    done(rds_clusters, arguments(subnets) | pace | GONE, rds)
    assert rds.describe_db_clusters()["DBClusters"] == rds.describe_db_instances()["DBInstances"] == []


def test_what_is_going_makes_room_first(rds: Any, subnets: list[str], hold: Callable[[float], None]) -> None:
    given, members = arguments(subnets, deletion_protection=False) | {"wait_interval": 0.05}, instances("a")
    done(rds_clusters, given, rds)
    done(rds_instances, members, rds)
    hold(0.1)
    rds.delete_db_instance(DBInstanceIdentifier=f"{NAME}-a", SkipFinalSnapshot=True)
    assert [change["kind"] for change in done(rds_instances, members, rds)["changes"]] == ["rds_instance"]
    done(rds_instances, members | GONE, rds)
    rds.delete_db_cluster(DBClusterIdentifier=NAME, SkipFinalSnapshot=True)
    assert [change["kind"] for change in done(rds_clusters, given, rds)["changes"]] == ["rds_cluster"]
    rds.delete_db_cluster(DBClusterIdentifier=NAME, SkipFinalSnapshot=True)
    removed = done(rds_clusters, given | GONE | {"delete": []}, rds)
    assert [change["kind"] for change in removed["changes"]] == ["rds_cluster_parameter_group", "rds_subnet_group"]


def test_a_cluster_goes_only_when_named(rds: Any, cluster: dict[str, Any]) -> None:
    done(rds_instances, instances("a"), rds)
    for module, given in ((rds_instances, instances("a")), (rds_clusters, cluster)):
        assert refused(module, given | {"state": "absent", "delete": ["rag"]}, rds).startswith(
            "rds_cluster rag-aurora exists and aurora_delete does not name it: add it there if its databases"
        )
    assert len(rds.describe_db_instances()["DBInstances"]) == 1
    assert rds.describe_db_clusters()["DBClusters"][0]["DeletionProtection"]
    done(rds_instances, instances("a") | GONE, rds)


def test_every_end_leaves_a_snapshot(rds: Any, subnets: list[str]) -> None:
    given = arguments(subnets) | {"final_snapshot": True}
    for _ in range(2):
        done(rds_clusters, given, rds)
        done(rds_clusters, given | GONE, rds)
    rows = rds.describe_db_cluster_snapshots(SnapshotType="manual")["DBClusterSnapshots"]
    left = [row["DBClusterSnapshotIdentifier"] for row in rows]
    assert left == ["rag-aurora-final", "rag-aurora-final-2"]
    for name in left:
        rds.delete_db_cluster_snapshot(DBClusterSnapshotIdentifier=name)


@pytest.mark.parametrize(
    ("option", "message"),
    [
        (
            {"database_name": "other"},
            "database_name is 'rag' and becomes 'other' only in a new one, which would lose database rag and "
            "everything else in the cluster: keep the present value, or make a cluster of another name from a "
            "snapshot, move the clients, and then remove this one.",
        ),
        ({"kms_key_arn": KEY}, "only in a new one, which would lose database rag"),
        ({"master_username": "root"}, "master_username is 'postgres' and becomes 'root' only in a new one"),
        ({"engine_version": "15.8"}, "engine_version 15.8 is below the present 15.12, and RDS cannot go back"),
        ({"engine_version": "14"}, "engine_version 14 is below the present 15.12, and RDS cannot go back"),
        ({"engine_version": "16"}, "engine_version 16 is another major version than the present 15.12"),
    ],
)
def test_what_only_a_new_cluster_could_be(
    rds: Any, cluster: dict[str, Any], option: dict[str, Any], message: str
) -> None:
    """Nothing is touched, though the other differences could be made."""
    before = fingerprint(rds)
    others = {"parameters": {"log_statement": "all"}, "max_capacity": 16}
    changed = cluster | {"clusters": [cluster["clusters"][0] | others | option]}
    assert message in refused(rds_clusters, changed, rds)
    assert fingerprint(rds) == before


def test_an_instance_does_not_move(rds: Any, cluster: dict[str, Any]) -> None:
    done(rds_instances, instances("a"), rds)
    moved = instances("a", zone="us-east-1c")
    assert "rds_instance rag-aurora-a: zone is 'us-east-1a' and cannot be changed" in refused(rds_instances, moved, rds)
    done(rds_instances, instances("a") | GONE, rds)


@pytest.mark.parametrize(
    ("option", "message"),
    [
        ({"engine_version": None}, "engine_version is not set: give it, state present needs it."),
        ({"backup_retention": 0}, "backup_retention is 0, which is out of range: give one from 1 to 35."),
        ({"min_capacity": 0.7}, "min_capacity 0.7 and max_capacity 4.0 are no range of capacity units"),
        ({"min_capacity": 5}, "min_capacity 5.0 and max_capacity 4.0 are no range of capacity units"),
        ({"subnet_ids": ["subnet-1"]}, "subnet_ids has one subnet: give two, in different zones."),
        ({"name": "Aurora"}, "is not a name for RDS: give 63 lower-case letters, digits and single dashes at most"),
    ],
)
def test_refusals(rds: Any, subnets: list[str], option: dict[str, Any], message: str) -> None:
    given = refused(rds_clusters, arguments(subnets, **option), rds)
    assert given.startswith(f"rds_cluster {option.get('name', NAME)}: {message}")
    assert rds.describe_db_subnet_groups()["DBSubnetGroups"] == []


def test_what_rds_does_not_offer(rds: Any, subnets: list[str]) -> None:
    version = refused(rds_clusters, arguments(subnets, engine_version="15.4"), rds)
    assert version.startswith("rds_cluster rag-aurora: engine_version 15.4 is not offered: choose from 14.15, 15.8")
    assert rds.describe_db_subnet_groups()["DBSubnetGroups"] == []
    unknown = refused(rds_clusters, arguments(subnets, parameters={"force_ssl": 1}), rds)
    assert unknown == (
        "rds_cluster_parameter_group rag-aurora: force_ssl is no parameter of aurora-postgresql15: "
        "correct its name, or take it out."
    )
    done(rds_clusters, arguments(subnets) | GONE, rds)

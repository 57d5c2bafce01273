"""What RDS, ElastiCache and Secrets Manager do and moto does not."""

import json
from typing import Any

import pytest

from .conftest import Emulator

LOGIN = {"MasterUsername": "postgres", "ManageMasterUserPassword": True}
AURORA = {"DBClusterIdentifier": "store", "Engine": "aurora-postgresql", **LOGIN}
MEMBER = {
    "DBInstanceIdentifier": "store-a",
    "DBClusterIdentifier": "store",
    "DBInstanceClass": "db.serverless",
    "Engine": "aurora-postgresql",
}
REDIS = {"ReplicationGroupId": "store", "ReplicationGroupDescription": "store", "CacheNodeType": "cache.t4g.medium"}


@pytest.fixture
def rds(emulator: Emulator) -> Any:
    return emulator.client("rds")


@pytest.fixture
def cache(emulator: Emulator) -> Any:
    return emulator.client("elasticache")


def kinds(emulator: Emulator) -> set[str]:
    """Without the key that moto makes when nobody names one."""
    return {item["kind"] for item in json.loads(emulator.call("/_sandbox/inventory"))} - {"kms_key"}


def refused(client: Any, text: str) -> Any:
    return pytest.raises(client.exceptions.ClientError, match=text)


def test_a_cluster_comes_changes_and_goes_in_its_time(emulator: Emulator, rds: Any) -> None:
    def status() -> str:
        found: str = rds.describe_db_clusters(DBClusterIdentifier="store")["DBClusters"][0]["Status"]
        return found

    emulator.hold.set(1)
    rds.create_db_cluster(**AURORA)
    assert status() == "creating"
    with refused(rds, "InvalidDBClusterStateFault"):
        rds.modify_db_cluster(DBClusterIdentifier="store", BackupRetentionPeriod=7)
    emulator.clock.seconds += 1
    assert status() == "available"
    rds.modify_db_cluster(DBClusterIdentifier="store", BackupRetentionPeriod=7)
    assert status() == "modifying"
    with refused(rds, "InvalidDBClusterStateFault"):
        rds.delete_db_cluster(DBClusterIdentifier="store", SkipFinalSnapshot=True)
    emulator.clock.seconds += 1
    rds.delete_db_cluster(DBClusterIdentifier="store", SkipFinalSnapshot=True)
    assert status() == "deleting"
    with refused(rds, "DBClusterAlreadyExistsFault"):
        rds.create_db_cluster(**AURORA)
    emulator.clock.seconds += 1
    with refused(rds, "DBClusterNotFound"):
        status()
    assert kinds(emulator) == set()


def test_a_cluster_goes_while_its_instances_go(emulator: Emulator, rds: Any) -> None:
    rds.create_db_cluster(**AURORA)
    rds.create_db_instance(**MEMBER)
    with refused(rds, "DB instances|active members|Cluster cannot be deleted"):
        rds.delete_db_cluster(DBClusterIdentifier="store", SkipFinalSnapshot=True)
    emulator.hold.set(1)
    rds.delete_db_instance(DBInstanceIdentifier="store-a", SkipFinalSnapshot=True)
    assert rds.describe_db_instances()["DBInstances"][0]["DBInstanceStatus"] == "deleting"
    with refused(rds, "InvalidDBInstanceState"):
        rds.modify_db_instance(DBInstanceIdentifier="store-a", PromotionTier=3)
    rds.delete_db_cluster(DBClusterIdentifier="store", SkipFinalSnapshot=False, FinalDBSnapshotIdentifier="last")
    emulator.clock.seconds += 7
    assert rds.describe_db_instances()["DBInstances"] == rds.describe_db_clusters()["DBClusters"] == []
    snapshots = rds.describe_db_cluster_snapshots()["DBClusterSnapshots"]
    assert [row["DBClusterSnapshotIdentifier"] for row in snapshots] == ["last"]
    assert kinds(emulator) == {"rds_cluster_snapshot"}


def test_groups_of_rds_in_use_stay(rds: Any, subnets: list[str]) -> None:
    group = {"DBSubnetGroupName": "store", "SubnetIds": subnets[:2]}
    rds.create_db_subnet_group(**group, DBSubnetGroupDescription="store")
    family = {"DBParameterGroupFamily": "aurora-postgresql15", "Description": "store"}
    rds.create_db_cluster_parameter_group(DBClusterParameterGroupName="store", **family)
    rds.create_db_cluster(**AURORA, DBSubnetGroupName="store", DBClusterParameterGroupName="store")
    rds.modify_db_subnet_group(**group | {"SubnetIds": subnets})
    (found,) = rds.describe_db_subnet_groups()["DBSubnetGroups"]
    assert len(found["Subnets"]) == 3
    with refused(rds, "InvalidDBSubnetGroupStateFault"):
        rds.delete_db_subnet_group(DBSubnetGroupName="store")
    with refused(rds, "InvalidDBParameterGroupState"):
        rds.delete_db_cluster_parameter_group(DBClusterParameterGroupName="store")


def test_a_cluster_needs_its_groups(rds: Any) -> None:
    with refused(rds, "DBSubnetGroupNotFound"):
        rds.create_db_cluster(**AURORA, DBSubnetGroupName="none")


def test_a_replication_group_comes_changes_and_goes_in_its_time(emulator: Emulator, cache: Any) -> None:
    def status() -> str:
        found: str = cache.describe_replication_groups(ReplicationGroupId="store")["ReplicationGroups"][0]["Status"]
        return found

    emulator.hold.set(1)
    arn = cache.create_replication_group(**REDIS, NumCacheClusters=2)["ReplicationGroup"]["ARN"]
    assert status() == "creating"
    for call in (
        lambda: cache.modify_replication_group(ReplicationGroupId="store", SnapshotRetentionLimit=1),
        lambda: cache.list_tags_for_resource(ResourceName=arn),
        lambda: cache.delete_replication_group(ReplicationGroupId="store"),
    ):
        with refused(cache, "InvalidReplicationGroupState"):
            call()
    emulator.clock.seconds += 9
    cache.increase_replica_count(ReplicationGroupId="store", NewReplicaCount=2, ApplyImmediately=True)
    assert status() == "modifying"
    assert len(cache.describe_cache_clusters()["CacheClusters"]) == 3
    emulator.clock.seconds += 9
    with refused(cache, "NoOperationFault"):
        cache.increase_replica_count(ReplicationGroupId="store", NewReplicaCount=1, ApplyImmediately=True)
    cache.delete_replication_group(ReplicationGroupId="store", FinalSnapshotIdentifier="last")
    assert status() == "deleting"
    emulator.clock.seconds += 9
    with refused(cache, "ReplicationGroupNotFoundFault"):
        status()
    assert kinds(emulator) == {"elasticache_snapshot"}


def test_what_elasticache_does_not_combine(cache: Any) -> None:
    with refused(cache, "AUTH needs transit encryption"):
        cache.create_replication_group(**REDIS, AuthToken="a" * 16)
    with refused(cache, "needs two nodes"):
        cache.create_replication_group(**REDIS, AutomaticFailoverEnabled=True)
    cache.create_replication_group(**REDIS, NumCacheClusters=2, AutomaticFailoverEnabled=True)
    with refused(cache, "needs a replica"):
        cache.decrease_replica_count(ReplicationGroupId="store", NewReplicaCount=0, ApplyImmediately=True)
    with refused(cache, "ROTATE first"):
        cache.modify_replication_group(
            ReplicationGroupId="store", AuthToken="a" * 16, AuthTokenUpdateStrategy="SET", ApplyImmediately=True
        )


def test_groups_of_elasticache_in_use_stay(cache: Any, subnets: list[str]) -> None:
    cache.create_cache_subnet_group(
        CacheSubnetGroupName="store", CacheSubnetGroupDescription="store", SubnetIds=subnets[:1]
    )
    group = {"CacheParameterGroupName": "store"}
    cache.create_cache_parameter_group(**group, CacheParameterGroupFamily="redis7", Description="store")
    with refused(cache, "Could not find parameter"):
        cache.modify_cache_parameter_group(
            **group, ParameterNameValues=[{"ParameterName": "max-memory", "ParameterValue": "1"}]
        )
    with refused(cache, "CacheSubnetGroupNotFoundFault"):
        cache.create_replication_group(**REDIS, CacheSubnetGroupName="none")
    cache.create_replication_group(**REDIS, CacheSubnetGroupName="store", **group)
    cache.modify_cache_subnet_group(CacheSubnetGroupName="store", SubnetIds=subnets)
    assert len(cache.describe_cache_subnet_groups()["CacheSubnetGroups"][0]["Subnets"]) == 3
    with refused(cache, "CacheSubnetGroupInUse"):
        cache.delete_cache_subnet_group(CacheSubnetGroupName="store")
    with refused(cache, "InvalidCacheParameterGroupState"):
        cache.delete_cache_parameter_group(**group)


def test_a_secret_is_listed_once_and_without_those_of_services(emulator: Emulator, rds: Any) -> None:
    manager = emulator.client("secretsmanager")
    manager.create_secret(Name="mine", SecretString="s", AddReplicaRegions=[{"Region": "us-west-2"}])
    rds.create_db_cluster(**AURORA)
    found = [item for item in json.loads(emulator.call("/_sandbox/inventory")) if item["kind"] == "secret"]
    assert [item["name"] for item in found] == ["mine"]

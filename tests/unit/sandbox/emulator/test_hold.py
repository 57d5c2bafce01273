import json
import math
import urllib.error
from typing import Any

import pytest

from sandbox.emulator.hold import MINUTES, Hold

from .conftest import Clock, Emulator, create_cluster, create_nodegroup, refusal


def state(eks: Any) -> Any:
    return eks.describe_cluster(name="demo")["cluster"]["status"]


def test_a_timer_ends_after_scaled_minutes() -> None:
    clock = Clock()
    hold = Hold(2.0, clock)
    timer = hold.timer("eks_cluster")
    clock.seconds = 19.5
    assert timer.running
    clock.seconds = 19.6
    assert not timer.running


def test_a_lower_hold_lets_go_and_a_higher_one_counts_from_then_on() -> None:
    hold = Hold(2.0, Clock())
    released = hold.timer("eks_cluster")
    hold.set(0)
    hold.set(10)
    assert not released.running
    later = hold.timer("eks_cluster")
    hold.set(20)
    hold.clock.seconds = 97.9
    assert later.running
    hold.clock.seconds = 98
    assert not later.running


@pytest.mark.parametrize("value", [-1.0, math.nan, math.inf])
def test_a_bad_hold_is_refused(value: float) -> None:
    with pytest.raises(ValueError, match="seconds per minute"):
        Hold(value)


def test_a_cluster_is_held(emulator: Emulator, eks: Any, subnets: list[str]) -> None:
    emulator.hold.set(10)
    create_cluster(eks, subnets)
    found = eks.describe_cluster(name="demo")["cluster"]
    assert found["status"] == "CREATING"
    assert "endpoint" not in found
    for call in (
        lambda: create_nodegroup(eks, subnets),
        lambda: eks.create_addon(clusterName="demo", addonName="vpc-cni"),
    ):
        with refusal(eks, "InvalidRequestException"):
            call()
    emulator.clock.seconds += MINUTES["eks_cluster"] * 10
    assert state(eks) == "ACTIVE"


def test_updates_exclude_each_other(emulator: Emulator, eks: Any, cluster: str) -> None:
    emulator.hold.set(10)
    update = eks.update_cluster_config(name=cluster, deletionProtection=True)["update"]
    assert state(eks) == "UPDATING"
    with pytest.raises(eks.exceptions.ResourceInUseException, match="currently has update"):
        eks.update_cluster_version(name=cluster, version="1.36")
    emulator.clock.seconds += 60
    assert eks.describe_update(name=cluster, updateId=update["id"])["update"]["status"] == "Successful"
    eks.update_cluster_version(name=cluster, version="1.36")


def test_children_and_deletions_are_held(emulator: Emulator, eks: Any, subnets: list[str], cluster: str) -> None:
    emulator.hold.set(10)
    create_nodegroup(eks, subnets)
    eks.create_addon(clusterName=cluster, addonName="vpc-cni")
    group = {"clusterName": cluster, "nodegroupName": "system"}
    assert eks.describe_nodegroup(**group)["nodegroup"]["status"] == "CREATING"
    emulator.clock.seconds += MINUTES["eks_addon"] * 10
    assert eks.describe_addon(clusterName=cluster, addonName="vpc-cni")["addon"]["status"] == "ACTIVE"
    assert eks.describe_nodegroup(**group)["nodegroup"]["status"] == "CREATING"
    emulator.clock.seconds += 60
    eks.delete_nodegroup(**group)
    assert eks.describe_nodegroup(**group)["nodegroup"]["status"] == "DELETING"
    with refusal(eks, "ResourceInUseException"):
        eks.delete_cluster(name=cluster)
    emulator.clock.seconds += 60
    eks.delete_cluster(name=cluster)
    assert state(eks) == "DELETING"
    emulator.clock.seconds += 100
    with refusal(eks, "ResourceNotFoundException"):
        state(eks)


def test_a_nat_gateway_is_held(emulator: Emulator, subnets: list[str]) -> None:
    emulator.hold.set(10)
    ec2 = emulator.client("ec2")
    address = ec2.allocate_address(Domain="vpc")["AllocationId"]
    gateway = ec2.create_nat_gateway(SubnetId=subnets[0], AllocationId=address)["NatGateway"]
    of = {"NatGatewayIds": [gateway["NatGatewayId"]]}
    assert gateway["State"] == "pending"
    emulator.clock.seconds += 20
    assert ec2.describe_nat_gateways(**of)["NatGateways"][0]["State"] == "available"
    ec2.delete_nat_gateway(NatGatewayId=gateway["NatGatewayId"])
    assert ec2.describe_nat_gateways(**of)["NatGateways"][0]["State"] == "deleting"
    with pytest.raises(ec2.exceptions.ClientError, match=r"InvalidIPAddress\.InUse"):
        ec2.release_address(AllocationId=address)
    emulator.clock.seconds += 20
    ec2.release_address(AllocationId=address)


def test_an_endpoint_is_held(emulator: Emulator) -> None:
    emulator.hold.set(10)
    ec2 = emulator.client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    service = {"VpcEndpointType": "Gateway", "ServiceName": "com.amazonaws.us-east-1.s3"}
    assert ec2.create_vpc_endpoint(VpcId=vpc, **service)["VpcEndpoint"]["State"] == "pending"
    emulator.clock.seconds += 15
    assert ec2.describe_vpc_endpoints()["VpcEndpoints"][0]["State"] == "available"


def test_data_stores_are_held(emulator: Emulator) -> None:
    emulator.hold.set(10)
    rds, cache = emulator.client("rds"), emulator.client("elasticache")
    login = {"MasterUsername": "postgres", "MasterUserPassword": "a-long-password"}
    rds.create_db_cluster(DBClusterIdentifier="a", Engine="aurora-postgresql", **login)
    of = {"DBInstanceIdentifier": "w", "DBInstanceClass": "db.serverless", "Engine": "aurora-postgresql"}
    rds.create_db_instance(**of, DBClusterIdentifier="a")
    cache.create_replication_group(ReplicationGroupId="r", ReplicationGroupDescription="r")
    cache.create_cache_cluster(CacheClusterId="c", Engine="redis", CacheNodeType="cache.t4g.medium", NumCacheNodes=1)

    def states() -> list[str]:
        return [
            rds.describe_db_clusters()["DBClusters"][0]["Status"],
            rds.describe_db_instances()["DBInstances"][0]["DBInstanceStatus"],
            cache.describe_replication_groups()["ReplicationGroups"][0]["Status"],
            cache.describe_cache_clusters(CacheClusterId="c")["CacheClusters"][0]["CacheClusterStatus"],
        ]

    assert states() == ["creating"] * 4
    emulator.clock.seconds += 8
    assert states() == ["available", "creating", "creating", "creating"]
    emulator.clock.seconds += 100
    assert states() == ["available"] * 4


def test_the_hold_is_read_and_set_by_http(emulator: Emulator) -> None:
    answer = json.loads(emulator.call("/_sandbox/hold", "PUT", b'{"seconds_per_minute": 1.5}'))
    assert answer == json.loads(emulator.call("/_sandbox/hold")) == {"seconds_per_minute": 1.5}
    assert emulator.hold.seconds_per_minute == 1.5
    with pytest.raises(urllib.error.HTTPError, match="400"):
        emulator.call("/_sandbox/hold", "PUT", b'{"seconds_per_minute": "fast"}')
    with pytest.raises(urllib.error.HTTPError, match="404"):
        emulator.call("/_sandbox/hold", "DELETE")

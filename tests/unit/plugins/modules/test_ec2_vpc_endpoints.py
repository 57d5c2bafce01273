"""ec2_vpc_endpoints against the emulator."""

from collections.abc import Callable
from typing import Any

import pytest
from ansible_collections.pinksea.platform.plugins.module_utils.ec2.vpc_endpoints import VpcEndpoints
from ansible_collections.pinksea.platform.plugins.modules import ec2_vpc_endpoints
from botocore.stub import Stubber

from tests.unit.plugins.modules.ladder import done, ladder, refused

POLICY = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "sts:*", "Resource": "*"}],
}


@pytest.fixture
def table(ec2: Any, vpc_id: str) -> str:
    return ec2.create_route_table(VpcId=vpc_id)["RouteTable"]["RouteTableId"]


@pytest.fixture
def groups(ec2: Any, vpc_id: str) -> list[str]:
    made = [ec2.create_security_group(GroupName=name, Description=name, VpcId=vpc_id) for name in ("a", "b")]
    return [group["GroupId"] for group in made]


@pytest.fixture
def endpoints(
    vpc_id: str, table: str, groups: list[str], new_subnet: Callable[[], str]
) -> Callable[..., dict[str, Any]]:
    subnets = [new_subnet(), new_subnet()]

    def of(**sts: Any) -> dict[str, Any]:
        interface = {"name": "sts", "service": "sts", "subnet_ids": subnets, "security_group_ids": groups[:1]}
        gateway = {"name": "s3", "service": "s3", "type": "gateway", "route_table_ids": [table]}
        return {"vpc_id": vpc_id, "endpoints": [gateway, interface | sts], "wait_interval": 0.1}

    return of


def test_ladder(ec2: Any, endpoints: Callable[..., Any], groups: list[str], new_subnet: Callable[[], str]) -> None:
    others = [new_subnet()]
    changes = {"subnet_ids": others, "security_group_ids": groups[1:], "private_dns": False, "policy": POLICY}
    created, modified, _ = ladder(
        ec2_vpc_endpoints,
        create=endpoints(),
        modify=endpoints(**changes) | {"tags": {"environment": "prod"}},
        key="endpoints",
        client=ec2,
    )
    made, changed = created["endpoints"]["sts"], modified["endpoints"]["sts"]
    assert (made["type"], made["private_dns"], made["status"]) == ("interface", True, "available")
    assert changed["id"] == made["id"]
    assert {key: changed[key] for key in changes} == changes
    assert changed["tags"] == {"Name": "sts", "environment": "prod"}


def test_a_gateway_moves_to_other_tables(ec2: Any, endpoints: Callable[..., Any], vpc_id: str) -> None:
    made = done(ec2_vpc_endpoints, endpoints(), ec2)["endpoints"]["s3"]
    other = ec2.create_route_table(VpcId=vpc_id)["RouteTable"]["RouteTableId"]
    arguments = endpoints()
    arguments["endpoints"][0]["route_table_ids"] = [other]
    moved = done(ec2_vpc_endpoints, arguments, ec2)["endpoints"]["s3"]
    assert (moved["id"], moved["route_table_ids"]) == (made["id"], [other])
    assert [row["GatewayId"] for row in routes(ec2, other) if row.get("DestinationPrefixListId")] == [made["id"]]
    done(ec2_vpc_endpoints, arguments | {"state": "absent"}, ec2)
    assert not [row for row in routes(ec2, other) if row.get("DestinationPrefixListId")]


def routes(ec2: Any, table: str) -> list[dict[str, Any]]:
    return ec2.describe_route_tables(RouteTableIds=[table])["RouteTables"][0]["Routes"]


def test_without_waiting_the_pending_endpoints_are_named(
    ec2: Any, endpoints: Callable[..., Any], hold: Callable[[float], None]
) -> None:
    hold(10_000)
    made = done(ec2_vpc_endpoints, endpoints() | {"wait": False}, ec2)
    assert made["endpoints"]["sts"]["status"] == "pending"
    assert {target["name"] for target in made["pending"]} == {"s3", "sts"}
    assert done(ec2_vpc_endpoints, endpoints() | {"wait": False}, ec2)["changes"] == []
    done(ec2_vpc_endpoints, endpoints() | {"state": "absent"}, ec2)


def test_waiting_ends_when_they_are_available(
    ec2: Any, endpoints: Callable[..., Any], hold: Callable[[float], None]
) -> None:
    hold(0.2)
    made = done(ec2_vpc_endpoints, endpoints(), ec2)
    assert {item["status"] for item in made["endpoints"].values()} == {"available"}
    assert made["pending"] == []
    done(ec2_vpc_endpoints, endpoints() | {"state": "absent"}, ec2)


def test_an_endpoint_on_its_way_out_is_waited_for(ec2: Any) -> None:
    """EC2 shows it as deleting for minutes; in the emulator it is gone at once."""
    settled: list[str] = []
    wanted = {"name": "sts", "service": "sts", "type": "interface", "subnet_ids": ["subnet-1"], "tags": {"Name": "sts"}}
    kind = VpcEndpoints(
        ec2, "vpc-1", {"sts": wanted}, lambda targets: settled.extend(target["id"] for target in targets)
    )
    named = [{"Key": "Name", "Value": "sts"}]
    going = [
        {"VpcEndpointId": "vpce-old", "State": "deleting", "Tags": named},
        {"VpcEndpointId": "vpce-other", "State": "deleting"},
    ]
    with Stubber(ec2) as stub:
        stub.add_response("describe_vpc_endpoints", {"VpcEndpoints": going})
        assert kind.read() == {}
        stub.add_response("describe_vpc_endpoints", {"VpcEndpoints": going})
        stub.add_response("create_vpc_endpoint", {})
        kind.create(wanted)
        stub.assert_no_pending_responses()
    assert settled == ["vpce-old"]


def test_a_plan_needs_nothing_to_exist(ec2: Any) -> None:
    arguments = {
        "vpc_id": "planned:vpc/rag",
        "endpoints": [{"name": "sts", "service": "sts", "subnet_ids": ["planned:subnet/a"]}],
    }
    planned = done(ec2_vpc_endpoints, arguments, ec2, check=True)
    assert planned["changes"] == [{"action": "create", "kind": "vpc_endpoint", "name": "sts"}]
    assert planned["endpoints"]["sts"]["id"] == "planned:vpc_endpoint/sts"


def test_bad_input_is_refused(ec2: Any, endpoints: Callable[..., Any], vpc_id: str) -> None:
    def message(**endpoint: Any) -> str:
        return refused(ec2_vpc_endpoints, {"vpc_id": vpc_id, "endpoints": [{"name": "e", **endpoint}]}, ec2)

    assert message(subnet_ids=["subnet-1"]) == ("vpc_endpoint e: service is not set: give it, state present needs it.")
    assert "subnet_ids is not set" in message(service="sts")
    assert "route_table_ids is not set" in message(service="s3", type="gateway")
    assert message(service="s3", type="gateway", route_table_ids=["rtb-1"], subnet_ids=["subnet-1"]) == (
        "vpc_endpoint e: subnet_ids is ['subnet-1'], but an endpoint of type gateway has none: leave it out."
    )
    done(ec2_vpc_endpoints, endpoints(), ec2)
    assert "service is 'sts' and cannot be changed to 'sqs' in place" in refused(
        ec2_vpc_endpoints, endpoints(service="sqs"), ec2
    )
    done(ec2_vpc_endpoints, endpoints() | {"state": "absent"}, ec2)

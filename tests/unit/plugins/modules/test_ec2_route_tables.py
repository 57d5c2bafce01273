"""ec2_route_tables against the emulator."""

from collections.abc import Callable
from typing import Any

import pytest
from ansible_collections.pinksea.platform.plugins.modules import ec2_route_tables

from tests.unit.plugins.modules.ladder import done, ladder, refused

ANYWHERE = "0.0.0.0/0"


@pytest.fixture
def internet_gateway(ec2: Any, vpc_id: str) -> str:
    gateway = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc_id)
    return gateway


@pytest.fixture
def nat_gateway(ec2: Any, new_subnet: Callable[[], str]) -> str:
    allocation = ec2.allocate_address(Domain="vpc")["AllocationId"]
    return ec2.create_nat_gateway(SubnetId=new_subnet(), AllocationId=allocation)["NatGateway"]["NatGatewayId"]


def table_of(ec2: Any, subnet: str) -> list[str]:
    found = ec2.describe_route_tables(Filters=[{"Name": "association.subnet-id", "Values": [subnet]}])
    return [row["RouteTableId"] for row in found["RouteTables"]]


def test_ladder(ec2: Any, vpc_id: str, new_subnet: Callable[[], str], internet_gateway: str, nat_gateway: str) -> None:
    public, app, data = (new_subnet() for _ in range(3))
    created, modified, _ = ladder(
        ec2_route_tables,
        create={
            "vpc_id": vpc_id,
            "route_tables": [
                {
                    "name": "public",
                    "subnet_ids": [public, data],
                    "routes": [{"destination": ANYWHERE, "gateway_id": internet_gateway}],
                },
                {"name": "app", "subnet_ids": [app], "tags": {"tier": "app"}},
            ],
        },
        modify={
            "vpc_id": vpc_id,
            "route_tables": [
                {"name": "public", "subnet_ids": [public], "routes": []},
                {
                    "name": "app",
                    "subnet_ids": [data, app],
                    "routes": [
                        {"destination": ANYWHERE, "nat_gateway_id": nat_gateway},
                        {"destination": "192.168.1.7/16", "nat_gateway_id": nat_gateway},
                    ],
                },
            ],
        },
        key="route_tables",
        client=ec2,
    )
    assert created["route_tables"]["public"]["subnet_ids"] == sorted([public, data])
    assert created["route_tables"]["public"]["routes"] == {ANYWHERE: internet_gateway}
    assert created["route_tables"]["app"]["routes"] == {}
    assert modified["route_tables"]["public"]["routes"] == {}
    assert modified["route_tables"]["app"]["subnet_ids"] == sorted([app, data])
    assert modified["route_tables"]["app"]["routes"] == {ANYWHERE: nat_gateway, "192.168.0.0/16": nat_gateway}


def test_what_is_not_stated_is_not_managed(ec2: Any, vpc_id: str, new_subnet: Any, internet_gateway: str) -> None:
    route = {"destination": ANYWHERE, "gateway_id": internet_gateway}
    full = {"name": "public", "subnet_ids": [new_subnet()], "routes": [route]}
    made = done(ec2_route_tables, {"vpc_id": vpc_id, "route_tables": [full]}, ec2)
    bare = done(ec2_route_tables, {"vpc_id": vpc_id, "route_tables": [{"name": "public"}]}, ec2)
    assert bare["changes"] == []
    assert bare["route_tables"] == made["route_tables"]


def test_a_target_is_replaced(ec2: Any, vpc_id: str, internet_gateway: str, nat_gateway: str) -> None:
    def arguments(**target: str) -> dict[str, Any]:
        return {"vpc_id": vpc_id, "route_tables": [{"name": "app", "routes": [{"destination": ANYWHERE, **target}]}]}

    done(ec2_route_tables, arguments(gateway_id=internet_gateway), ec2)
    replaced = done(ec2_route_tables, arguments(nat_gateway_id=nat_gateway), ec2)
    assert replaced["route_tables"]["app"]["routes"] == {ANYWHERE: nat_gateway}
    assert replaced["diff"][0]["before"] == {"routes": {ANYWHERE: internet_gateway}}


def test_routes_of_endpoints_are_left_alone(ec2: Any, vpc_id: str) -> None:
    arguments = {"vpc_id": vpc_id, "route_tables": [{"name": "app", "routes": []}]}
    table = done(ec2_route_tables, arguments, ec2)["route_tables"]["app"]["id"]
    ec2.create_vpc_endpoint(
        VpcId=vpc_id,
        ServiceName="com.amazonaws.us-east-1.s3",
        RouteTableIds=[table],
        VpcEndpointType="Gateway",
    )
    assert not done(ec2_route_tables, arguments, ec2)["changed"]


def test_subnets_swap_tables(ec2: Any, vpc_id: str, new_subnet: Callable[[], str]) -> None:
    one, two = new_subnet(), new_subnet()

    def arguments(first: str, second: str) -> dict[str, Any]:
        tables = [{"name": "first", "subnet_ids": [first]}, {"name": "second", "subnet_ids": [second]}]
        return {"vpc_id": vpc_id, "route_tables": tables}

    done(ec2_route_tables, arguments(one, two), ec2)
    swapped = done(ec2_route_tables, arguments(two, one), ec2)["route_tables"]
    assert table_of(ec2, one) == [swapped["second"]["id"]]
    assert table_of(ec2, two) == [swapped["first"]["id"]]


def test_a_subnet_has_one_table(ec2: Any, vpc_id: str, new_subnet: Callable[[], str]) -> None:
    subnet = new_subnet()
    tables = [{"name": name, "subnet_ids": [subnet]} for name in ("first", "second")]
    message = refused(ec2_route_tables, {"vpc_id": vpc_id, "route_tables": tables}, ec2)
    assert message.startswith(f"route_table second: subnet {subnet} is also given to first")


def test_a_plan_needs_no_ids(ec2: Any) -> None:
    routes = [{"destination": ANYWHERE, "nat_gateway_id": "planned:nat_gateway/nat-a"}]
    table = {"name": "app", "subnet_ids": ["planned:subnet/app-a"], "routes": routes}
    planned = done(ec2_route_tables, {"vpc_id": "planned:vpc/rag", "route_tables": [table]}, ec2, check=True)
    assert planned["changes"] == [{"action": "create", "kind": "route_table", "name": "app"}]


def test_destinations_are_unique(ec2: Any, vpc_id: str) -> None:
    routes = [{"destination": cidr, "gateway_id": "igw-1"} for cidr in ("10.9.0.0/16", "10.9.0.1/16")]
    tables = [{"name": "app", "routes": routes}]
    message = refused(ec2_route_tables, {"vpc_id": vpc_id, "route_tables": tables}, ec2)
    assert "destination '10.9.0.0/16' is given twice" in message

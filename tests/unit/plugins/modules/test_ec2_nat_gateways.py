"""ec2_nat_gateways against the emulator: a gateway and its address come, stay and go together."""

from collections.abc import Callable
from typing import Any

import pytest
from ansible_collections.pinksea.platform.plugins.modules import ec2_nat_gateways

from tests.unit.plugins.modules.ladder import done, ladder, refused

Hold = Callable[[float], None]
NAMED = [{"ResourceType": "elastic-ip", "Tags": [{"Key": "Name", "Value": "nat-a"}]}]
BOTH = [{"action": "create", "kind": kind, "name": "nat-a"} for kind in ("elastic_ip", "nat_gateway")]


@pytest.fixture
def arguments(vpc_id: str, new_subnet: Callable[[], str]) -> dict[str, Any]:
    return {"vpc_id": vpc_id, "gateways": [{"name": "nat-a", "subnet_id": new_subnet()}], "wait_interval": 0.1}


def addresses(ec2: Any) -> list[str]:
    return [row["AllocationId"] for row in ec2.describe_addresses()["Addresses"]]


def test_ladder(ec2: Any, arguments: dict[str, Any]) -> None:
    created, modified, deleted = ladder(
        ec2_nat_gateways,
        create=arguments,
        modify=arguments | {"tags": {"environment": "prod"}},
        key="gateways",
        client=ec2,
    )
    gateway = created["gateways"]["nat-a"]
    assert gateway["status"] == "available"
    assert gateway["allocation_id"].startswith("eipalloc-")
    assert created["changes"] == BOTH
    assert [change["action"] for change in modified["changes"]] == ["update", "update"]
    assert modified["gateways"]["nat-a"]["id"] == gateway["id"]
    assert [change["kind"] for change in deleted["changes"]] == ["nat_gateway", "elastic_ip"]


def test_without_waiting_the_pending_gateways_are_named(ec2: Any, arguments: dict[str, Any], hold: Hold) -> None:
    hold(10_000)
    made = done(ec2_nat_gateways, arguments | {"wait": False}, ec2)
    gateway = made["gateways"]["nat-a"]
    assert gateway["status"] == "pending"
    assert made["pending"] == [{"kind": "nat_gateway", "name": "nat-a", "id": gateway["id"]}]
    again = done(ec2_nat_gateways, arguments | {"wait": False}, ec2)
    assert again["changes"] == []
    assert again["pending"] == made["pending"]
    hold(0)
    done(ec2_nat_gateways, arguments | {"state": "absent"}, ec2)


def test_waiting_ends_when_the_gateway_is_available(ec2: Any, arguments: dict[str, Any], hold: Hold) -> None:
    hold(0.2)
    made = done(ec2_nat_gateways, arguments, ec2)
    assert made["gateways"]["nat-a"]["status"] == "available"
    assert made["pending"] == []
    assert addresses(ec2) == [made["gateways"]["nat-a"]["allocation_id"]]
    removed = done(ec2_nat_gateways, arguments | {"state": "absent", "wait": False}, ec2)
    assert removed["gateways"] == {}
    assert addresses(ec2) == []


def test_a_gateway_on_its_way_out_lets_go_of_its_address_first(ec2: Any, arguments: dict[str, Any], hold: Hold) -> None:
    """A removal was killed after it deleted the gateway."""
    first = done(ec2_nat_gateways, arguments, ec2)["gateways"]["nat-a"]
    hold(0.2)
    ec2.delete_nat_gateway(NatGatewayId=first["id"])
    second = done(ec2_nat_gateways, arguments, ec2)
    assert second["changes"] == BOTH[1:]
    assert second["gateways"]["nat-a"]["allocation_id"] == first["allocation_id"]

    ec2.delete_nat_gateway(NatGatewayId=second["gateways"]["nat-a"]["id"])
    removed = done(ec2_nat_gateways, arguments | {"state": "absent"}, ec2)
    assert removed["changes"] == [{"action": "delete", "kind": "elastic_ip", "name": "nat-a"}]
    assert addresses(ec2) == []


def test_the_end_of_a_gateway_is_waited_for_also_without_an_address_of_ours(
    ec2: Any, arguments: dict[str, Any], hold: Hold
) -> None:
    gateway = done(ec2_nat_gateways, arguments, ec2)["gateways"]["nat-a"]
    ec2.delete_tags(Resources=[gateway["allocation_id"]], Tags=[{"Key": "Name"}])
    hold(0.2)
    done(ec2_nat_gateways, arguments | {"state": "absent", "wait": False}, ec2)
    assert ec2.describe_nat_gateways(NatGatewayIds=[gateway["id"]])["NatGateways"][0]["State"] == "deleted"
    ec2.release_address(AllocationId=gateway["allocation_id"])


def test_an_address_left_by_a_killed_run_is_used(ec2: Any, arguments: dict[str, Any]) -> None:
    left = ec2.allocate_address(Domain="vpc", TagSpecifications=NAMED)["AllocationId"]
    made = done(ec2_nat_gateways, arguments, ec2)
    assert made["changes"] == BOTH[1:]
    assert made["gateways"]["nat-a"]["allocation_id"] == left
    assert addresses(ec2) == [left]
    done(ec2_nat_gateways, arguments | {"state": "absent"}, ec2)
    assert addresses(ec2) == []


def test_an_address_left_alone_is_released(ec2: Any, arguments: dict[str, Any]) -> None:
    ec2.allocate_address(Domain="vpc", TagSpecifications=NAMED)
    removed = done(ec2_nat_gateways, arguments | {"state": "absent"}, ec2)
    assert removed["changes"] == [{"action": "delete", "kind": "elastic_ip", "name": "nat-a"}]
    assert addresses(ec2) == []


def test_another_subnet_is_refused(ec2: Any, arguments: dict[str, Any], new_subnet: Callable[[], str]) -> None:
    done(ec2_nat_gateways, arguments, ec2)
    moved = arguments | {"gateways": [{"name": "nat-a", "subnet_id": new_subnet()}]}
    assert "nat_gateway nat-a: subnet_id is" in refused(ec2_nat_gateways, moved, ec2)
    done(ec2_nat_gateways, arguments | {"state": "absent"}, ec2)


def test_a_plan_needs_neither_vpc_nor_subnet(ec2: Any) -> None:
    arguments = {"vpc_id": "planned:vpc/rag", "gateways": [{"name": "nat-a", "subnet_id": "planned:subnet/public-a"}]}
    planned = done(ec2_nat_gateways, arguments, ec2, check=True)
    assert planned["changes"] == BOTH
    assert planned["gateways"]["nat-a"]["id"] == "planned:nat_gateway/nat-a"
    assert planned["pending"] == []


def test_a_gateway_needs_a_subnet(ec2: Any, arguments: dict[str, Any]) -> None:
    assert refused(ec2_nat_gateways, arguments | {"gateways": [{"name": "nat-a"}]}, ec2) == (
        "nat_gateway nat-a: subnet_id is not set: give it, state present needs it."
    )

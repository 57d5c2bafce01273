"""The layout of a network."""

from ansible_collections.pinksea.platform.plugins.module_utils.network import layout
from hypothesis import given
from hypothesis import strategies as st

ZONES = ["us-east-1a", "us-east-1b", "us-east-1c"]
TIERS = {
    "public": ["10.0.1.0/24", "10.0.2.0/24", "10.0.3.0/24"],
    "private": ["10.0.11.0/24", "10.0.12.0/24", "10.0.13.0/24"],
    "data": ["10.0.21.0/24", "10.0.22.0/24", "10.0.23.0/24"],
}
FOUND = {subnet["name"]: {"id": f"id-{subnet['name']}"} for subnet in layout.subnets("rag", TIERS, ZONES, "rag-eks")}
IDS = layout.subnet_ids("rag", TIERS, ZONES, FOUND)


def test_subnets_are_found_by_load_balancers_and_karpenter() -> None:
    tags = {subnet["name"]: subnet["tags"] for subnet in layout.subnets("rag", TIERS, ZONES, "rag-eks")}
    assert tags["rag-public-us-east-1a"] == {"kubernetes.io/role/elb": "1"}
    assert tags["rag-private-us-east-1b"] == {
        "kubernetes.io/role/internal-elb": "1",
        "karpenter.sh/discovery": "rag-eks",
    }
    assert tags["rag-data-us-east-1c"] == {}


def test_only_the_public_tier_reaches_the_internet_by_itself() -> None:
    tables = {table["name"]: table for table in layout.route_tables("rag", IDS, ZONES, "igw-1")}
    assert tables.keys() == {"rag-public", "rag-data", *(f"rag-private-{zone}" for zone in ZONES)}
    assert tables["rag-public"]["routes"] == [{"destination": "0.0.0.0/0", "gateway_id": "igw-1"}]
    assert tables["rag-data"]["routes"] == []
    assert tables["rag-private-us-east-1a"]["routes"] is None


def test_each_zone_leaves_by_its_own_gateway() -> None:
    nat = layout.nat_zones("per_az", ZONES, ZONES[0])
    gateways = {f"rag-nat-{zone}": f"nat-{zone[-1]}" for zone in nat}
    tables = layout.egress_routes("rag", ZONES, nat, gateways)
    assert [table["routes"][0]["nat_gateway_id"] for table in tables] == ["nat-a", "nat-b", "nat-c"]


@given(st.sampled_from(ZONES))
def test_a_single_gateway_serves_all_zones(zone: str) -> None:
    nat = layout.nat_zones("single", ZONES, zone)
    made = layout.nat_gateways("rag", dict(zip(ZONES, IDS["public"], strict=True)), nat)
    assert made == [{"name": f"rag-nat-{zone}", "subnet_id": f"id-rag-public-{zone}"}]
    tables = layout.egress_routes("rag", ZONES, nat, {made[0]["name"]: "nat-1"})
    assert {table["routes"][0]["nat_gateway_id"] for table in tables} == {"nat-1"}


def test_every_subnet_has_one_table() -> None:
    tables = layout.route_tables("rag", IDS, ZONES, "igw-1")
    associated = [subnet for table in tables for subnet in table["subnet_ids"]]
    assert sorted(associated) == sorted(subnet for tier in IDS.values() for subnet in tier)


def test_pods_leave_by_the_table_of_the_nodes_beside_them() -> None:
    ids = IDS | {"pods": ["pods-a", "pods-b", "pods-c"]}
    tables = {table["name"]: table["subnet_ids"] for table in layout.route_tables("rag", ids, ZONES, "igw-1")}
    assert tables["rag-private-us-east-1b"] == ["id-rag-private-us-east-1b", "pods-b"]
    assert "rag-pods" not in tables


def test_a_tier_without_networks_has_no_part() -> None:
    tiers = TIERS | {"pods": []}
    assert layout.subnets("rag", tiers, ZONES, "rag-eks") == layout.subnets("rag", TIERS, ZONES, "rag-eks")
    assert layout.subnet_ids("rag", tiers, ZONES, FOUND) == IDS

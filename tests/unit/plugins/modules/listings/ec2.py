"""EC2."""

from typing import Any

from tests.unit.plugins.modules.listings import answer

EC2_LISTS = (
    "describe_vpcs",
    "describe_internet_gateways",
    "describe_vpc_endpoints",
    "describe_subnets",
    "describe_addresses",
    "describe_nat_gateways",
    "describe_route_tables",
    "describe_security_groups",
    "describe_network_acls",
    "describe_launch_templates",
)


def listing(client: Any) -> dict[str, Any]:
    """Deleted gateways stay visible for an hour and count as gone."""
    listed = {method: answer(getattr(client, method)()) for method in EC2_LISTS}
    gateways = listed["describe_nat_gateways"]
    gateways["NatGateways"] = [row for row in gateways["NatGateways"] if row["State"] != "deleted"]
    return listed

from ansible_collections.pinksea.platform.plugins.module_utils.ec2.route_tables import is_owned, route_steps, routes_of
from hypothesis import given
from hypothesis import strategies as st

TARGETS = ["igw-1", "nat-1", "nat-2"]
ROUTES = st.dictionaries(st.sampled_from(["0.0.0.0/0", "10.9.0.0/16", "::/0"]), st.sampled_from(TARGETS))


def test_only_routes_of_our_own_may_change() -> None:
    routes = [
        {"DestinationCidrBlock": "10.0.0.0/16", "GatewayId": "local", "Origin": "CreateRouteTable"},
        {"DestinationCidrBlock": "10.8.0.0/16", "GatewayId": "vgw-1", "Origin": "EnableVgwRoutePropagation"},
        {"DestinationPrefixListId": "pl-1", "GatewayId": "vpce-1", "Origin": "CreateRoute"},
        {"DestinationCidrBlock": "10.7.0.0/16", "GatewayId": "vpce-2", "Origin": "CreateRoute"},
        {"DestinationCidrBlock": "0.0.0.0/0", "NatGatewayId": "nat-1", "Origin": "CreateRoute"},
        {"DestinationCidrBlock": "10.9.0.0/16", "VpcPeeringConnectionId": "pcx-1", "Origin": "CreateRoute"},
        {"DestinationIpv6CidrBlock": "::/0", "EgressOnlyInternetGatewayId": "eigw-1", "Origin": "CreateRoute"},
    ]
    assert [is_owned(route) for route in routes] == [False] * 4 + [True] * 3
    assert routes_of({"Routes": routes}) == {"0.0.0.0/0": "nat-1", "10.9.0.0/16": "pcx-1", "::/0": "eigw-1"}


@given(ROUTES, ROUTES)
def test_the_steps_lead_from_one_set_to_the_other(before: dict[str, str], after: dict[str, str]) -> None:
    state = dict(before)
    for method, arguments in route_steps(before, after):
        destination = arguments.get("DestinationCidrBlock") or arguments["DestinationIpv6CidrBlock"]
        assert (destination in state) == (method != "create_route")
        if method == "delete_route":
            del state[destination]
        else:
            target = arguments.get("NatGatewayId") or arguments["GatewayId"]
            assert state.get(destination) != target
            state[destination] = target
    assert state == after


def test_destinations_and_targets_have_their_own_arguments() -> None:
    assert route_steps({}, {"::/0": "igw-1", "0.0.0.0/0": "nat-1"}) == [
        ("create_route", {"DestinationIpv6CidrBlock": "::/0", "GatewayId": "igw-1"}),
        ("create_route", {"DestinationCidrBlock": "0.0.0.0/0", "NatGatewayId": "nat-1"}),
    ]

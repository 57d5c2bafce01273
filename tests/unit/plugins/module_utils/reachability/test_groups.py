from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.reachability.groups import groups
from ansible_collections.pinksea.platform.plugins.module_utils.reachability.model import Endpoint, networks
from ansible_collections.pinksea.platform.plugins.module_utils.reachability.ports import EVERY_PORT, NO_PORT, Ports
from ansible_collections.pinksea.platform.plugins.module_utils.reachability.solver import World

ALL_OUT = [{"protocol": "all", "cidr": "0.0.0.0/0"}]
POSTGRES = {"protocol": "tcp", "from_port": 5432, "group": "nodes"}
NODE = Endpoint("node", networks(["10.0.0.0/28"]), groups=frozenset(["nodes"]))
STORE = Endpoint("store", networks(["10.0.1.0/28"]), groups=frozenset(["store"]))
INTERNET = Endpoint("internet", networks(["203.0.113.0/24"]))


def world(store: list[dict[str, Any]], out: list[dict[str, Any]] | None = None) -> World:
    items = [
        {"name": "nodes", "rules_in": None, "rules_out": ALL_OUT if out is None else out},
        {"name": "store", "rules_in": store, "rules_out": []},
    ]
    return World({}, (), groups(items))


def test_by_group_and_only_in_the_direction_of_the_connection() -> None:
    found = world([POSTGRES])
    assert found.reach(NODE, STORE).certain == Ports.one("TCP", 5432)
    assert found.reach(STORE, NODE).possible == NO_PORT
    assert found.reach(INTERNET, STORE).possible == NO_PORT
    assert found.reach(NODE, INTERNET).certain == EVERY_PORT


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ({"protocol": "all", "cidr": "10.0.0.0/8"}, EVERY_PORT),
        ({"protocol": "udp", "from_port": 0, "to_port": 65535, "cidr": "10.0.0.0/8"}, Ports.between("UDP")),
        ({"protocol": "icmp", "cidr": "10.0.0.0/8"}, NO_PORT),
        ({"protocol": "all", "cidr": "::/0"}, NO_PORT),
        ({"protocol": "all", "cidr": "10.0.1.0/24"}, NO_PORT),
    ],
)
def test_by_network(rule: dict[str, Any], expected: Ports) -> None:
    assert world([rule]).reach(NODE, STORE).possible == expected


def test_both_sides_have_to_allow() -> None:
    out = [{"protocol": "tcp", "from_port": 80, "to_port": 5432, "cidr": "10.0.1.0/24"}]
    assert world([{**POSTGRES, "to_port": 6000}], out).reach(NODE, STORE).certain == Ports.one("TCP", 5432)


def test_a_group_that_is_not_there_is_named() -> None:
    with pytest.raises(PlatformError, match="a rule names group 'nobody'"):
        world([{**POSTGRES, "group": "nobody"}])

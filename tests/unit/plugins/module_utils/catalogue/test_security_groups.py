from __future__ import annotations

from typing import Any

from ansible_collections.pinksea.platform.plugins.module_utils.catalogue.security_groups import route_rules, store_rules

PLAIN = {"image": "a/b", "resources": {"cpu": "1", "memory": "1Gi"}}
SERVICES: dict[str, Any] = {
    "shop": {**PLAIN, "port": 8001, "route": "/shop", "needs": ["redis"]},
    "stock": {**PLAIN, "port": 8002},
}


def test_a_store_is_open_at_its_ports_while_somebody_needs_it() -> None:
    assert store_rules(SERVICES, "redis", "nodes", {6379: "Redis", 26379: "Sentinel"}) == [
        {"protocol": "tcp", "from_port": 6379, "to_port": 6379, "group": "nodes", "description": "Redis"},
        {"protocol": "tcp", "from_port": 26379, "to_port": 26379, "group": "nodes", "description": "Sentinel"},
    ]
    assert store_rules({"stock": SERVICES["stock"]}, "redis", "nodes", {6379: "Redis"}) == []


def test_a_load_balancer_reaches_the_ports_of_routes_alone() -> None:
    assert route_rules(SERVICES, "nodes") == [
        {"protocol": "tcp", "from_port": 8001, "to_port": 8001, "group": "nodes", "description": "Service shop"}
    ]

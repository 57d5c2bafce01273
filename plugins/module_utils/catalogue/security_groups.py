"""Rules of security groups that follow from needs, in the shape of M(pinksea.platform.ec2_security_groups)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .parse import parse
from .stores import services_needing

Rules = list[dict[str, Any]]


def store_rules(services: object, need: str, group: str, ports: Mapping[int, str]) -> Rules:
    """C(ports) say what is at them; open to C(group) as long as a service has the need."""
    return [_rule(port, group, what) for port, what in ports.items()] if services_needing(services, need) else []


def route_rules(services: object, group: str) -> Rules:
    """Between a load balancer and the services that it leads to; C(group) is the other side."""
    return [
        _rule(service.port, group, f"Service {name}")
        for name, service in sorted(parse(services).items(), key=lambda item: item[1].port or 0)
        if service.route and service.port
    ]


def _rule(port: int, group: str, description: str) -> dict[str, Any]:
    return {"protocol": "tcp", "from_port": port, "to_port": port, "group": group, "description": description}

"""Security groups, in the shape of the module ec2_security_groups."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network
from typing import Any

from ..ec2.ports import WITH_PORTS
from ..ec2.security_rules import Rule
from .model import Endpoint
from .ports import EVERY_PORT, NO_PORT, Ports, union


@dataclass(frozen=True)
class Opening:
    """Ports that one peer has: whoever is in a group, or an address of a network."""

    ports: Ports
    peer: str | IPv4Network

    def to(self, other: Endpoint, address: IPv4Address) -> Ports:
        known = self.peer in other.groups if isinstance(self.peer, str) else address in self.peer
        return self.ports if known else NO_PORT


@dataclass(frozen=True)
class Group:
    ingress: tuple[Opening, ...]
    egress: tuple[Opening, ...]

    def rules(self, direction: str) -> tuple[Opening, ...]:
        return self.ingress if direction == "Ingress" else self.egress


Groups = Mapping[str, Group]


def groups(items: Iterable[Mapping[str, Any]]) -> dict[str, Group]:
    items = list(items)
    names = [item["name"] for item in items]
    return {item["name"]: Group(*(_openings(item, key, names) for key in ("rules_in", "rules_out"))) for item in items}


def _openings(item: Mapping[str, Any], key: str, names: list[str]) -> tuple[Opening, ...]:
    rules = (Rule.from_option(item["name"], option, names) for option in item[key] or [])
    # Addresses of version 6 are nowhere in a network of version 4.
    return tuple(Opening(_ports(rule), _peer(rule)) for rule in rules if ":" not in rule.peer)


def _peer(rule: Rule) -> str | IPv4Network:
    return rule.peer if rule.names_group else IPv4Network(rule.peer)


def _ports(rule: Rule) -> Ports:
    if rule.protocol not in WITH_PORTS:
        return EVERY_PORT if rule.protocol == "all" else NO_PORT
    return Ports.between(rule.protocol.upper(), *rule.ports)


def allowed(known: Groups, direction: str, subject: Endpoint, other: Endpoint, address: IPv4Address) -> Ports:
    """What the groups of one side let through: any rule of any of them is enough."""
    if not subject.groups:
        return EVERY_PORT
    rules = (rule for name in subject.groups for rule in known[name].rules(direction))
    return union(rule.to(other, address) for rule in rules)

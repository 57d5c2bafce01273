"""Protocols and port ranges as people write them, for rules and entries alike."""

from __future__ import annotations

import re

from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError

Ports = tuple[int, int]

PROTOCOLS = ("tcp", "udp", "icmp", "all")
WITH_PORTS = frozenset({"tcp", "udp"})
ANY: Ports = (-1, -1)
LAST = 65535


def checked_ports(what: str, protocol: str, low: int | None, high: int | None) -> Ports:
    """The ports of one rule; for ICMP they are type and code, and all protocols together have none."""
    if protocol not in WITH_PORTS:
        return ANY if protocol == "all" else (-1 if low is None else low, -1 if high is None else high)
    if low is None:
        raise PlatformError(f"{what}: from_port is not set: give the port, or 0 and {LAST} for all {protocol} ports.")
    ports = (low, low if high is None else high)
    if not 0 <= ports[0] <= ports[1] <= LAST:
        raise PlatformError(
            f"{what}: ports {ports[0]} to {ports[1]} are no range: give from_port <= to_port, both from 0 to {LAST}."
        )
    return ports


def ports_text(ports: Ports) -> str:
    low, high = ports
    return "any" if ports == ANY else str(low) if low == high else f"{low}-{high}"


def ports_from(text: str) -> Ports:
    """The inverse of C(ports_text)."""
    if text == "any":
        return ANY
    match = re.fullmatch(r"(-?\d+)(?:-(-?\d+))?", text)
    if match is None:
        raise PlatformError(f"ports {text!r} cannot be read: expected one number, two numbers, or any.")
    return int(match[1]), int(match[2] or match[1])

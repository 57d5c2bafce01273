"""Addresses and zones."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from ipaddress import IPv4Network
from itertools import combinations

from ansible_collections.pinksea.platform.plugins.module_utils.preflight.findings import Finding

Named = list[tuple[str, IPv4Network]]


def network(text: str) -> IPv4Network | None:
    try:
        return IPv4Network(text)
    except ValueError:
        return None


def bad_cidrs(cidrs: Mapping[str, str]) -> Iterator[Finding]:
    """C(cidrs): variable (with index) to CIDR."""
    for variable, text in cidrs.items():
        if network(text) is None:
            yield Finding(
                variable,
                text,
                "is not an IPv4 network",
                "give address and prefix length with no host bits set, such as 10.0.0.0/16",
            )


def flatten(vpc_subnets: Mapping[str, Sequence[str]]) -> dict[str, str]:
    return {
        f"vpc_subnets.{tier}[{index}]": cidr for tier, cidrs in vpc_subnets.items() for index, cidr in enumerate(cidrs)
    }


def layout(
    vpc_cidr: str, vpc_subnets: Mapping[str, Sequence[str]], zones: Sequence[str], service_cidr: str
) -> Iterator[Finding]:
    """Every subnet lies in the VPC, none overlaps another, each tier has one for each zone, services lie elsewhere."""
    given = {"vpc_cidr": vpc_cidr, "eks_cluster_service_ipv4_cidr": service_cidr, **flatten(vpc_subnets)}
    yield from bad_cidrs(given)
    networks = {variable: parsed for variable, text in given.items() if (parsed := network(text))}
    for tier, cidrs in vpc_subnets.items():
        if len(cidrs) != len(zones):
            yield Finding(
                f"vpc_subnets.{tier}",
                list(cidrs),
                f"has {len(cidrs)} networks for {len(zones)} zones",
                "give one for each zone of vpc_zones",
            )
    vpc, services = networks.get("vpc_cidr"), networks.pop("eks_cluster_service_ipv4_cidr", None)
    subnets = [(variable, net) for variable, net in networks.items() if variable != "vpc_cidr"]
    for (_, first), (variable, second) in combinations(subnets, 2):
        if first.overlaps(second):
            yield Finding(variable, str(second), f"overlaps {first}", "give every subnet addresses of its own")
    for variable, net in subnets:
        if vpc and not net.subnet_of(vpc):
            yield Finding(
                variable, str(net), f"lies outside vpc_cidr {vpc}", "choose a part of the VPC, or widen vpc_cidr"
            )
    if vpc and services and vpc.overlaps(services):
        yield Finding(
            "eks_cluster_service_ipv4_cidr",
            str(services),
            f"overlaps vpc_cidr {vpc}",
            "choose addresses outside the VPC, such as 172.20.0.0/16",
        )


def zones_outside(zones: Sequence[str], region: str) -> Iterator[Finding]:
    for zone in zones:
        if not re.fullmatch(re.escape(region) + "[a-z]", zone):
            yield Finding(
                "vpc_zones", zone, f"is not a zone of platform_region {region}", f"give zones such as {region}a"
            )


def unknown_nat_zone(zone: str, zones: Sequence[str]) -> Iterator[Finding]:
    if zone not in zones:
        yield Finding("vpc_nat_zone", zone, "is not one of vpc_zones", f"choose {' or '.join(zones)}")

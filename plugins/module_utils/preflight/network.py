"""Addresses and zones."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from ipaddress import IPv4Network
from itertools import combinations

from ansible_collections.pinksea.platform.plugins.module_utils.preflight.findings import Finding
from ansible_collections.pinksea.platform.plugins.module_utils.preflight.types import TEXTS, wrong_type

TIERS = ("public", "private")
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


def bad_admin_cidrs(cidrs: Sequence[str]) -> Iterator[Finding]:
    yield from bad_cidrs({f"operator_admin_cidrs[{index}]": cidr for index, cidr in enumerate(cidrs)})


def bad_tiers(vpc_subnets: Mapping[str, object]) -> Iterator[Finding]:
    for tier, cidrs in vpc_subnets.items():
        yield from wrong_type(f"vpc_subnets.{tier}", cidrs, TEXTS)
    for tier in TIERS:
        if tier not in vpc_subnets:
            yield Finding(f"vpc_subnets.{tier}", None, "is missing", "give it one network for each zone of vpc_zones")


def flatten(vpc_subnets: Mapping[str, Sequence[str]]) -> dict[str, str]:
    return {
        f"vpc_subnets.{tier}[{index}]": cidr for tier, cidrs in vpc_subnets.items() for index, cidr in enumerate(cidrs)
    }


def layout(
    vpc_cidr: str,
    secondary_cidrs: Sequence[str],
    vpc_subnets: Mapping[str, Sequence[str]],
    zones: Sequence[str],
    service_cidr: str,
) -> Iterator[Finding]:
    """Every subnet lies in the VPC, none overlaps another, each tier has one for each zone, services lie elsewhere."""
    bad = list(bad_tiers(vpc_subnets))
    if bad:
        yield from bad
        return
    of_vpc = {"vpc_cidr": vpc_cidr} | {f"vpc_secondary_cidrs[{i}]": cidr for i, cidr in enumerate(secondary_cidrs)}
    given = {**of_vpc, "eks_cluster_service_ipv4_cidr": service_cidr, **flatten(vpc_subnets)}
    yield from bad_cidrs(given)
    networks = {variable: parsed for variable, text in given.items() if (parsed := network(text))}
    for tier, cidrs in vpc_subnets.items():
        if len(cidrs) != len(zones) and (cidrs or tier in TIERS):
            yield Finding(
                f"vpc_subnets.{tier}",
                list(cidrs),
                f"has {len(cidrs)} networks for {len(zones)} zones",
                "give one for each zone of vpc_zones",
            )
    services = networks.pop("eks_cluster_service_ipv4_cidr", None)
    vpc = [(variable, networks.pop(variable)) for variable in of_vpc if variable in networks]
    subnets = list(networks.items())
    for (_, first), (variable, second) in [*combinations(vpc, 2), *combinations(subnets, 2)]:
        if first.overlaps(second):
            yield Finding(variable, str(second), f"overlaps {first}", "give it addresses of its own")
    for variable, net in subnets:
        if len(vpc) == len(of_vpc) and not any(net.subnet_of(whole) for _, whole in vpc):
            yield Finding(
                variable,
                str(net),
                f"lies outside {' and '.join(f'{name} {whole}' for name, whole in vpc)}",
                "choose a part of the VPC, or widen it by vpc_secondary_cidrs",
            )
    for name, whole in vpc:
        if services and whole.overlaps(services):
            yield Finding(
                "eks_cluster_service_ipv4_cidr",
                str(services),
                f"overlaps {name} {whole}",
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


def unpeerable(cidrs: Mapping[str, str]) -> Iterator[str]:
    """C(cidrs): VPC by platform. That two overlap is allowed, but cannot be changed later."""
    networks = {platform: parsed for platform, text in cidrs.items() if (parsed := network(text))}
    for (one, first), (other, second) in combinations(networks.items(), 2):
        if first.overlaps(second):
            yield (
                f"vpc_cidr {second} of {other} overlaps {first} of {one}, so that these VPCs can never be peered: "
                "give one of them another network now if they ever should."
            )


def unknown_region(region: str, known: Collection[str]) -> Iterator[Finding]:
    if region not in known:
        likely = difflib.get_close_matches(region, known) or ["us-east-1"]
        yield Finding("platform_region", region, "is not a region of AWS", f"choose one such as {' or '.join(likely)}")

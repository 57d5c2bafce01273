"""The network of a platform, derived from a few values: subnets, NAT gateways and route tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Item = dict[str, Any]

ROLE_TAGS = {"public": {"kubernetes.io/role/elb": "1"}, "private": {"kubernetes.io/role/internal-elb": "1"}}


def given(tiers: Mapping[str, Sequence[str]]) -> dict[str, Sequence[str]]:
    """Without the tiers that have no networks."""
    return {tier: cidrs for tier, cidrs in tiers.items() if cidrs}


def subnets(name: str, tiers: Mapping[str, Sequence[str]], zones: Sequence[str], cluster: str) -> list[Item]:
    """One subnet per tier and zone; load balancers and Karpenter find theirs by tags."""
    return [
        {
            "name": f"{name}-{tier}-{zone}",
            "cidr": cidr,
            "zone": zone,
            "map_public_ip": tier == "public",
            "tags": {**ROLE_TAGS.get(tier, {}), **({"karpenter.sh/discovery": cluster} if tier == "private" else {})},
        }
        for tier, cidrs in given(tiers).items()
        for zone, cidr in zip(zones, cidrs, strict=True)
    ]


def subnet_ids(
    name: str, tiers: Mapping[str, Sequence[str]], zones: Sequence[str], found: Mapping[str, Item]
) -> dict[str, list[str]]:
    """Subnet ids by tier, in the order of the zones."""
    return {tier: [found[f"{name}-{tier}-{zone}"]["id"] for zone in zones] for tier in given(tiers)}


def nat_zones(mode: str, zones: Sequence[str], single_zone: str) -> list[str]:
    return list(zones) if mode == "per_az" else [single_zone]


def nat_gateways(name: str, public: Mapping[str, str], nat: Sequence[str]) -> list[Item]:
    """C(public): id of the public subnet by zone; C(nat): zones with a gateway."""
    return [{"name": f"{name}-nat-{zone}", "subnet_id": public[zone]} for zone in nat]


def route_tables(
    name: str, ids: Mapping[str, Sequence[str]], zones: Sequence[str], internet_gateway: str
) -> list[Item]:
    """One table for the public tier, one per zone for nodes and pods, one without a way out for every other tier.

    The private tables' default routes are left to C(egress_routes), once the NAT gateways are there.
    """
    tables: list[Item] = []
    for tier, subnets_of_tier in given(ids).items():
        if tier == "private":
            zonal = zip(zones, subnets_of_tier, ids.get("pods") or [""] * len(zones), strict=True)
            tables += [
                {"name": f"{name}-private-{zone}", "subnet_ids": [node, *([pods] if pods else [])], "routes": None}
                for zone, node, pods in zonal
            ]
        elif tier != "pods":
            routes = [{"destination": "0.0.0.0/0", "gateway_id": internet_gateway}] if tier == "public" else []
            tables.append({"name": f"{name}-{tier}", "subnet_ids": list(subnets_of_tier), "routes": routes})
    return tables


def egress_routes(name: str, zones: Sequence[str], nat: Sequence[str], gateways: Mapping[str, str]) -> list[Item]:
    """The private tables' default routes: by the gateway of their own zone, else by the only one."""
    return [
        {
            "name": f"{name}-private-{zone}",
            "routes": [
                {
                    "destination": "0.0.0.0/0",
                    "nat_gateway_id": gateways[f"{name}-nat-{zone if zone in nat else nat[0]}"],
                }
            ],
        }
        for zone in zones
    ]

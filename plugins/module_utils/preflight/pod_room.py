"""Whether all pods find an address when everything runs at its maximum.

Each node has an address of its own and, as a reserve, a network interface full of spare ones; with prefix delegation
it takes whole blocks of 16, of which one is in part in use and one in reserve.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from ansible_collections.pinksea.platform.plugins.module_utils.preflight.findings import Finding
from ansible_collections.pinksea.platform.plugins.module_utils.preflight.network import network

RESERVED = 5
"""Addresses that AWS keeps of every subnet: the first four and the last."""
BLOCK = 16
SPARE_INTERFACE = 15
"""Addresses of an interface of the xlarge sizes."""
SYSTEM_PODS = 10
"""Pods that every node runs on top: agents, and its share of add-ons and controllers."""
SPARE_BLOCKS = 2


def most(replicas: object, default: int) -> int:
    """The maximum stated for a service, or for all services of an environment."""
    value = replicas.get("max") if isinstance(replicas, Mapping) else None
    return value if isinstance(value, int) else default


def pods(services: Mapping[str, Any], environments: Mapping[str, Any], skip: Collection[str]) -> int:
    return sum(
        most(environment.get("replicas"), most(service.get("replicas"), 1))
        for environment in environments.values()
        for name, service in services.items()
        if name not in skip
    )


def nodes(groups: Sequence[Mapping[str, Any]]) -> int:
    return sum(group["max_size"] for group in groups if isinstance(group.get("max_size"), int))


def room(cidrs: Sequence[str], blocks: bool) -> int:
    """Free addresses, or free blocks of 16: those with reserved addresses in them cannot be had as a block."""
    sizes = [net.num_addresses for cidr in cidrs if (net := network(cidr))]
    return sum(max(size // BLOCK - 2, 0) if blocks else max(size - RESERVED, 0) for size in sizes)


def needed(wanted_pods: int, wanted_nodes: int, blocks: bool) -> int:
    every = wanted_pods + wanted_nodes * SYSTEM_PODS
    if blocks:
        return -(-every // BLOCK) + wanted_nodes * SPARE_BLOCKS
    return every + wanted_nodes * SPARE_INTERFACE


def too_many_pods(  # noqa: PLR0917 - inventory_check hands over the variables in this order
    services: Mapping[str, Any],
    environments: Mapping[str, Any],
    skip: Collection[str],
    groups: Sequence[Mapping[str, Any]],
    vpc_subnets: Mapping[str, Sequence[str]],
    prefix_delegation: bool,
) -> Iterator[Finding]:
    """The pods' own tier where there is one, else the nodes' tier, which holds the nodes' addresses too."""
    tier = "pods" if vpc_subnets.get("pods") else "private"
    wanted_pods, wanted_nodes = pods(services, environments, skip), nodes(groups)
    have = room(vpc_subnets.get(tier, []), prefix_delegation)
    own = wanted_nodes if tier == "private" else 0
    need = needed(wanted_pods, wanted_nodes, prefix_delegation) + (-(-own // BLOCK) if prefix_delegation else own)
    if need > have:
        unit = f"blocks of {BLOCK} addresses" if prefix_delegation else "addresses"
        yield Finding(
            f"vpc_subnets.{tier}",
            list(vpc_subnets.get(tier, [])),
            f"has room for {have} {unit}, but {wanted_pods} pods and {wanted_nodes} nodes at their maximum need {need}",
            "give pods subnets of their own (vpc_secondary_cidrs such as 100.64.0.0/16, and vpc_subnets.pods in it), "
            "or lower replicas.max or max_size",
        )

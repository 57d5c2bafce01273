"""Whether all pods find an address when everything runs at its maximum.

Each node has an address of its own and keeps some spare: a network interface full of them unless the add-on vpc-cni is
told fewer (WARM_IP_TARGET). With prefix delegation it takes whole blocks of 16, of which one is in part in use and one
in reserve.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ansible_collections.pinksea.platform.plugins.module_utils.preflight.findings import Finding
from ansible_collections.pinksea.platform.plugins.module_utils.preflight.network import network

RESERVED = 5
"""Addresses that AWS keeps of every subnet: the first four and the last."""
BLOCK = 16
SPARE_INTERFACE = 15
"""Addresses of an interface of the xlarge sizes."""
SPARE_BLOCKS = 2


def room(cidrs: Sequence[str], blocks: bool) -> int:
    """Free addresses, or free blocks of 16: those with reserved addresses in them cannot be had as a block."""
    sizes = [net.num_addresses for cidr in cidrs if (net := network(cidr))]
    return sum(max(size // BLOCK - 2, 0) if blocks else max(size - RESERVED, 0) for size in sizes)


def needed(pods: int, nodes: int, spare: int, blocks: bool) -> int:
    return -(-pods // BLOCK) + nodes * SPARE_BLOCKS if blocks else pods + nodes * spare


def too_many_pods(  # noqa: PLR0917
    pods: int, nodes: int, spare: int, vpc_subnets: Mapping[str, Sequence[str]], blocks: bool, load: str
) -> Iterator[Finding]:
    """The pods' own tier where there is one, else the nodes' tier, which holds the nodes' addresses too."""
    tier = "pods" if vpc_subnets.get("pods") else "private"
    have = room(vpc_subnets.get(tier, []), blocks)
    own = nodes if tier == "private" else 0
    need = needed(pods, nodes, spare, blocks) + (-(-own // BLOCK) if blocks else own)
    if need > have:
        unit = f"blocks of {BLOCK} addresses" if blocks else "addresses"
        yield Finding(
            f"vpc_subnets.{tier}",
            list(vpc_subnets.get(tier, [])),
            f"has room for {have} {unit}, but {pods} pods and {nodes} nodes at {load} need {need}",
            "give pods subnets of their own (vpc_secondary_cidrs such as 100.64.0.0/16, and vpc_subnets.pods in it), "
            "lower WARM_IP_TARGET of vpc-cni, or run fewer pods or nodes",
        )

"""What there is on a network: those who talk or are talked to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv4Network

from ..errors import PlatformError
from .ports import EVERY_PORT, Ports
from .selectors import Labels

Networks = tuple[IPv4Network, ...]


def networks(cidrs: Iterable[str]) -> Networks:
    return tuple(_network(cidr) for cidr in cidrs)


def _network(cidr: str) -> IPv4Network:
    try:
        return IPv4Network(cidr)
    except ValueError:
        raise PlatformError(f"{cidr!r} is not an IPv4 network: give address and prefix length.") from None


@dataclass(frozen=True)
class ClusterIp:
    """Addresses that stand for pods; C(targets): where what comes to a (protocol, port) arrives."""

    networks: Networks
    targets: Mapping[tuple[str, int], int]

    def arriving(self, ports: Ports) -> Ports:
        arrived = Ports()
        for (protocol, port), target in self.targets.items():
            if (protocol, port) in ports:
                arrived |= Ports.one(protocol, target)
        return arrived


@dataclass(frozen=True)
class Endpoint:
    """Pods of one workload, or something beside the pods.

    Its address may be any of C(networks). Without a namespace (a node, or something outside) no policy applies to it
    and no selector matches it. Without groups no security group applies to it.
    """

    name: str
    networks: Networks
    namespace: str = ""
    labels: Labels = field(default_factory=dict)
    named_ports: Mapping[str, tuple[str, int]] = field(default_factory=dict)
    listens: Ports = EVERY_PORT
    groups: frozenset[str] = frozenset()
    cluster_ips: tuple[ClusterIp, ...] = ()


@dataclass(frozen=True)
class Block:
    """A network without some parts."""

    network: IPv4Network
    holes: Networks = ()

    def __contains__(self, address: IPv4Address) -> bool:
        return address in self.network and not any(address in hole for hole in self.holes)

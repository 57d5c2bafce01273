"""NetworkPolicy objects (networking.k8s.io/v1) as Kubernetes understands them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Address
from typing import Any

from ..errors import PlatformError
from .model import Block, Endpoint, networks
from .ports import EVERY_PORT, LAST, PROTOCOLS, Ports, union
from .selectors import Labels, Selector

DIRECTIONS = {"Ingress": ("ingress", "from"), "Egress": ("egress", "to")}


@dataclass(frozen=True)
class Peer:
    """Either a block of addresses, or pods: those of the policy's own namespace where no namespaces are selected."""

    block: Block | None
    namespaces: Selector | None
    pods: Selector

    def matches(self, other: Endpoint, address: IPv4Address, own: str, labels: Mapping[str, Labels]) -> bool:
        if self.block is not None:
            return address in self.block
        if not other.namespace or not self.pods.matches(other.labels):
            return False
        if self.namespaces is None:
            return other.namespace == own
        return self.namespaces.matches(labels[other.namespace])


@dataclass(frozen=True)
class Rule:
    """Without peers it is about everybody. Named ports are those of the pod that is talked to."""

    peers: tuple[Peer, ...]
    numbers: Ports
    names: frozenset[tuple[str, str]] = frozenset()

    def admits(self, other: Endpoint, address: IPv4Address, own: str, labels: Mapping[str, Labels]) -> bool:
        return not self.peers or any(peer.matches(other, address, own, labels) for peer in self.peers)

    def ports(self, target: Endpoint) -> Ports:
        named = ((name, *found) for name, found in target.named_ports.items())
        return self.numbers | union(
            Ports.one(protocol, port) for name, protocol, port in named if (protocol, name) in self.names
        )


@dataclass(frozen=True)
class Policy:
    """C(rules) by direction; a direction that is missing is none of its business."""

    namespace: str
    name: str
    pods: Selector
    rules: Mapping[str, tuple[Rule, ...]]

    def selects(self, endpoint: Endpoint) -> bool:
        return endpoint.namespace == self.namespace and self.pods.matches(endpoint.labels)


def policy(data: Mapping[str, Any]) -> Policy:
    namespace, name = data["metadata"].get("namespace", "default"), data["metadata"]["name"]
    what = f"NetworkPolicy {namespace}/{name}"
    spec = data["spec"]
    # An empty list of egress rules is no egress section: the API server looks at its length.
    types = spec.get("policyTypes") or ["Ingress", *(["Egress"] if spec.get("egress") else [])]
    unknown = sorted(set(types) - DIRECTIONS.keys())
    if unknown:
        raise PlatformError(f"{what}: policyTypes has {unknown[0]!r}: give Ingress or Egress.")
    rules = {kind: _rules(what, spec, *DIRECTIONS[kind]) for kind in types}
    return Policy(namespace, name, Selector.of(what, spec.get("podSelector")), rules)


def _rules(what: str, spec: Mapping[str, Any], key: str, side: str) -> tuple[Rule, ...]:
    return tuple(_rule(f"{what}, {key}[{index}]", each or {}, side) for index, each in enumerate(spec.get(key) or []))


def _rule(what: str, data: Mapping[str, Any], side: str) -> Rule:
    peers = tuple(_peer(what, each or {}) for each in data.get(side) or [])
    ports = data.get("ports") or []
    if not ports:
        return Rule(peers, EVERY_PORT)
    named = {(each.get("protocol", "TCP"), each["port"]) for each in ports if isinstance(each.get("port"), str)}
    numbered = (each for each in ports if not isinstance(each.get("port"), str))
    return Rule(peers, union(_numbers(what, each) for each in numbered), frozenset(named))


def _numbers(what: str, data: Mapping[str, Any]) -> Ports:
    protocol, port = data.get("protocol", "TCP"), data.get("port")
    if protocol not in PROTOCOLS:
        raise PlatformError(f"{what}: protocol {protocol!r} is unknown: give one of {', '.join(PROTOCOLS)}.")
    last = data.get("endPort", port)
    if port is None:
        return Ports.between(protocol)
    if not 1 <= port <= last <= LAST:
        raise PlatformError(f"{what}: ports {port} to {last} are no range: give numbers from 1 to {LAST}, low to high.")
    return Ports.between(protocol, port, last)


def _peer(what: str, data: Mapping[str, Any]) -> Peer:
    block, pods, spaces = (data.get(key) for key in ("ipBlock", "podSelector", "namespaceSelector"))
    if (block is None) == (pods is None and spaces is None):
        raise PlatformError(f"{what}: a peer is {dict(data)}: give an ipBlock, or selectors of pods and namespaces.")
    if block is not None:
        network, *holes = networks([block["cidr"], *(block.get("except") or [])])
        return Peer(Block(network, tuple(holes)), None, Selector())
    return Peer(None, None if spaces is None else Selector.of(what, spaces), Selector.of(what, pods))


def policies(objects: Iterable[Mapping[str, Any]]) -> tuple[Policy, ...]:
    return tuple(policy(each) for each in objects if each.get("kind") == "NetworkPolicy")

"""From policies and security groups to the ports at which one side reaches the other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from ipaddress import IPv4Address, IPv4Network

from . import groups
from .model import Endpoint, Networks
from .policies import Policy, Rule
from .ports import EVERY_PORT, Ports, intersection, union
from .selectors import Labels

NAME_LABEL = "kubernetes.io/metadata.name"


@dataclass(frozen=True)
class Reach:
    """C(possible) is so for some of the addresses that the two may have, C(certain) for all of them."""

    possible: Ports
    certain: Ports


@dataclass(frozen=True)
class World:
    """C(namespaces): their labels; the one with the name is given by Kubernetes."""

    namespaces: Mapping[str, Labels]
    policies: tuple[Policy, ...]
    groups: groups.Groups

    def reach(self, source: Endpoint, target: Endpoint) -> Reach:
        """Between two different pods or things; a pod always reaches itself.

        What one side lets through depends on the address of the other side only, so each is asked by itself.
        """
        out = self.side("Egress", source, target, target)
        into = self.side("Ingress", target, source, target)
        around = union(out) | self.by_service(source, target)
        return Reach(around & union(into), intersection(out) & intersection(into))

    def side(self, direction: str, subject: Endpoint, other: Endpoint, target: Endpoint) -> list[Ports]:
        """For each address that the other side may have, what policies and groups of the subject let through."""
        rules = self.rules(direction, subject)
        return [
            self.by_policies(rules, other, target, address)
            & groups.allowed(self.groups, direction, subject, other, address)
            for address in self.addresses(other.networks)
        ]

    def by_service(self, source: Endpoint, target: Endpoint) -> Ports:
        """Kubernetes leaves open whether a block is compared with the address of a service or with that of the pod."""
        rules = self.rules("Egress", source)
        found = union(
            service.arriving(self.by_policies(rules, target, target, address))
            for service in target.cluster_ips
            for address in self.addresses(service.networks)
        )
        if not found:
            return found
        real = self.addresses(target.networks)
        return found & union(groups.allowed(self.groups, "Egress", source, target, address) for address in real)

    def rules(self, direction: str, subject: Endpoint) -> list[tuple[str, Rule]] | None:
        """The rules of all policies that select a pod, each with its namespace; None where no policy does."""
        chosen = [each for each in self.speaking.get((direction, subject.namespace), []) if each.selects(subject)]
        return [(each.namespace, rule) for each in chosen for rule in each.rules[direction]] if chosen else None

    def by_policies(
        self, rules: list[tuple[str, Rule]] | None, other: Endpoint, target: Endpoint, address: IPv4Address
    ) -> Ports:
        if rules is None:
            return EVERY_PORT
        return union(rule.ports(target) for own, rule in rules if rule.admits(other, address, own, self.labels))

    @cached_property
    def speaking(self) -> dict[tuple[str, str], list[Policy]]:
        """Policies by direction and namespace."""
        found: dict[tuple[str, str], list[Policy]] = {}
        for policy in self.policies:
            for direction in policy.rules:
                found.setdefault((direction, policy.namespace), []).append(policy)
        return found

    @cached_property
    def labels(self) -> dict[str, Labels]:
        return {name: {**labels, NAME_LABEL: name} for name, labels in self.namespaces.items()}

    @cached_property
    def borders(self) -> list[int]:
        """Where networks that somebody names begin, and what follows their end."""
        named = [*self.policy_networks(), *self.group_networks()]
        ends = {end for each in named for end in (int(each.network_address), int(each.broadcast_address) + 1)}
        return sorted(ends)

    def policy_networks(self) -> Iterator[IPv4Network]:
        rules = (rule for policy in self.policies for every in policy.rules.values() for rule in every)
        for block in (peer.block for rule in rules for peer in rule.peers):
            if block is not None:
                yield from (block.network, *block.holes)

    def group_networks(self) -> Iterator[IPv4Network]:
        for group in self.groups.values():
            peers = (rule.peer for rule in (*group.ingress, *group.egress))
            yield from (peer for peer in peers if isinstance(peer, IPv4Network))

    def addresses(self, within: Networks) -> list[IPv4Address]:
        """One address of every part that policies and groups can tell from the other parts."""
        spans = [(int(each.network_address), int(each.broadcast_address)) for each in within]
        firsts = {first for first, _ in spans}
        firsts |= {border for border in self.borders for first, last in spans if first < border <= last}
        return [IPv4Address(first) for first in sorted(firsts)]

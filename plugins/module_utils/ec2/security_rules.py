"""Rules of a security group, as one readable line each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Self

from ansible_collections.pinksea.platform.plugins.module_utils.ec2.checks import is_network, network
from ansible_collections.pinksea.platform.plugins.module_utils.ec2.ports import (
    ANY,
    Ports,
    checked_ports,
    ports_from,
    ports_text,
)
from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import Item, is_planned

BAR = " | "
"""EC2 allows this character neither in names nor in descriptions, so every line can be read back."""


@dataclass(frozen=True)
class Rule:
    """Its line reads C(tcp 8001-8005 pingvas-alb | requests); the peer is a CIDR, a prefix list or a group."""

    protocol: str
    ports: Ports
    peer: str
    description: str = ""

    def __str__(self) -> str:
        line = f"{self.protocol} {ports_text(self.ports)} {self.peer}"
        return f"{line}{BAR}{self.description}" if self.description else line

    @classmethod
    def parse(cls, line: str) -> Self:
        rule, _, description = line.partition(BAR)
        protocol, ports, peer = rule.split(" ", 2)
        return cls(protocol, ports_from(ports), peer, description)

    @classmethod
    def from_option(cls, group: str, option: Item, groups: Iterable[str]) -> Self:
        what = f"security_group {group}"
        ports = checked_ports(what, option["protocol"], option.get("from_port"), option.get("to_port"))
        peer = option.get("group") or network(what, option["cidr"])
        if option.get("group") and peer not in groups and not peer.startswith("sg-") and not is_planned(peer):
            raise PlatformError(f"{what}: a rule names group {peer!r}: give a name of this list, or an sg- id.")
        return cls(option["protocol"], ports, peer, option.get("description") or "")

    @property
    def key(self) -> Self:
        """What EC2 tells rules apart by."""
        return replace(self, description="")

    @property
    def names_group(self) -> bool:
        return not is_network(self.peer) and not self.peer.startswith("pl-")

    def permission(self, id_of: Callable[[str], str]) -> Item:
        """An entry of IpPermissions; C(id_of) turns the name of a group into its id."""
        if self.names_group:
            key, peer = "UserIdGroupPairs", {"GroupId": id_of(self.peer)}
        elif self.peer.startswith("pl-"):
            key, peer = "PrefixListIds", {"PrefixListId": self.peer}
        elif ":" in self.peer:
            key, peer = "Ipv6Ranges", {"CidrIpv6": self.peer}
        else:
            key, peer = "IpRanges", {"CidrIp": self.peer}
        if self.description:
            peer["Description"] = self.description
        if self.protocol == "all":
            return {"IpProtocol": "-1", key: [peer]}
        return {"IpProtocol": self.protocol, "FromPort": self.ports[0], "ToPort": self.ports[1], key: [peer]}


ALL_OUT = str(Rule("all", ANY, "0.0.0.0/0"))
"""The rule that EC2 gives every new group."""


def lines_from_options(group: str, options: Iterable[Item] | None, groups: Iterable[str]) -> list[str] | None:
    """The wanted lines of one direction; None when the caller leaves it alone."""
    if options is None:
        return None
    rules: dict[Rule, str] = {}
    for option in options:
        rule = Rule.from_option(group, option, groups)
        if rule.key in rules:
            raise PlatformError(f"security_group {group}: the rule '{rule.key}' is given twice: state it once.")
        rules[rule.key] = str(rule)
    return sorted(rules.values())


def lines_from_answer(permissions: Iterable[Item], names: Mapping[str, str]) -> list[str]:
    """The lines of IpPermissions; C(names): groups by id, to be shown by their name."""
    lines = []
    for entry in permissions:
        everything = entry["IpProtocol"] == "-1"
        protocol = "all" if everything else entry["IpProtocol"]
        ports = ANY if everything else (entry.get("FromPort", -1), entry.get("ToPort", -1))
        peers = [(row["CidrIp"], row) for row in entry.get("IpRanges", [])]
        peers += [(row["CidrIpv6"], row) for row in entry.get("Ipv6Ranges", [])]
        peers += [(row["PrefixListId"], row) for row in entry.get("PrefixListIds", [])]
        peers += [(names.get(row["GroupId"], row["GroupId"]), row) for row in entry.get("UserIdGroupPairs", [])]
        lines += [str(Rule(protocol, ports, peer, row.get("Description") or "")) for peer, row in peers]
    return sorted(lines)


def rule_steps(before: Iterable[str], after: Iterable[str]) -> dict[str, list[Rule]]:
    """What each call has to do; new rules come before old ones go, so that no allowed traffic is cut in between."""
    present = {rule.key: rule for rule in map(Rule.parse, before)}
    wanted = {rule.key: rule for rule in map(Rule.parse, after)}
    steps = {
        "authorize_security_group": [rule for key, rule in wanted.items() if key not in present],
        "update_security_group_rule_descriptions": [
            rule for key, rule in wanted.items() if key in present and present[key] != rule
        ],
        "revoke_security_group": [rule for key, rule in present.items() if key not in wanted],
    }
    return {method: rules for method, rules in steps.items() if rules}

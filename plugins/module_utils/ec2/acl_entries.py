"""Entries of a network ACL, as one readable line each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from ansible_collections.pinksea.platform.plugins.module_utils.ec2.checks import network
from ansible_collections.pinksea.platform.plugins.module_utils.ec2.ports import (
    ANY,
    WITH_PORTS,
    Ports,
    checked_ports,
    ports_from,
    ports_text,
)
from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import Item

NUMBERS = {"all": "-1", "icmp": "1", "tcp": "6", "udp": "17"}
NAMES = {number: name for name, number in NUMBERS.items()}
LAST = 32766
"""The entry after it denies everything else, is in every ACL and cannot be changed."""


@dataclass(frozen=True)
class Entry:
    """Its line reads C(100 allow tcp 443 10.0.0.0/16)."""

    number: int
    action: str
    protocol: str
    ports: Ports
    cidr: str

    def __str__(self) -> str:
        return f"{self.number} {self.action} {self.protocol} {ports_text(self.ports)} {self.cidr}"

    @classmethod
    def parse(cls, line: str) -> Self:
        number, action, protocol, ports, cidr = line.split()
        return cls(int(number), action, protocol, ports_from(ports), cidr)

    @classmethod
    def from_option(cls, acl: str, option: Item) -> Self:
        number, protocol = option["number"], option["protocol"]
        what = f"network_acl {acl}, entry {number}"
        if not 1 <= number <= LAST:
            raise PlatformError(f"{what}: the number is out of range: give one from 1 to {LAST}.")
        ports = checked_ports(what, protocol, option.get("from_port"), option.get("to_port"))
        return cls(number, option["action"], protocol, ports, network(what, option["cidr"]))

    @classmethod
    def from_answer(cls, answer: Item) -> Self:
        protocol = str(answer["Protocol"])
        ports = ANY
        if "PortRange" in answer:
            ports = answer["PortRange"]["From"], answer["PortRange"]["To"]
        elif "IcmpTypeCode" in answer:
            ports = answer["IcmpTypeCode"]["Type"], answer["IcmpTypeCode"]["Code"]
        cidr = answer["CidrBlock" if answer.get("CidrBlock") else "Ipv6CidrBlock"]
        return cls(answer["RuleNumber"], answer["RuleAction"], NAMES.get(protocol, protocol), ports, cidr)

    def arguments(self) -> Item:
        """What CreateNetworkAclEntry and ReplaceNetworkAclEntry want beside the ACL and the direction."""
        low, high = self.ports
        ports: Item = {}
        if self.protocol in WITH_PORTS:
            ports = {"PortRange": {"From": low, "To": high}}
        elif self.protocol == "icmp":
            ports = {"IcmpTypeCode": {"Type": low, "Code": high}}
        return {
            "RuleNumber": self.number,
            "Protocol": NUMBERS.get(self.protocol, self.protocol),
            "RuleAction": self.action,
            "Ipv6CidrBlock" if ":" in self.cidr else "CidrBlock": self.cidr,
            **ports,
        }


def in_order(entries: Iterable[Entry]) -> list[str]:
    return [str(entry) for entry in sorted(entries, key=lambda entry: entry.number)]


def lines_from_options(acl: str, options: Iterable[Item] | None) -> list[str] | None:
    """The wanted lines of one direction; None when the caller leaves it alone."""
    if options is None:
        return None
    entries = [Entry.from_option(acl, option) for option in options]
    numbers = [entry.number for entry in entries]
    if twice := sorted({number for number in numbers if numbers.count(number) > 1}):
        raise PlatformError(
            f"network_acl {acl}: number {twice[0]} is given twice in one direction: number every entry."
        )
    return in_order(entries)


def lines_from_answer(answers: Iterable[Item], *, egress: bool) -> list[str]:
    return in_order(Entry.from_answer(row) for row in answers if row["Egress"] == egress and row["RuleNumber"] <= LAST)


def entry_steps(before: Iterable[str], after: Iterable[str]) -> list[tuple[str, Item]]:
    """The calls from one list of lines to the other: (method, arguments without the ACL and the direction)."""
    present = {entry.number: entry for entry in map(Entry.parse, before)}
    wanted = {entry.number: entry for entry in map(Entry.parse, after)}
    steps: list[tuple[str, Item]] = [
        (f"{'replace' if number in present else 'create'}_network_acl_entry", entry.arguments())
        for number, entry in wanted.items()
        if present.get(number) != entry
    ]
    return steps + [("delete_network_acl_entry", {"RuleNumber": number}) for number in present if number not in wanted]

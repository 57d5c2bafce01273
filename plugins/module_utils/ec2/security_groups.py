"""Security groups of a VPC, which may refer to each other and to themselves."""

from __future__ import annotations

from collections.abc import Mapping
from threading import RLock
from typing import Any

from ansible_collections.pinksea.platform.plugins.module_utils.ec2.common import (
    VpcKind,
    eventually,
    in_use,
    retag,
    tag_specifications,
    tags_of,
)
from ansible_collections.pinksea.platform.plugins.module_utils.ec2.security_rules import (
    ALL_OUT,
    Rule,
    lines_from_answer,
    rule_steps,
)
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import Change, Item

DIRECTIONS = {"rules_in": "ingress", "rules_out": "egress"}


def to_item(group: Item, names: Mapping[str, str]) -> Item:
    return {
        "name": group["GroupName"],
        "description": group["Description"],
        "rules_in": lines_from_answer(group["IpPermissions"], names),
        "rules_out": lines_from_answer(group["IpPermissionsEgress"], names),
        "tags": tags_of(group),
        "id": group["GroupId"],
        "vpc_id": group["VpcId"],
    }


def without_groups(lines: list[str]) -> list[str]:
    return [line for line in lines if not Rule.parse(line).names_group]


class SecurityGroups(VpcKind):
    kind = "security_group"
    immutable = frozenset({"description"})
    listing = ("describe_security_groups", "SecurityGroups")

    def __init__(self, client: Any, vpc_id: str, wanted: Mapping[str, Item]) -> None:
        super().__init__(client, vpc_id, wanted)
        self.ids: dict[str, str] = {}
        self.linked: list[Item] = []
        self.lock = RLock()

    def read(self) -> dict[str, Item]:
        groups = [group for group in self.entries() if group["GroupName"] in self.wanted]
        self.ids = {group["GroupName"]: group["GroupId"] for group in groups}
        by_id = self.stated_by_id()
        names = {key: name for name, key in self.ids.items() if key not in by_id}
        self.linked = [to_item(group, names) for group in groups]
        return {item["name"]: item for item in self.linked}

    def stated_by_id(self) -> set[str]:
        """Peers that the caller wrote as an id; they are shown the same way, so that they compare equal."""
        lines = [line for item in self.wanted.values() for key in DIRECTIONS for line in item.get(key) or []]
        return {Rule.parse(line).peer for line in lines}

    def id_of(self, group: str) -> str:
        """The id of a group; one of our own that does not exist yet is made now, because a rule is waiting for it."""
        if group not in self.wanted:
            return group
        with self.lock:
            if group not in self.ids:
                self.ids[group] = self.make(self.wanted[group])
            return self.ids[group]

    def make(self, wanted: Item) -> str:
        group: str = self.client.create_security_group(
            VpcId=self.vpc_id,
            GroupName=wanted["name"],
            Description=wanted.get("description") or wanted["name"],
            TagSpecifications=tag_specifications("security-group", wanted["tags"]),
        )["GroupId"]
        return group

    def create(self, wanted: Item) -> None:
        group_id = self.id_of(wanted["name"])
        for key, present in (("rules_in", []), ("rules_out", [ALL_OUT])):
            if wanted.get(key) is not None:
                self.rule(group_id, key, present, wanted[key])

    def update(self, change: Change) -> None:
        before, after = change.before or {}, change.after or {}
        if "tags" in change.fields:
            retag(self.client, before["id"], after["tags"])
        for key in DIRECTIONS:
            if key in change.fields:
                self.rule(before["id"], key, before[key], after[key])

    def rule(self, group_id: str, key: str, before: list[str], after: list[str]) -> None:
        for method, rules in rule_steps(before, after).items():
            call = getattr(self.client, f"{method}_{DIRECTIONS[key]}")
            eventually(call, GroupId=group_id, IpPermissions=[rule.permission(self.id_of) for rule in rules])

    def unlink(self) -> None:
        """EC2 keeps a group while a rule of another refers to it, so all such rules go before the first group does."""
        with self.lock:
            while self.linked:
                item = self.linked.pop()
                for key in DIRECTIONS:
                    self.rule(item["id"], key, item[key], without_groups(item[key]))

    def delete(self, current: Item) -> None:
        self.unlink()
        remedy = "remove the rules and network interfaces (of load balancers, nodes, endpoints) that use it"
        with in_use(f"security_group {current['name']}", remedy):
            self.client.delete_security_group(GroupId=current["id"])

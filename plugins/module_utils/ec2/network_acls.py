"""Network ACLs of a VPC."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ansible_collections.pinksea.platform.plugins.module_utils.ec2.acl_entries import entry_steps, lines_from_answer
from ansible_collections.pinksea.platform.plugins.module_utils.ec2.checks import claims
from ansible_collections.pinksea.platform.plugins.module_utils.ec2.common import (
    VpcKind,
    eventually,
    in_use,
    named,
    retag,
    tag_specifications,
    tags_of,
)
from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import Change, Item

DIRECTIONS = {"entries_in": False, "entries_out": True}


def to_item(name: str, acl: Item) -> Item:
    return {
        "name": name,
        "subnet_ids": sorted(row["SubnetId"] for row in acl["Associations"]),
        **{key: lines_from_answer(acl["Entries"], egress=egress) for key, egress in DIRECTIONS.items()},
        "tags": tags_of(acl),
        "id": acl["NetworkAclId"],
        "vpc_id": acl["VpcId"],
    }


class NetworkAcls(VpcKind):
    """Every subnet always has exactly one ACL, so leaving one means going back to the default ACL."""

    kind = "network_acl"
    listing = ("describe_network_acls", "NetworkAcls")

    def __init__(self, client: Any, vpc_id: str, wanted: Mapping[str, Item]) -> None:
        super().__init__(client, vpc_id, wanted)
        self.claimed = claims(self.kind, {name: item.get("subnet_ids") for name, item in wanted.items()})
        self.associations: dict[str, str] = {}
        self.default = ""

    def read(self) -> dict[str, Item]:
        acls = self.entries()
        rows = [row for acl in acls for row in acl["Associations"]]
        self.associations = {row["SubnetId"]: row["NetworkAclAssociationId"] for row in rows}
        self.default = next((acl["NetworkAclId"] for acl in acls if acl["IsDefault"]), "")
        found = named(self.kind, acls, self.wanted, "NetworkAclId")
        return {name: to_item(name, acl) for name, acl in found.items()}

    def create(self, wanted: Item) -> None:
        acl = self.client.create_network_acl(
            VpcId=self.vpc_id, TagSpecifications=tag_specifications("network-acl", wanted["tags"])
        )["NetworkAcl"]
        for key in DIRECTIONS:
            self.enter(acl["NetworkAclId"], key, [], wanted.get(key) or [])
        self.move(wanted["name"], wanted.get("subnet_ids") or [], acl["NetworkAclId"])

    def update(self, change: Change) -> None:
        before, after = change.before or {}, change.after or {}
        if "tags" in change.fields:
            retag(self.client, before["id"], after["tags"])
        for key in DIRECTIONS:
            if key in change.fields:
                self.enter(before["id"], key, before[key], after[key])
        if "subnet_ids" in change.fields:
            old, new = set(before["subnet_ids"]), set(after["subnet_ids"])
            self.move(change.name, new - old, before["id"])
            self.move(change.name, old - new - self.claimed.keys(), self.default)

    def enter(self, acl_id: str, key: str, before: list[str], after: list[str]) -> None:
        for method, arguments in entry_steps(before, after):
            eventually(getattr(self.client, method), NetworkAclId=acl_id, Egress=DIRECTIONS[key], **arguments)

    def move(self, name: str, subnets: Iterable[str], acl_id: str) -> None:
        for subnet in sorted(subnets):
            if subnet not in self.associations:
                raise PlatformError(
                    f"network_acl {name}: {subnet} is not a subnet of {self.vpc_id}: give ids of subnets in this VPC."
                )
            eventually(
                self.client.replace_network_acl_association,
                AssociationId=self.associations[subnet],
                NetworkAclId=acl_id,
            )

    def delete(self, current: Item) -> None:
        self.move(current["name"], current["subnet_ids"], self.default)
        with in_use(f"network_acl {current['name']}", "take the remaining subnets out of it"):
            self.client.delete_network_acl(NetworkAclId=current["id"])

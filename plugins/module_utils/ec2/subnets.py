"""Subnets of a VPC."""

from __future__ import annotations

from ansible_collections.pinksea.platform.plugins.module_utils.ec2.common import (
    VpcKind,
    eventually,
    in_use,
    named,
    retag,
    tag_specifications,
    tags_of,
)
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import Change, Item


def to_item(name: str, subnet: Item) -> Item:
    return {
        "name": name,
        "cidr": subnet["CidrBlock"],
        "zone": subnet["AvailabilityZone"],
        "map_public_ip": subnet["MapPublicIpOnLaunch"],
        "tags": tags_of(subnet),
        "id": subnet["SubnetId"],
        "vpc_id": subnet["VpcId"],
    }


class Subnets(VpcKind):
    kind = "subnet"
    immutable = frozenset({"cidr", "zone"})
    listing = ("describe_subnets", "Subnets")

    def read(self) -> dict[str, Item]:
        found = named(self.kind, self.entries(), self.wanted, "SubnetId")
        return {name: to_item(name, subnet) for name, subnet in found.items()}

    def create(self, wanted: Item) -> None:
        subnet = self.client.create_subnet(
            VpcId=self.vpc_id,
            CidrBlock=wanted["cidr"],
            AvailabilityZone=wanted["zone"],
            TagSpecifications=tag_specifications("subnet", wanted["tags"]),
        )["Subnet"]
        if wanted.get("map_public_ip"):
            self.map_public_ip(subnet["SubnetId"], True)

    def map_public_ip(self, subnet_id: str, value: bool) -> None:
        eventually(self.client.modify_subnet_attribute, SubnetId=subnet_id, MapPublicIpOnLaunch={"Value": value})

    def update(self, change: Change) -> None:
        before, after = change.before or {}, change.after or {}
        if "map_public_ip" in change.fields:
            self.map_public_ip(before["id"], after["map_public_ip"])
        if "tags" in change.fields:
            retag(self.client, before["id"], after["tags"])

    def delete(self, current: Item) -> None:
        with in_use(f"subnet {current['name']}", "remove the load balancers, nodes, NAT gateways and endpoints in it"):
            self.client.delete_subnet(SubnetId=current["id"])

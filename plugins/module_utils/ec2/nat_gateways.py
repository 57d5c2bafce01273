"""NAT gateways, and the Elastic IP of the same name that each of them has."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from ansible_collections.pinksea.platform.plugins.module_utils.ec2.common import (
    VpcKind,
    eventually,
    named,
    retag,
    tag_specifications,
    tags_of,
)
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import Change, Item, Kind

ALIVE = frozenset({"pending", "available"})


def address_item(name: str, address: Item) -> Item:
    return {
        "name": name,
        "tags": tags_of(address),
        "id": address["AllocationId"],
        "public_ip": address["PublicIp"],
    }


def gateway_item(name: str, gateway: Item) -> Item:
    addresses = gateway.get("NatGatewayAddresses") or [{}]
    return {
        "name": name,
        "subnet_id": gateway["SubnetId"],
        "tags": tags_of(gateway),
        "id": gateway["NatGatewayId"],
        "allocation_id": addresses[0].get("AllocationId"),
        "public_ip": addresses[0].get("PublicIp"),
        "status": gateway["State"],
    }


def client_token(name: str, subnet_id: str, allocation_id: str, earlier: Iterable[str]) -> str:
    """The same for the same attempt, so a repeated call makes no second gateway; another one after a failed gateway."""
    return str(uuid5(NAMESPACE_OID, "|".join([name, subnet_id, allocation_id, *sorted(earlier)])))


Targets = list[dict[str, str]]
Settle = Callable[[Targets], None]
"""Blocks until the gateways that it is given are gone."""


def leaving(client: Any, name: str) -> Targets:
    """Targets for a wait: gateways of that name that EC2 is still deleting, each with its address in use."""
    pages = client.get_paginator("describe_nat_gateways").paginate(Filters=[{"Name": "state", "Values": ["deleting"]}])
    found = [row for page in pages for row in page["NatGateways"] if tags_of(row).get("Name") == name]
    return [{"kind": "nat_gateway", "name": name, "id": row["NatGatewayId"]} for row in found]


class ElasticIps(Kind):
    kind = "elastic_ip"
    identifiers = ("id", "public_ip")

    def __init__(self, client: Any, names: Iterable[str], settle: Settle) -> None:
        self.client = client
        self.names = frozenset(names)
        self.settle = settle
        self.allocations: dict[str, str] = {}

    def read(self) -> dict[str, Item]:
        listed = self.client.describe_addresses(Filters=[{"Name": "domain", "Values": ["vpc"]}])["Addresses"]
        found = named(self.kind, listed, self.names, "AllocationId")
        self.allocations = {name: address["AllocationId"] for name, address in found.items()}
        return {name: address_item(name, address) for name, address in found.items()}

    def create(self, wanted: Item) -> None:
        self.client.allocate_address(Domain="vpc", TagSpecifications=tag_specifications("elastic-ip", wanted["tags"]))

    def update(self, change: Change) -> None:
        retag(self.client, (change.before or {})["id"], (change.after or {})["tags"])

    def delete(self, current: Item) -> None:
        self.settle(leaving(self.client, current["name"]))
        self.client.release_address(AllocationId=current["id"])


class NatGateways(VpcKind):
    """Failed gateways are as good as gone (EC2 forgets them in an hour), but those of this run are reported."""

    kind = "nat_gateway"
    identifiers = ("id", "allocation_id", "public_ip")
    immutable = frozenset({"subnet_id"})
    listing = ("describe_nat_gateways", "NatGateways")

    def __init__(
        self, client: Any, vpc_id: str, wanted: Mapping[str, Item], addresses: ElasticIps, settle: Settle
    ) -> None:
        super().__init__(client, vpc_id, wanted)
        self.addresses = addresses
        self.settle = settle
        self.made: set[str] = set()

    def read(self) -> dict[str, Item]:
        alive = [row for row in self.entries() if row["State"] in ALIVE or row["NatGatewayId"] in self.made]
        found = named(self.kind, alive, self.wanted, "NatGatewayId")
        return {name: gateway_item(name, gateway) for name, gateway in found.items()}

    def former(self, name: str) -> list[Item]:
        return [row for row in self.entries() if row["State"] not in ALIVE and tags_of(row).get("Name") == name]

    def create(self, wanted: Item) -> None:
        name, allocation = wanted["name"], self.addresses.allocations[wanted["name"]]
        self.settle(leaving(self.client, name))
        earlier = [row["NatGatewayId"] for row in self.former(name)]
        gateway = eventually(
            self.client.create_nat_gateway,
            SubnetId=wanted["subnet_id"],
            AllocationId=allocation,
            ClientToken=client_token(name, wanted["subnet_id"], allocation, earlier),
            TagSpecifications=tag_specifications("natgateway", wanted["tags"]),
        )["NatGateway"]
        self.made.add(gateway["NatGatewayId"])

    def update(self, change: Change) -> None:
        retag(self.client, (change.before or {})["id"], (change.after or {})["tags"])

    def delete(self, current: Item) -> None:
        self.client.delete_nat_gateway(NatGatewayId=current["id"])
        self.settle([{"kind": self.kind, "name": current["name"], "id": current["id"]}])

    def pending(self, objects: Mapping[str, Item]) -> Targets:
        return [
            {"kind": self.kind, "name": name, "id": item["id"]}
            for name, item in objects.items()
            if item["status"] != "available"
        ]

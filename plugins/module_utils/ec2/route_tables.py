"""Route tables of a VPC: which routes this collection owns, what differs, and the calls."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

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
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import Change, Item

TARGETS = (
    "GatewayId",
    "NatGatewayId",
    "TransitGatewayId",
    "VpcPeeringConnectionId",
    "EgressOnlyInternetGatewayId",
    "NetworkInterfaceId",
    "LocalGatewayId",
    "CarrierGatewayId",
    "CoreNetworkArn",
)


def is_owned(route: Item) -> bool:
    """Not the local route, not one that a VPN propagates, not one that belongs to a VPC endpoint."""
    gateway = route.get("GatewayId") or ""
    by_others = route.get("DestinationPrefixListId") or route.get("Origin") == "EnableVgwRoutePropagation"
    return not by_others and gateway != "local" and not gateway.startswith("vpce-")


def routes_of(table: Item) -> dict[str, str]:
    """Target by destination, of the routes that may be changed."""
    return {
        route.get("DestinationCidrBlock") or route["DestinationIpv6CidrBlock"]: next(
            route[key] for key in TARGETS if route.get(key)
        )
        for route in table["Routes"]
        if is_owned(route)
    }


def associations_of(table: Item) -> dict[str, str]:
    """Association by subnet, of the explicit ones."""
    return {row["SubnetId"]: row["RouteTableAssociationId"] for row in table["Associations"] if row.get("SubnetId")}


def to_item(name: str, table: Item) -> Item:
    return {
        "name": name,
        "subnet_ids": sorted(associations_of(table)),
        "routes": routes_of(table),
        "tags": tags_of(table),
        "id": table["RouteTableId"],
        "vpc_id": table["VpcId"],
    }


def destination_argument(destination: str) -> Item:
    return {"DestinationIpv6CidrBlock" if ":" in destination else "DestinationCidrBlock": destination}


def target_argument(target: str) -> Item:
    return {"NatGatewayId" if target.startswith("nat-") else "GatewayId": target}


def route_steps(before: Mapping[str, str], after: Mapping[str, str]) -> list[tuple[str, Item]]:
    """The calls from one set of routes to the other: (method, arguments without the table)."""
    steps = []
    for destination, target in after.items():
        if before.get(destination) != target:
            method = "replace_route" if destination in before else "create_route"
            steps.append((method, destination_argument(destination) | target_argument(target)))
    steps += [("delete_route", destination_argument(gone)) for gone in before if gone not in after]
    return steps


class RouteTables(VpcKind):
    kind = "route_table"
    listing = ("describe_route_tables", "RouteTables")

    def __init__(self, client: Any, vpc_id: str, wanted: Mapping[str, Item]) -> None:
        super().__init__(client, vpc_id, wanted)
        self.claimed = claims(self.kind, {name: item.get("subnet_ids") for name, item in wanted.items()})
        self.associations: dict[str, str] = {}

    def read(self) -> dict[str, Item]:
        tables = self.entries()
        self.associations = {subnet: key for table in tables for subnet, key in associations_of(table).items()}
        found = named(self.kind, tables, self.wanted, "RouteTableId")
        return {name: to_item(name, table) for name, table in found.items()}

    def create(self, wanted: Item) -> None:
        table = self.client.create_route_table(
            VpcId=self.vpc_id, TagSpecifications=tag_specifications("route-table", wanted["tags"])
        )["RouteTable"]
        self.associate(table["RouteTableId"], [], wanted.get("subnet_ids") or [])
        self.route(table["RouteTableId"], {}, wanted.get("routes") or {})

    def update(self, change: Change) -> None:
        before, after = change.before or {}, change.after or {}
        if "tags" in change.fields:
            retag(self.client, before["id"], after["tags"])
        if "subnet_ids" in change.fields:
            self.associate(before["id"], before["subnet_ids"], after["subnet_ids"])
        if "routes" in change.fields:
            self.route(before["id"], before["routes"], after["routes"])

    def route(self, table_id: str, before: Mapping[str, str], after: Mapping[str, str]) -> None:
        for method, arguments in route_steps(before, after):
            eventually(getattr(self.client, method), RouteTableId=table_id, **arguments)

    def associate(self, table_id: str, before: list[str], after: list[str]) -> None:
        """A subnet of another table moves over at once; one that another table claims is left to that table."""
        for subnet in after:
            if subnet in before:
                continue
            if subnet in self.associations:
                moved = {"AssociationId": self.associations[subnet], "RouteTableId": table_id}
                eventually(self.client.replace_route_table_association, **moved)
            else:
                eventually(self.client.associate_route_table, SubnetId=subnet, RouteTableId=table_id)
        for subnet in before:
            if subnet not in after and subnet not in self.claimed:
                self.client.disassociate_route_table(AssociationId=self.associations[subnet])

    def delete(self, current: Item) -> None:
        for subnet in current["subnet_ids"]:
            self.client.disassociate_route_table(AssociationId=self.associations[subnet])
        with in_use(f"route_table {current['name']}", "remove the gateways and endpoints associated with it"):
            self.client.delete_route_table(RouteTableId=current["id"])

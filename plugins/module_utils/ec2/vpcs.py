"""VPCs, and the internet gateway of the same name that each of them has."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from ipaddress import IPv4Network
from typing import Any

from ansible_collections.pinksea.platform.plugins.module_utils.ec2.common import (
    eventually,
    in_use,
    named,
    retag,
    tag_specifications,
    tags_of,
)
from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.parallel import side_by_side
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import Change, Item, Kind, planned_id

MANAGED_BY = "managed-by"
DNS = {"dns_support": "EnableDnsSupport", "dns_hostnames": "EnableDnsHostnames"}
ALIVE = ("associating", "associated")


def filters(names: Iterable[str], managed_by: str | None) -> list[Item]:
    """By name, and by who manages it where that is told: others may call theirs the same."""
    wanted = [{"Name": "tag:Name", "Values": sorted(names)}]
    return wanted + ([{"Name": f"tag:{MANAGED_BY}", "Values": [managed_by]}] if managed_by else [])


def associations_of(vpc: Item) -> dict[str, str]:
    """Association by CIDR, of the secondary ones."""
    return {
        row["CidrBlock"]: row["AssociationId"]
        for row in vpc.get("CidrBlockAssociationSet", [])
        if row["CidrBlockState"]["State"] in ALIVE and row["CidrBlock"] != vpc["CidrBlock"]
    }


def status_of(vpc: Item) -> str:
    states = {row["CidrBlockState"]["State"] for row in vpc.get("CidrBlockAssociationSet", [])}
    return "associating" if "associating" in states else str(vpc["State"])


class Listed(Kind):
    """A kind that is listed by filters alone, without a VPC around it."""

    listing: tuple[str, str]

    def __init__(self, client: Any, names: Iterable[str], managed_by: str | None) -> None:
        self.client = client
        self.names = frozenset(names)
        self.managed_by = managed_by

    def entries(self) -> dict[str, Item]:
        method, answer = self.listing
        pages = self.client.get_paginator(method).paginate(Filters=filters(self.names, self.managed_by))
        identifier = f"{answer.removesuffix('s')}Id"
        return named(self.kind, [row for page in pages for row in page[answer]], self.names, identifier)


class InternetGateways(Listed):
    """They come before their VPC, which then takes its own, and go after it."""

    kind = "internet_gateway"
    identifiers = ("id",)
    listing = ("describe_internet_gateways", "InternetGateways")

    def read(self) -> dict[str, Item]:
        rows = self.entries()
        self.attachments = {name: link["VpcId"] for name, row in rows.items() for link in row["Attachments"]}
        return {
            name: {"name": name, "tags": tags_of(row), "id": row["InternetGatewayId"]} for name, row in rows.items()
        }

    def create(self, wanted: Item) -> None:
        self.client.create_internet_gateway(TagSpecifications=tag_specifications("internet-gateway", wanted["tags"]))

    def update(self, change: Change) -> None:
        retag(self.client, (change.before or {})["id"], (change.after or {})["tags"])

    def delete(self, current: Item) -> None:
        self.client.delete_internet_gateway(InternetGatewayId=current["id"])


class Vpcs(Listed):
    kind = "vpc"
    identifiers = ("id", "internet_gateway_id")
    immutable = frozenset({"cidr"})
    listing = ("describe_vpcs", "Vpcs")

    def __init__(self, client: Any, names: Iterable[str], managed_by: str | None, gateways: InternetGateways) -> None:
        super().__init__(client, names, managed_by)
        self.gateways = gateways

    def read(self) -> dict[str, Item]:
        found, self.own = self.entries(), self.gateways.read()
        self.associations = {name: associations_of(vpc) for name, vpc in found.items()}
        dns = dict(zip(found, side_by_side(self.dns, [vpc["VpcId"] for vpc in found.values()]), strict=True))
        return {name: self.to_item(name, vpc) | dns[name] for name, vpc in found.items()}

    def dns(self, vpc_id: str) -> dict[str, bool]:
        ask = self.client.describe_vpc_attribute
        return {
            field: ask(VpcId=vpc_id, Attribute=f"{attribute[0].lower()}{attribute[1:]}")[attribute]["Value"]
            for field, attribute in DNS.items()
        }

    def to_item(self, name: str, vpc: Item) -> Item:
        return {
            "name": name,
            "cidr": vpc["CidrBlock"],
            "secondary_cidrs": sorted(self.associations[name]),
            "internet_gateway": self.gateways.attachments.get(name) == vpc["VpcId"],
            "tags": tags_of(vpc),
            "id": vpc["VpcId"],
            "internet_gateway_id": self.own[name]["id"] if name in self.own else planned_id(self.kind, name),
            "status": status_of(vpc),
        }

    def create(self, wanted: Item) -> None:
        vpc = self.client.create_vpc(
            CidrBlock=wanted["cidr"], TagSpecifications=tag_specifications("vpc", wanted["tags"])
        )["Vpc"]
        self.arrange(vpc["VpcId"], wanted, {"internet_gateway", "secondary_cidrs", *DNS})

    def update(self, change: Change) -> None:
        before, after = change.before or {}, change.after or {}
        self.arrange(before["id"], after, change.fields)
        if "tags" in change.fields:
            retag(self.client, before["id"], after["tags"])

    def check(self, change: Change) -> None:
        before, after = change.before or {}, change.after or {}
        if "secondary_cidrs" not in change.fields:
            return
        gone = [IPv4Network(cidr) for cidr in before["secondary_cidrs"] if cidr not in after["secondary_cidrs"]]
        pages = self.client.get_paginator("describe_subnets").paginate(
            Filters=[{"Name": "vpc-id", "Values": [before["id"]]}]
        )
        for subnet in [row for page in pages for row in page["Subnets"]]:
            if any(IPv4Network(subnet["CidrBlock"]).subnet_of(cidr) for cidr in gone):
                raise PlatformError(
                    f"vpc {change.name}: secondary_cidrs does not have {', '.join(map(str, gone))} any more, but "
                    f"{subnet['SubnetId']} lies there: keep it, or remove the subnets in it first."
                )

    def arrange(self, vpc_id: str, wanted: Item, fields: Iterable[str]) -> None:
        name, switches = wanted["name"], DNS.keys() & set(fields)
        # host names need DNS: it goes on before them and off after them
        for field in sorted(switches, key=list(DNS).index, reverse=not wanted["dns_support"]):
            eventually(self.client.modify_vpc_attribute, VpcId=vpc_id, **{DNS[field]: {"Value": wanted[field]}})
        if "internet_gateway" in fields:
            gateway = self.own[name]["id"]
            eventually(self.client.attach_internet_gateway, VpcId=vpc_id, InternetGatewayId=gateway)
        if "secondary_cidrs" in fields:
            self.widen(vpc_id, self.associations.get(name, {}), wanted.get("secondary_cidrs") or [])

    def widen(self, vpc_id: str, before: Mapping[str, str], after: Iterable[str]) -> None:
        for cidr in sorted(set(after) - before.keys()):
            eventually(self.client.associate_vpc_cidr_block, VpcId=vpc_id, CidrBlock=cidr)
        for cidr in sorted(before.keys() - set(after)):
            self.client.disassociate_vpc_cidr_block(AssociationId=before[cidr])

    def delete(self, current: Item) -> None:
        if current["internet_gateway"]:
            with in_use(f"internet_gateway {current['name']}", "release the public addresses of the VPC"):
                self.client.detach_internet_gateway(
                    VpcId=current["id"], InternetGatewayId=current["internet_gateway_id"]
                )
        with in_use(f"vpc {current['name']}", "remove its subnets, route tables, security groups, ACLs and endpoints"):
            self.client.delete_vpc(VpcId=current["id"])

    def pending(self, objects: Mapping[str, Item]) -> list[dict[str, str]]:
        return [
            {"kind": self.kind, "name": name, "id": item["id"]}
            for name, item in objects.items()
            if item["status"] != "available"
        ]

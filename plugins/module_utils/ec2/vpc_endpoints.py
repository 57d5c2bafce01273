"""Endpoints of a VPC: the ways to AWS services that do not lead through the internet."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from ansible_collections.pinksea.platform.plugins.module_utils.ec2.common import (
    VpcKind,
    eventually,
    in_use,
    named,
    retag,
    tag_specifications,
    tags_of,
)
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import Change, Item, stated

ALIVE = frozenset({"pending", "pendingacceptance", "available"})
MEMBERS = {"route_table_ids": "RouteTableIds", "subnet_ids": "SubnetIds", "security_group_ids": "SecurityGroupIds"}

Targets = list[dict[str, str]]


def service_name(region: str, service: str) -> str:
    return f"com.amazonaws.{region}.{service}"


def to_item(name: str, endpoint: Item) -> Item:
    return {
        "name": name,
        "service": endpoint["ServiceName"].split(".", 3)[-1],
        "type": endpoint["VpcEndpointType"].lower(),
        "route_table_ids": sorted(endpoint.get("RouteTableIds") or []),
        "subnet_ids": sorted(endpoint.get("SubnetIds") or []),
        "security_group_ids": sorted(group["GroupId"] for group in endpoint.get("Groups") or []),
        "private_dns": endpoint.get("PrivateDnsEnabled", False),
        "policy": json.loads(endpoint.get("PolicyDocument") or "{}"),
        "tags": tags_of(endpoint),
        "id": endpoint["VpcEndpointId"],
        "status": endpoint["State"].lower(),
    }


def create_request(region: str, wanted: Item) -> Item:
    policy = wanted.get("policy")
    return stated(
        {
            "ServiceName": service_name(region, wanted["service"]),
            "VpcEndpointType": wanted["type"].capitalize(),
            "PrivateDnsEnabled": wanted.get("private_dns"),
            "PolicyDocument": json.dumps(policy) if policy is not None else None,
            "TagSpecifications": tag_specifications("vpc-endpoint", wanted["tags"]),
            **{argument: wanted.get(field) for field, argument in MEMBERS.items()},
        }
    )


def modify_request(change: Change) -> Item:
    """What ModifyVpcEndpoint takes: what is added to each list, and what is removed from it."""
    before, after = change.before or {}, change.after or {}
    request: Item = {}
    for field, argument in MEMBERS.items():
        if field in change.fields:
            have, want = set(before[field]), set(after[field])
            request[f"Add{argument}"] = sorted(want - have)
            request[f"Remove{argument}"] = sorted(have - want)
    if "policy" in change.fields:
        request["PolicyDocument"] = json.dumps(after["policy"])
    request = {key: value for key, value in request.items() if value}
    return request | ({"PrivateDnsEnabled": after["private_dns"]} if "private_dns" in change.fields else {})


class VpcEndpoints(VpcKind):
    kind = "vpc_endpoint"
    immutable = frozenset({"service", "type"})
    listing = ("describe_vpc_endpoints", "VpcEndpoints")

    def __init__(self, client: Any, vpc_id: str, wanted: Mapping[str, Item], settle: Callable[[Targets], None]) -> None:
        """C(settle) blocks until the endpoints that it is given are gone."""
        super().__init__(client, vpc_id, wanted)
        self.settle = settle

    def read(self) -> dict[str, Item]:
        alive = [row for row in self.entries() if row["State"].lower() in ALIVE]
        found = named(self.kind, alive, self.wanted, "VpcEndpointId")
        return {name: to_item(name, endpoint) for name, endpoint in found.items()}

    def target(self, name: str, endpoint_id: str) -> dict[str, str]:
        return {"kind": self.kind, "name": name, "id": endpoint_id}

    def create(self, wanted: Item) -> None:
        """Of two endpoints for one service only one can have its names, so one that is going has to be gone."""
        going = [row for row in self.entries() if row["State"].lower() == "deleting"]
        self.settle(
            [
                self.target(wanted["name"], row["VpcEndpointId"])
                for row in going
                if tags_of(row).get("Name") == wanted["name"]
            ]
        )
        request = create_request(self.client.meta.region_name, wanted)
        eventually(self.client.create_vpc_endpoint, VpcId=self.vpc_id, **request)

    def update(self, change: Change) -> None:
        endpoint_id = (change.before or {})["id"]
        if "tags" in change.fields:
            retag(self.client, endpoint_id, (change.after or {})["tags"])
        if request := modify_request(change):
            self.client.modify_vpc_endpoint(VpcEndpointId=endpoint_id, **request)

    def delete(self, current: Item) -> None:
        """Its network interfaces keep the subnets and security groups from being removed until it is gone."""
        with in_use(f"vpc_endpoint {current['name']}", "remove what uses it"):
            self.client.delete_vpc_endpoints(VpcEndpointIds=[current["id"]])
        self.settle([self.target(current["name"], current["id"])])

    def pending(self, objects: Mapping[str, Item]) -> Targets:
        return [self.target(name, item["id"]) for name, item in objects.items() if item["status"] != "available"]

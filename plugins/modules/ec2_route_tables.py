#!/usr/bin/python
# Copyright (c) Pinksea
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: ec2_route_tables
short_description: Manage the route tables of a VPC
version_added: 0.1.0
description:
  - Creates, changes and removes route tables, told apart by their Name tag within the VPC.
  - Routes that are stated are exact; the local route and those of VPN propagation and VPC endpoints are left alone.
  - Subnets that are stated are exact; a subnet of another table moves over without a gap, one that leaves falls back to the main table.
author: Pinksea (@pinksea)
extends_documentation_fragment:
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
  - pinksea.platform.attributes
  - pinksea.platform.reconcile
  - pinksea.platform.reconcile.tags
options:
  vpc_id:
    description: The VPC. In a plan it need not exist yet, C(planned:<kind>/<name>) will do.
    type: str
    required: true
  route_tables:
    description: The route tables.
    type: list
    elements: dict
    required: true
    suboptions:
      name:
        description: Name of the table.
        type: str
        required: true
      subnet_ids:
        description: Ids of the subnets that use it, exactly these. Left out, they are not managed by this task.
        type: list
        elements: str
      routes:
        description: Routes, exactly these. Left out, they are not managed by this task.
        type: list
        elements: dict
        suboptions:
          destination:
            description: Where to, such as V(0.0.0.0/0).
            type: str
            required: true
          gateway_id:
            description: Through this internet gateway or VPN gateway.
            type: str
          nat_gateway_id:
            description: Through this NAT gateway.
            type: str
      tags:
        description: Tags for this table, on top of O(tags).
        type: dict
        default: {}
"""

EXAMPLES = r"""
- name: The public table
  pinksea.platform.ec2_route_tables:
    vpc_id: vpc-0a
    route_tables:
      - name: rag-public
        subnet_ids: [subnet-0a, subnet-0b]
        routes:
          - {destination: 0.0.0.0/0, gateway_id: igw-0a}
"""

RETURN = r"""
changes:
  description: What was done, or would be done in check mode.
  returned: always
  type: list
  elements: dict
  sample: [{action: create, kind: route_table, name: rag-public}]
route_tables:
  description: The tables by name, with RV(ignore:id), RV(ignore:subnet_ids) and RV(ignore:routes) (target by destination).
  returned: always
  type: dict
"""

from ansible_collections.pinksea.platform.plugins.module_utils.aws import TAGS, manage
from ansible_collections.pinksea.platform.plugins.module_utils.ec2.checks import network
from ansible_collections.pinksea.platform.plugins.module_utils.ec2.route_tables import RouteTables
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import by_name

ROUTE = {
    "type": "list",
    "elements": "dict",
    "options": {
        "destination": {"type": "str", "required": True},
        "gateway_id": {"type": "str"},
        "nat_gateway_id": {"type": "str"},
    },
    "mutually_exclusive": [("gateway_id", "nat_gateway_id")],
    "required_one_of": [("gateway_id", "nat_gateway_id")],
}
TABLE = {
    "name": {"type": "str", "required": True},
    "subnet_ids": {"type": "list", "elements": "str"},
    "routes": ROUTE,
    "tags": TAGS,
}


def targets(name, routes):
    """Target by destination."""
    normal = [{**route, "destination": network(f"route_table {name}", route["destination"])} for route in routes]
    return {
        destination: route["gateway_id"] or route["nat_gateway_id"]
        for destination, route in by_name(normal, key="destination").items()
    }


def wanted(params):
    """The tables by name in the shape they are read in."""
    tables = []
    for table in params["route_tables"]:
        normal = {
            "subnet_ids": None if table["subnet_ids"] is None else sorted(table["subnet_ids"]),
            "routes": None if table["routes"] is None else targets(table["name"], table["routes"]),
            "tags": params["tags"] | table["tags"] | {"Name": table["name"]},
        }
        tables.append(table | normal)
    return by_name(tables)


def work(module, client):
    tables = wanted(module.params)
    return RouteTables(client("ec2"), module.params["vpc_id"], tables), tables


def main():
    manage("route_tables", TABLE, work, vpc_id={"type": "str", "required": True}, tags=TAGS)


if __name__ == "__main__":
    main()

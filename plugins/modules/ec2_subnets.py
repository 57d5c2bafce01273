#!/usr/bin/python
# Copyright (c) Pinksea
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: ec2_subnets
short_description: Manage the subnets of a VPC
version_added: 0.1.0
description:
  - Creates, changes and removes subnets, told apart by their Name tag within the VPC.
  - A subnet that does not carry one of the names is never touched.
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
  subnets:
    description: The subnets.
    type: list
    elements: dict
    required: true
    suboptions:
      name:
        description: Name of the subnet.
        type: str
        required: true
      cidr:
        description: Its addresses, such as V(10.0.11.0/24). Cannot be changed. Needed unless the subnet is to go.
        type: str
      zone:
        description: Availability zone, such as V(us-east-1a). Cannot be changed. Needed unless the subnet is to go.
        type: str
      map_public_ip:
        description: Whether instances started in it get a public address.
        type: bool
      tags:
        description: Tags for this subnet, on top of O(tags).
        type: dict
        default: {}
"""

EXAMPLES = r"""
- name: A public and a private subnet
  pinksea.platform.ec2_subnets:
    vpc_id: vpc-0a
    subnets:
      - {name: rag-public-a, cidr: 10.0.1.0/24, zone: us-east-1a, map_public_ip: true, tags: {kubernetes.io/role/elb: "1"}}
      - {name: rag-app-a, cidr: 10.0.11.0/24, zone: us-east-1a}
"""

RETURN = r"""
changes:
  description: What was done, or would be done in check mode.
  returned: always
  type: list
  elements: dict
  sample: [{action: create, kind: subnet, name: rag-app-a}]
subnets:
  description: The subnets by name, with RV(ignore:id), RV(ignore:cidr), RV(ignore:zone) and so on.
  returned: always
  type: dict
"""

from ansible_collections.pinksea.platform.plugins.module_utils.aws import TAGS, manage
from ansible_collections.pinksea.platform.plugins.module_utils.checks import require
from ansible_collections.pinksea.platform.plugins.module_utils.ec2.checks import network
from ansible_collections.pinksea.platform.plugins.module_utils.ec2.subnets import Subnets
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import by_name

SUBNET = {
    "name": {"type": "str", "required": True},
    "cidr": {"type": "str"},
    "zone": {"type": "str"},
    "map_public_ip": {"type": "bool"},
    "tags": TAGS,
}


def wanted(params):
    """The subnets by name in the shape they are read in."""
    subnets = []
    for subnet in params["subnets"]:
        name, cidr = subnet["name"], subnet["cidr"]
        if params["state"] == "present":
            require("subnet", subnet, "cidr", "zone")
        normal = {
            "cidr": cidr and network(f"subnet {name}", cidr),
            "tags": params["tags"] | subnet["tags"] | {"Name": name},
        }
        subnets.append(subnet | normal)
    return by_name(subnets)


def work(module, client):
    subnets = wanted(module.params)
    return Subnets(client("ec2"), module.params["vpc_id"], subnets), subnets


def main():
    manage("subnets", SUBNET, work, vpc_id={"type": "str", "required": True}, tags=TAGS)


if __name__ == "__main__":
    main()

#!/usr/bin/python
# Copyright (c) Pinksea
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: ec2_vpcs
short_description: Manage VPCs and their internet gateways
version_added: 0.1.0
description:
  - Creates, changes, looks up and removes VPCs, told apart by their Name tag, and by the tag C(managed-by) where O(tags) has one.
  - Each has an internet gateway of the same name, which comes and goes with it.
author: Pinksea (@pinksea)
extends_documentation_fragment:
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
  - pinksea.platform.attributes
  - pinksea.platform.reconcile
  - pinksea.platform.reconcile.tags
  - pinksea.platform.reconcile.wait
  - pinksea.platform.reconcile.timing
options:
  vpcs:
    description: The VPCs.
    type: list
    elements: dict
    required: true
    suboptions:
      name:
        description: Name of the VPC and of its internet gateway.
        type: str
        required: true
      cidr:
        description:
          - Its addresses, such as V(10.0.0.0/16). Cannot be changed.
          - Without them the VPC is only looked up; one that does not exist is left out of the result.
        type: str
      secondary_cidrs:
        description: Further addresses, exactly these. Left out, they are not managed.
        type: list
        elements: str
      dns_support:
        description: Whether the VPC has a DNS resolver.
        type: bool
        default: true
      dns_hostnames:
        description: Whether its instances get DNS names, which interface endpoints need.
        type: bool
        default: true
"""

EXAMPLES = r"""
- name: A VPC with addresses for pods
  pinksea.platform.ec2_vpcs:
    vpcs:
      - {name: rag, cidr: 10.0.0.0/16, secondary_cidrs: [100.64.0.0/16]}
    tags: {managed-by: pinksea.platform}

- name: Find it by its name
  pinksea.platform.ec2_vpcs:
    vpcs:
      - name: rag
"""

RETURN = r"""
changes:
  description: What was done, or would be done in check mode, of the kinds C(internet_gateway) and C(vpc).
  returned: always
  type: list
  elements: dict
  sample: [{action: create, kind: internet_gateway, name: rag}, {action: create, kind: vpc, name: rag}]
pending:
  description: What is not ready yet, for M(pinksea.platform.aws_ready).
  returned: always
  type: list
  elements: dict
vpcs:
  description: The VPCs by name, with RV(ignore:id), RV(ignore:internet_gateway_id) and so on.
  returned: always
  type: dict
"""

from ansible_collections.pinksea.platform.plugins.module_utils.aws import TAGS, WAIT, manage
from ansible_collections.pinksea.platform.plugins.module_utils.ec2.checks import vpc_network
from ansible_collections.pinksea.platform.plugins.module_utils.ec2.vpcs import MANAGED_BY, InternetGateways, Vpcs
from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import by_name

VPC = {
    "name": {"type": "str", "required": True},
    "cidr": {"type": "str"},
    "secondary_cidrs": {"type": "list", "elements": "str"},
    "dns_support": {"type": "bool", "default": True},
    "dns_hostnames": {"type": "bool", "default": True},
}


def normal(vpc, tags):
    """A VPC in the shape it is read in."""
    what, more = f"vpc {vpc['name']}", vpc["secondary_cidrs"]
    if vpc["dns_hostnames"] and not vpc["dns_support"]:
        raise PlatformError(f"{what}: dns_hostnames is true and dns_support false: names need DNS, switch it on too.")
    return vpc | {
        "cidr": vpc["cidr"] and vpc_network(what, vpc["cidr"]),
        "secondary_cidrs": None if more is None else sorted(vpc_network(what, cidr) for cidr in more),
        "internet_gateway": True,
        "tags": tags | {"Name": vpc["name"]},
    }


def work(module, client):
    tags, state = module.params["tags"], module.params["state"]
    named = by_name(normal(vpc, tags) for vpc in module.params["vpcs"])
    vpcs = {name: vpc for name, vpc in named.items() if vpc["cidr"] or state == "absent"}
    gateways = {name: {"name": name, "tags": vpc["tags"]} for name, vpc in vpcs.items()}
    known = (client("ec2"), named, tags.get(MANAGED_BY))
    its_gateways = InternetGateways(*known)
    return [(its_gateways, gateways), (Vpcs(*known, its_gateways), vpcs)]


def main():
    manage("vpcs", VPC, work, tags=TAGS, **WAIT)


if __name__ == "__main__":
    main()

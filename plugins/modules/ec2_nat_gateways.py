#!/usr/bin/python
# Copyright (c) Pinksea
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: ec2_nat_gateways
short_description: Manage the NAT gateways of a VPC and their addresses
version_added: 0.1.0
description:
  - Creates and removes public NAT gateways, told apart by their Name tag within the VPC.
  - Each has an Elastic IP of the same name, which is allocated with it (or found, when an interrupted run left one behind) and released after it.
  - A gateway that has failed does not count as existing; the next run makes a new one with the same address.
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
notes:
  - With O(state=absent) the end of each gateway is waited for, whatever O(wait) says, because its address can only be released then.
options:
  vpc_id:
    description: The VPC. In a plan it need not exist yet, C(planned:<kind>/<name>) will do.
    type: str
    required: true
  gateways:
    description: The NAT gateways. Their names are unique in the account and region, because the addresses carry them too.
    type: list
    elements: dict
    required: true
    suboptions:
      name:
        description: Name of the gateway and of its address.
        type: str
        required: true
      subnet_id:
        description: Public subnet of the gateway. Cannot be changed. Needed unless the gateway is to go.
        type: str
"""

EXAMPLES = r"""
- name: Start a NAT gateway, and go on with other things
  pinksea.platform.ec2_nat_gateways:
    vpc_id: vpc-0a
    gateways:
      - {name: pingvas-nat-a, subnet_id: subnet-0a}
    wait: false
"""

RETURN = r"""
changes:
  description: What was done, or would be done in check mode, of the kinds C(elastic_ip) and C(nat_gateway).
  returned: always
  type: list
  elements: dict
  sample: [{action: create, kind: elastic_ip, name: pingvas-nat-a}, {action: create, kind: nat_gateway, name: pingvas-nat-a}]
gateways:
  description: The gateways by name, with RV(ignore:id), RV(ignore:public_ip), RV(ignore:allocation_id), RV(ignore:status) and so on.
  returned: always
  type: dict
pending:
  description: What is not ready yet, for M(pinksea.platform.aws_ready).
  returned: always
  type: list
  elements: dict
"""

from functools import partial

from ansible_collections.pinksea.platform.plugins.module_utils.aws import TAGS, WAIT, manage, wait
from ansible_collections.pinksea.platform.plugins.module_utils.checks import require
from ansible_collections.pinksea.platform.plugins.module_utils.ec2.nat_gateways import ElasticIps, NatGateways
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import by_name

GATEWAY = {"name": {"type": "str", "required": True}, "subnet_id": {"type": "str"}}


def wanted(params):
    """The gateways by name, and their addresses by the same names."""
    gateways = by_name(gateway | {"tags": params["tags"] | {"Name": gateway["name"]}} for gateway in params["gateways"])
    if params["state"] == "present":
        for gateway in gateways.values():
            require("nat_gateway", gateway, "subnet_id")
    return gateways, {name: {"name": name, "tags": gateway["tags"]} for name, gateway in gateways.items()}


def work(module, client):
    settle = partial(wait, module, client, until="gone")
    gateways, addresses = wanted(module.params)
    ips = ElasticIps(client("ec2"), addresses, settle)
    return [
        (ips, addresses),
        (NatGateways(client("ec2"), module.params["vpc_id"], gateways, ips, settle), gateways),
    ]


def main():
    manage("gateways", GATEWAY, work, vpc_id={"type": "str", "required": True}, tags=TAGS, **WAIT)


if __name__ == "__main__":
    main()

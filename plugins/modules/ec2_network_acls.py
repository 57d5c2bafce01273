#!/usr/bin/python
# Copyright (c) Pinksea
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: ec2_network_acls
short_description: Manage the network ACLs of a VPC
version_added: 0.1.0
description:
  - Creates, changes and removes network ACLs, told apart by their Name tag within the VPC.
  - Entries and subnets that are stated are exact. A subnet that leaves an ACL goes back to the default ACL of the VPC.
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
  acls:
    description: The network ACLs.
    type: list
    elements: dict
    required: true
    suboptions:
      name:
        description: Name of the ACL.
        type: str
        required: true
      subnet_ids:
        description: Subnets it guards, exactly these. Left out, they are not managed by this task.
        type: list
        elements: str
      entries_in:
        description: Entries for traffic in, exactly these. Left out, they are not managed by this task.
        type: list
        elements: dict
        suboptions: &entry
          number:
            description: Place in the order, from 1 to 32766; the first entry that fits decides.
            type: int
            required: true
          action:
            description: What happens to the traffic.
            type: str
            choices: [allow, deny]
            default: allow
          protocol:
            description: Protocol.
            type: str
            choices: [tcp, udp, icmp, all]
            default: tcp
          from_port:
            description: First port, or ICMP type (all by default).
            type: int
          to_port:
            description: Last port, or ICMP code (all by default). By default O(acls[].entries_in[].from_port).
            type: int
          cidr:
            description: The other side.
            type: str
            required: true
      entries_out:
        description: Entries for traffic out, exactly these. Left out, they are not managed by this task.
        type: list
        elements: dict
        suboptions: *entry
"""

EXAMPLES = r"""
- name: Data subnets talk only to the VPC
  pinksea.platform.ec2_network_acls:
    vpc_id: vpc-0a
    acls:
      - name: rag-data
        subnet_ids: [subnet-0d, subnet-0e]
        entries_in:
          - {number: 100, protocol: all, cidr: 10.0.0.0/16}
        entries_out:
          - {number: 100, protocol: all, cidr: 10.0.0.0/16}
"""

RETURN = r"""
changes:
  description: What was done, or would be done in check mode.
  returned: always
  type: list
  elements: dict
  sample: [{action: create, kind: network_acl, name: rag-data}]
acls:
  description: The ACLs by name, with RV(ignore:id) and their entries as lines such as C(100 allow tcp 443 10.0.0.0/16).
  returned: always
  type: dict
"""

from ansible_collections.pinksea.platform.plugins.module_utils.aws import TAGS, manage
from ansible_collections.pinksea.platform.plugins.module_utils.ec2.acl_entries import lines_from_options
from ansible_collections.pinksea.platform.plugins.module_utils.ec2.network_acls import DIRECTIONS, NetworkAcls
from ansible_collections.pinksea.platform.plugins.module_utils.ec2.ports import PROTOCOLS
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import by_name

ENTRIES = {
    "type": "list",
    "elements": "dict",
    "options": {
        "number": {"type": "int", "required": True},
        "action": {"type": "str", "choices": ["allow", "deny"], "default": "allow"},
        "protocol": {"type": "str", "choices": list(PROTOCOLS), "default": "tcp"},
        "from_port": {"type": "int"},
        "to_port": {"type": "int"},
        "cidr": {"type": "str", "required": True},
    },
}
ACL = {
    "name": {"type": "str", "required": True},
    "subnet_ids": {"type": "list", "elements": "str"},
    "entries_in": ENTRIES,
    "entries_out": ENTRIES,
}


def wanted(params):
    """The ACLs by name in the shape they are read in."""
    acls = []
    for acl in params["acls"]:
        normal = {key: lines_from_options(acl["name"], acl[key]) for key in DIRECTIONS} | {
            "subnet_ids": None if acl["subnet_ids"] is None else sorted(acl["subnet_ids"]),
            "tags": params["tags"] | {"Name": acl["name"]},
        }
        acls.append(acl | normal)
    return by_name(acls)


def work(module, client):
    acls = wanted(module.params)
    return NetworkAcls(client("ec2"), module.params["vpc_id"], acls), acls


def main():
    manage("acls", ACL, work, vpc_id={"type": "str", "required": True}, tags=TAGS)


if __name__ == "__main__":
    main()

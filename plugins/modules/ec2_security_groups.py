#!/usr/bin/python
# Copyright (c) Pinksea
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: ec2_security_groups
short_description: Manage the security groups of a VPC with their rules
version_added: 0.1.0
description:
  - Creates, changes and removes security groups, told apart by their group name within the VPC; the name is also their Name tag.
  - Rules that are stated are exact. Groups of one task may refer to each other and to themselves by name.
  - New rules are in force before old ones are taken away.
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
  groups:
    description: The security groups.
    type: list
    elements: dict
    required: true
    suboptions:
      name:
        description: Name of the group.
        type: str
        required: true
      description:
        description: What the group is for; the name by default. Cannot be changed.
        type: str
      rules_in:
        description: Traffic let in, exactly this. Left out, it is not managed by this task.
        type: list
        elements: dict
        suboptions: &rule
          protocol:
            description: Protocol.
            type: str
            choices: [tcp, udp, icmp, all]
            default: tcp
          from_port:
            description: First port, or ICMP type (all by default).
            type: int
          to_port:
            description: Last port, or ICMP code (all by default). By default O(groups[].rules_in[].from_port).
            type: int
          cidr:
            description: The other side, as an address range.
            type: str
          group:
            description: The other side, as the name of a group of this task or as the id of any group.
            type: str
          description:
            description: What the rule is for.
            type: str
      rules_out:
        description: Traffic let out, exactly this; V([]) lets nothing out. Left out, EC2 lets out everything.
        type: list
        elements: dict
        suboptions: *rule
"""

EXAMPLES = r"""
- name: Load balancer and nodes
  pinksea.platform.ec2_security_groups:
    vpc_id: vpc-0a
    groups:
      - name: pingvas-alb
        rules_in:
          - {from_port: 443, cidr: 0.0.0.0/0, description: HTTPS}
        rules_out:
          - {from_port: 8001, to_port: 8005, group: pingvas-nodes}
      - name: pingvas-nodes
        rules_in:
          - {from_port: 8001, to_port: 8005, group: pingvas-alb}
          - {protocol: all, group: pingvas-nodes}
"""

RETURN = r"""
changes:
  description: What was done, or would be done in check mode.
  returned: always
  type: list
  elements: dict
  sample: [{action: create, kind: security_group, name: pingvas-alb}]
groups:
  description: The groups by name, with RV(ignore:id) and their rules as lines such as C(tcp 443 0.0.0.0/0 | HTTPS).
  returned: always
  type: dict
"""

from ansible_collections.pinksea.platform.plugins.module_utils.aws import TAGS, manage
from ansible_collections.pinksea.platform.plugins.module_utils.ec2.ports import PROTOCOLS
from ansible_collections.pinksea.platform.plugins.module_utils.ec2.security_groups import DIRECTIONS, SecurityGroups
from ansible_collections.pinksea.platform.plugins.module_utils.ec2.security_rules import lines_from_options
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import by_name

RULES = {
    "type": "list",
    "elements": "dict",
    "options": {
        "protocol": {"type": "str", "choices": list(PROTOCOLS), "default": "tcp"},
        "from_port": {"type": "int"},
        "to_port": {"type": "int"},
        "cidr": {"type": "str"},
        "group": {"type": "str"},
        "description": {"type": "str"},
    },
    "mutually_exclusive": [("cidr", "group")],
    "required_one_of": [("cidr", "group")],
}
GROUP = {
    "name": {"type": "str", "required": True},
    "description": {"type": "str"},
    "rules_in": RULES,
    "rules_out": RULES,
}


def wanted(params):
    """The groups by name in the shape they are read in."""
    names = [group["name"] for group in params["groups"]]
    return by_name(
        group
        | {key: lines_from_options(group["name"], group[key], names) for key in DIRECTIONS}
        | {"tags": params["tags"] | {"Name": group["name"]}}
        for group in params["groups"]
    )


def work(module, client):
    groups = wanted(module.params)
    return SecurityGroups(client("ec2"), module.params["vpc_id"], groups), groups


def main():
    manage("groups", GROUP, work, vpc_id={"type": "str", "required": True}, tags=TAGS)


if __name__ == "__main__":
    main()

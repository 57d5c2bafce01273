#!/usr/bin/python
# Copyright (c) Pinksea
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: ec2_launch_templates
short_description: Manage the launch templates of nodes
version_added: 0.1.0
description:
  - Creates, changes and removes launch templates, told apart by their name.
  - A template that differs gets a new version, which becomes its default; earlier versions stay.
  - Volumes are encrypted, and instance metadata is given to IMDSv2 only. Image and instance type are left to the node group.
author: Pinksea (@pinksea)
extends_documentation_fragment:
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
  - pinksea.platform.attributes
  - pinksea.platform.reconcile
  - pinksea.platform.reconcile.tags
notes:
  - O(tags) are also the tags of the instances and of their volumes.
options:
  templates:
    description: The launch templates.
    type: list
    elements: dict
    required: true
    suboptions:
      name:
        description: Name of the template.
        type: str
        required: true
      security_group_ids:
        description:
          - Security groups of the instances, by id. In a plan they need not exist yet, C(planned:<kind>/<name>) will do.
          - With none, EKS gives its nodes the security group of the cluster; with some, it does not add that one.
        type: list
        elements: str
        default: []
      disk_size:
        description: Root volume in GiB, of type gp3 on C(/dev/xvda). Needed unless the template is to go.
        type: int
      metadata_hop_limit:
        description: Network hops that an answer of the instance metadata may travel. With V(1) pods cannot read it.
        type: int
        default: 1
"""

EXAMPLES = r"""
- name: Nodes in two security groups
  pinksea.platform.ec2_launch_templates:
    templates:
      - name: rag-eks-nodes
        security_group_ids: [sg-0a, sg-0b]
        disk_size: 50
"""

RETURN = r"""
changes:
  description: What was done, or would be done in check mode.
  returned: always
  type: list
  elements: dict
  sample: [{action: create, kind: launch_template, name: rag-eks-nodes}]
templates:
  description: The templates by name, with RV(ignore:id) and RV(ignore:version), the number of the default version as text.
  returned: always
  type: dict
"""

import re

from ansible_collections.pinksea.platform.plugins.module_utils.aws import TAGS, manage
from ansible_collections.pinksea.platform.plugins.module_utils.checks import require, within
from ansible_collections.pinksea.platform.plugins.module_utils.ec2.launch_templates import ALWAYS, LaunchTemplates
from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import by_name, is_planned

TEMPLATE = {
    "name": {"type": "str", "required": True},
    "security_group_ids": {"type": "list", "elements": "str", "default": []},
    "disk_size": {"type": "int"},
    "metadata_hop_limit": {"type": "int", "default": 1},
}


def check(template):
    what = f"launch_template {template['name']}"
    if not re.fullmatch(r"[A-Za-z0-9().\-/_]{3,128}", template["name"]):
        raise PlatformError(f"{what}: EC2 takes no such name: give 3 to 128 letters, digits and ( ) . - / _.")
    for group in template["security_group_ids"]:
        if not group.startswith("sg-") and not is_planned(group):
            raise PlatformError(f"{what}: security_group_ids holds {group!r}: give ids, which start with sg-.")
    require("launch_template", template, "disk_size")
    within("launch_template", template, "disk_size", 1, 65536)
    within("launch_template", template, "metadata_hop_limit", 1, 64)


def wanted(params):
    """The templates by name in the shape they are read in."""
    if params["state"] == "present":
        for template in params["templates"]:
            check(template)
    return by_name(
        template | ALWAYS | {"security_group_ids": sorted(template["security_group_ids"]), "tags": params["tags"]}
        for template in params["templates"]
    )


def work(module, client):
    templates = wanted(module.params)
    return LaunchTemplates(client("ec2"), templates), templates


def main():
    manage("templates", TEMPLATE, work, tags=TAGS)


if __name__ == "__main__":
    main()

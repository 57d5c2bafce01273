#!/usr/bin/python
# Copyright (c) Pinksea
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: route53_zones
short_description: Manage public Route 53 zones
version_added: 0.1.0
description:
  - Creates, changes and removes public hosted zones, told apart by their name.
  - A zone is only removed when it holds nothing but what Route 53 and certificate validation put into it.
author: Pinksea (@pinksea)
extends_documentation_fragment:
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
  - pinksea.platform.attributes
  - pinksea.platform.reconcile
  - pinksea.platform.reconcile.tags
options:
  zones:
    description: The zones.
    type: list
    elements: dict
    required: true
    suboptions:
      name:
        description: Domain of the zone.
        type: str
        required: true
      comment:
        description: What the zone is for.
        type: str
        default: ""
"""

EXAMPLES = r"""
- name: A zone for a platform
  pinksea.platform.route53_zones:
    zones:
      - {name: rag.example.com, comment: Everything of rag}
"""

RETURN = r"""
changes:
  description: What was done, or would be done in check mode.
  returned: always
  type: list
  elements: dict
  sample: [{action: create, kind: route53_zone, name: rag.example.com}]
zones:
  description: The zones by name, with RV(ignore:id) and RV(ignore:name_servers).
  returned: always
  type: dict
"""

from ansible_collections.pinksea.platform.plugins.module_utils.aws import TAGS, manage
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import by_name
from ansible_collections.pinksea.platform.plugins.module_utils.route53.common import plain
from ansible_collections.pinksea.platform.plugins.module_utils.route53.zones import Zones

ZONE = {"name": {"type": "str", "required": True}, "comment": {"type": "str", "default": ""}}


def work(module, client):
    tags = module.params["tags"]
    zones = by_name(zone | {"name": plain(zone["name"]), "tags": tags} for zone in module.params["zones"])
    return Zones(client("route53"), zones), zones


def main():
    manage("zones", ZONE, work, tags=TAGS)


if __name__ == "__main__":
    main()

#!/usr/bin/python
# Copyright (c) Pinksea
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: route53_records
short_description: Manage records of public Route 53 zones
version_added: 0.1.0
description:
  - Creates, changes and removes records, told apart by name and type.
  - Records that are not named are never touched, nor are those with a routing policy.
author: Pinksea (@pinksea)
extends_documentation_fragment:
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
  - pinksea.platform.attributes
  - pinksea.platform.reconcile
options:
  zone:
    description: Name of the public zone that the records are in.
    type: str
    required: true
  records:
    description: The records.
    type: list
    elements: dict
    required: true
    suboptions:
      name:
        description: Full name of the record.
        type: str
        required: true
      type:
        description: Type of the record.
        type: str
        choices: [A, AAAA, CAA, CNAME, MX, NS, SRV, TXT]
        required: true
      ttl:
        description: Seconds for which resolvers may keep it.
        type: int
        default: 300
      values:
        description: Its values as Route 53 writes them, texts in double quotes. Needed unless it is an alias or to go.
        type: list
        elements: str
      alias:
        description: The AWS resource that answers for this name, instead of values.
        type: dict
        suboptions:
          name:
            description: Domain name of the resource.
            type: str
            required: true
          zone_id:
            description: Hosted zone of the resource, such as V(Z2FDTNDATAQYW2) of CloudFront.
            type: str
            required: true
      zone:
        description: Zone of this record, instead of O(zone).
        type: str
"""

EXAMPLES = r"""
- name: Who may issue certificates
  pinksea.platform.route53_records:
    zone: rag.example.com
    records:
      - {name: rag.example.com, type: CAA, values: ['0 issue "amazon.com"']}
"""

RETURN = r"""
changes:
  description: What was done, or would be done in check mode.
  returned: always
  type: list
  elements: dict
  sample: [{action: create, kind: route53_record, name: rag.example.com CAA}]
records:
  description: The records by name and type.
  returned: always
  type: dict
"""

from ansible_collections.pinksea.platform.plugins.module_utils.aws import manage
from ansible_collections.pinksea.platform.plugins.module_utils.checks import require
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import by_name
from ansible_collections.pinksea.platform.plugins.module_utils.route53.common import plain, refuse_outside
from ansible_collections.pinksea.platform.plugins.module_utils.route53.records import Records, key

RECORD = {
    "name": {"type": "str", "required": True},
    "type": {"type": "str", "choices": ["A", "AAAA", "CAA", "CNAME", "MX", "NS", "SRV", "TXT"], "required": True},
    "ttl": {"type": "int", "default": 300},
    "values": {"type": "list", "elements": "str"},
    "alias": {
        "type": "dict",
        "options": {"name": {"type": "str", "required": True}, "zone_id": {"type": "str", "required": True}},
    },
    "zone": {"type": "str"},
}


def wanted(params):
    """The records by name and type, in the shape they are read in."""
    records = []
    for record in params["records"]:
        alias = record["alias"] and record["alias"] | {"name": plain(record["alias"]["name"])}
        if params["state"] == "present" and not alias:
            require("route53_record", record, "values")
        normal = {
            "key": key(record["name"], record["type"]),
            "name": plain(record["name"]),
            "zone": plain(record["zone"] or params["zone"]),
            "alias": alias,
            "ttl": None if alias else record["ttl"],
            "values": [] if alias else record["values"] and sorted(record["values"]),
        }
        refuse_outside(f"route53_record {normal['key']}", normal["name"], normal["zone"])
        records.append(record | normal)
    return by_name(records, key="key")


def work(module, client):
    records = wanted(module.params)
    return Records(client("route53"), records), records


def main():
    manage("records", RECORD, work, zone={"type": "str", "required": True})


if __name__ == "__main__":
    main()

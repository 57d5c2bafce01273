#!/usr/bin/python
# Copyright (c) Pinksea
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: backup_plans
short_description: Manage backup plans and what they back up
version_added: 0.1.0
description:
  - Creates, changes and removes plans of AWS Backup with their selections of resources.
  - The selections of a plan that is named are exact.
author: Pinksea (@pinksea)
extends_documentation_fragment:
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
  - pinksea.platform.attributes
  - pinksea.platform.reconcile
  - pinksea.platform.reconcile.tags
options:
  plans:
    description: The plans.
    type: list
    elements: dict
    required: true
    suboptions:
      name:
        description: Name of the plan.
        type: str
        required: true
      rules:
        description: When backups are made, and how long they are kept. Needed unless the plan is to go.
        type: list
        elements: dict
        suboptions:
          name:
            description: Name of the rule.
            type: str
            required: true
          vault:
            description: Vault of the backups.
            type: str
            required: true
          schedule:
            description: When they are made, as a cron expression in UTC.
            type: str
            required: true
          delete_after:
            description: Days after which they are removed.
            type: int
            required: true
          copy_to:
            description: ARN of a vault, of another region mostly, to which each backup is copied.
            type: str
          copy_delete_after:
            description: Days after which the copies are removed, by default those of O(plans[].rules[].delete_after).
            type: int
      selections:
        description: What the plan backs up.
        type: list
        elements: dict
        default: []
        suboptions:
          name:
            description: Name of the selection.
            type: str
            required: true
          role_arn:
            description: Role that AWS Backup takes on.
            type: str
            required: true
          resources:
            description: ARNs of the resources, with wildcards.
            type: list
            elements: str
            required: true
          matching_tags:
            description: Tags that a resource must have, all of them.
            type: dict
            default: {}
"""

EXAMPLES = r"""
- name: Keep the volumes of every night for a month
  pinksea.platform.backup_plans:
    plans:
      - name: rag-volumes
        rules:
          - {name: daily, vault: rag, schedule: "cron(0 3 * * ? *)", delete_after: 30}
        selections:
          - name: qdrant
            role_arn: arn:aws:iam::123456789012:role/rag-backup
            resources: ["arn:aws:ec2:*:*:volume/*"]
            matching_tags: {platform: rag, backup: daily}
"""

RETURN = r"""
changes:
  description: What was done, or would be done in check mode.
  returned: always
  type: list
  elements: dict
  sample: [{action: create, kind: backup_plan, name: rag-volumes}]
plans:
  description: The plans by name.
  returned: always
  type: dict
"""

from ansible_collections.pinksea.platform.plugins.module_utils.aws import TAGS, manage
from ansible_collections.pinksea.platform.plugins.module_utils.backup.plans import Plans, wanted_rule, wanted_selection
from ansible_collections.pinksea.platform.plugins.module_utils.checks import require
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import by_name

RULE = {
    "name": {"type": "str", "required": True},
    "vault": {"type": "str", "required": True},
    "schedule": {"type": "str", "required": True},
    "delete_after": {"type": "int", "required": True},
    "copy_to": {"type": "str"},
    "copy_delete_after": {"type": "int"},
}
SELECTION = {
    "name": {"type": "str", "required": True},
    "role_arn": {"type": "str", "required": True},
    "resources": {"type": "list", "elements": "str", "required": True},
    "matching_tags": {"type": "dict", "default": {}},
}
PLAN = {
    "name": {"type": "str", "required": True},
    "rules": {"type": "list", "elements": "dict", "options": RULE},
    "selections": {"type": "list", "elements": "dict", "default": [], "options": SELECTION},
}


def wanted(params):
    plans = by_name({**plan, "tags": params["tags"]} for plan in params["plans"])
    for plan in plans.values() if params["state"] == "present" else []:
        require(Plans.kind, plan, "rules")
        plan["rules"] = [wanted_rule(rule, params["tags"]) for rule in plan["rules"]]
        selections = by_name(wanted_selection(selection) for selection in plan["selections"])
        plan["selections"] = [selections[name] for name in sorted(selections)]
    return plans


def work(module, client):
    plans = wanted(module.params)
    return Plans(client("backup"), plans), plans


def main():
    manage("plans", PLAN, work, tags=TAGS)


if __name__ == "__main__":
    main()

#!/usr/bin/python
# Copyright (c) Pinksea
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: eventbridge_rules
short_description: Manage EventBridge rules
version_added: 0.1.0
description:
  - Creates, changes and removes rules of the default event bus, with their targets.
  - A rule that is switched off counts as changed, and is switched on.
author: Pinksea (@pinksea)
extends_documentation_fragment:
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
  - pinksea.platform.attributes
  - pinksea.platform.reconcile
  - pinksea.platform.reconcile.tags
options:
  rules:
    description: The rules.
    type: list
    elements: dict
    required: true
    suboptions:
      name:
        description: Name of the rule, 64 characters at most.
        type: str
        required: true
      description:
        description: What the rule is for.
        type: str
        default: ""
      pattern:
        description: Event pattern. Needed unless the rule is to go.
        type: dict
      targets:
        description: ARNs by name, at most five. A queue or topic lets events.amazonaws.com in by its own policy.
        type: dict
        default: {}
"""

EXAMPLES = r"""
- name: Tell Karpenter of spot interruptions
  pinksea.platform.eventbridge_rules:
    rules:
      - name: rag-eks-karpenter-spot-interruption
        pattern:
          source: [aws.ec2]
          detail-type: [EC2 Spot Instance Interruption Warning]
        targets:
          karpenter: arn:aws:sqs:us-east-1:123456789012:rag-eks-karpenter
"""

RETURN = r"""
changes:
  description: What was done, or would be done in check mode.
  returned: always
  type: list
  elements: dict
  sample: [{action: create, kind: eventbridge_rule, name: rag-eks-karpenter-spot-interruption}]
rules:
  description: The rules by name, with RV(ignore:arn) and so on.
  returned: always
  type: dict
"""

from ansible_collections.pinksea.platform.plugins.module_utils.aws import TAGS, manage
from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.events.rules import Rules
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import by_name

RULE = {
    "name": {"type": "str", "required": True},
    "description": {"type": "str", "default": ""},
    "pattern": {"type": "dict"},
    "targets": {"type": "dict", "default": {}},
}
NAME_LIMIT = 64
TARGET_LIMIT = 5


def check(rule):
    name, targets = rule["name"], rule["targets"]
    if not rule["pattern"]:
        raise PlatformError(f"eventbridge_rule {name}: pattern is not set: give it, state present needs it.")
    if len(name) > NAME_LIMIT:
        raise PlatformError(
            f"eventbridge_rule {name}: its name has {len(name)} characters and EventBridge takes {NAME_LIMIT}: shorten it."
        )
    if len(targets) > TARGET_LIMIT:
        raise PlatformError(
            f"eventbridge_rule {name} has {len(targets)} targets and EventBridge takes {TARGET_LIMIT}: "
            "make another rule of the same pattern."
        )


def work(module, client):
    more = {"state": "ENABLED"}
    rules = by_name(
        rule | more | {"tags": {**module.params["tags"], "Name": rule["name"]}} for rule in module.params["rules"]
    )
    if module.params["state"] == "present":
        for rule in rules.values():
            check(rule)
    return Rules(client("events"), rules), rules


def main():
    manage("rules", RULE, work, tags=TAGS)


if __name__ == "__main__":
    main()

#!/usr/bin/python
# Copyright (c) Pinksea
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: config_rules
short_description: Manage rules of AWS Config
version_added: 0.1.0
description:
  - Creates, changes and removes rules that AWS manages.
  - A rule needs a recorder in the account and region; whose it is does not matter.
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
        description: Name of the rule.
        type: str
        required: true
      description:
        description: What the rule looks for.
        type: str
        default: ""
      identifier:
        description: What AWS calls the rule, such as V(ENCRYPTED_VOLUMES). Needed unless the rule is to go.
        type: str
      parameters:
        description: Parameters of the rule.
        type: dict
        default: {}
"""

EXAMPLES = r"""
- name: Look for volumes without encryption
  pinksea.platform.config_rules:
    rules:
      - {name: rag-encrypted-volumes, identifier: ENCRYPTED_VOLUMES}
"""

RETURN = r"""
changes:
  description: What was done, or would be done in check mode.
  returned: always
  type: list
  elements: dict
  sample: [{action: create, kind: config_rule, name: rag-encrypted-volumes}]
rules:
  description: The rules by name.
  returned: always
  type: dict
"""

from ansible_collections.pinksea.platform.plugins.module_utils.aws import TAGS, manage
from ansible_collections.pinksea.platform.plugins.module_utils.checks import require
from ansible_collections.pinksea.platform.plugins.module_utils.config.rules import Rules
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import by_name

RULE = {
    "name": {"type": "str", "required": True},
    "description": {"type": "str", "default": ""},
    "identifier": {"type": "str"},
    "parameters": {"type": "dict", "default": {}},
}


def wanted(params):
    rules = by_name({**rule, "tags": params["tags"]} for rule in params["rules"])
    if params["state"] == "present":
        for rule in rules.values():
            require(Rules.kind, rule, "identifier")
    return rules


def work(module, client):
    rules = wanted(module.params)
    return Rules(client("config"), rules), rules


def main():
    manage("rules", RULE, work, tags=TAGS)


if __name__ == "__main__":
    main()

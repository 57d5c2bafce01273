#!/usr/bin/python
# Copyright (c) Pinksea
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: budgets
short_description: Manage AWS Budgets
version_added: 0.1.0
description:
  - Creates, changes and removes monthly cost budgets with their notifications.
  - Activates tags for cost allocation, by which a budget can tell what it counts. Billing knows a tag a day after it was first seen; until then there is nothing to activate, and a later run does.
author: Pinksea (@pinksea)
extends_documentation_fragment:
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
  - pinksea.platform.attributes
  - pinksea.platform.reconcile
  - pinksea.platform.reconcile.tags
options:
  account_id:
    description: Account of the budgets.
    type: str
    required: true
  budgets:
    description: The budgets.
    type: list
    elements: dict
    required: true
    suboptions:
      name:
        description: Name of the budget.
        type: str
        required: true
      limit:
        description: US dollars a month. Needed unless the budget is to go.
        type: float
      matching_tags:
        description: Tag of the costs that count, one at most. All costs of the account count without one.
        type: dict
        default: {}
      notifications:
        description: Who is told when. Exact for the budgets named.
        type: list
        elements: dict
        default: []
        suboptions:
          type:
            description: Whether the costs so far count, or those of the whole month as forecast.
            type: str
            choices: [ACTUAL, FORECASTED]
            default: ACTUAL
          threshold:
            description: Percentage of the limit above which somebody is told.
            type: float
            required: true
          emails:
            description: Addresses told.
            type: list
            elements: str
            default: []
          topics:
            description: ARN of the SNS topic told, whose policy lets AWS Budgets publish.
            type: list
            elements: str
            default: []
  cost_allocation_tags:
    description: Keys of tags to activate for cost allocation, which only the account that pays may do. They are never deactivated.
    type: list
    elements: str
    default: []
"""

EXAMPLES = r"""
- name: Say so when the month gets expensive
  pinksea.platform.budgets:
    account_id: "123456789012"
    budgets:
      - name: rag
        limit: 1335
        matching_tags: {platform: rag}
        notifications:
          - {threshold: 80, emails: [operator@example.com]}
          - {type: FORECASTED, threshold: 100, emails: [operator@example.com]}
"""

RETURN = r"""
changes:
  description: What was done, or would be done in check mode, of the kinds C(cost_allocation_tag) and C(budget).
  returned: always
  type: list
  elements: dict
  sample: [{action: create, kind: budget, name: rag}]
budgets:
  description: The budgets by name.
  returned: always
  type: dict
"""

from ansible_collections.pinksea.platform.plugins.module_utils.aws import TAGS, manage
from ansible_collections.pinksea.platform.plugins.module_utils.budgets.budgets import Budgets, in_order, refuse_budget
from ansible_collections.pinksea.platform.plugins.module_utils.budgets.cost_allocation_tags import CostAllocationTags
from ansible_collections.pinksea.platform.plugins.module_utils.checks import require
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import by_name

STRINGS = {"type": "list", "elements": "str", "default": []}
NOTIFICATION = {
    "type": {"type": "str", "choices": ["ACTUAL", "FORECASTED"], "default": "ACTUAL"},
    "threshold": {"type": "float", "required": True},
    "emails": STRINGS,
    "topics": STRINGS,
}
BUDGET = {
    "name": {"type": "str", "required": True},
    "limit": {"type": "float"},
    "matching_tags": {"type": "dict", "default": {}},
    "notifications": {"type": "list", "elements": "dict", "default": [], "options": NOTIFICATION},
}


def wanted(params):
    """The budgets by name, with what is told in a fixed order."""
    budgets = by_name({**budget, "tags": params["tags"]} for budget in params["budgets"])
    for budget in budgets.values() if params["state"] == "present" else []:
        require(Budgets.kind, budget, "limit")
        refuse_budget(budget)
        told = [{**row, "emails": sorted(row["emails"])} for row in budget["notifications"]]
        budget["notifications"] = in_order(told)
    return budgets


def work(module, client):
    params, budgets = module.params, wanted(module.params)
    keys = params["cost_allocation_tags"] if params["state"] == "present" else []
    tags = CostAllocationTags(client("ce"), keys)
    return [(tags, tags.known()), (Budgets(client("budgets"), params["account_id"], budgets), budgets)]


def main():
    manage(
        "budgets",
        BUDGET,
        work,
        account_id={"type": "str", "required": True},
        cost_allocation_tags={**STRINGS, "no_log": False},
        tags=TAGS,
    )


if __name__ == "__main__":
    main()

#!/usr/bin/python
# Copyright (c) Pinksea
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: cloudwatch_log_groups
short_description: Manage log groups and saved queries of CloudWatch Logs
version_added: 0.1.0
description:
  - Creates, changes and removes log groups, and the saved Logs Insights queries that are given with them.
  - A log group that an AWS service would make on its own (without a retention) is best made here before it.
author: Pinksea (@pinksea)
extends_documentation_fragment:
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
  - pinksea.platform.attributes
  - pinksea.platform.reconcile
  - pinksea.platform.reconcile.tags
options:
  groups:
    description: The log groups.
    type: list
    elements: dict
    required: true
    suboptions:
      name:
        description: Name of the group.
        type: str
        required: true
      retention:
        description: Days that events are kept; V(0) keeps them for ever.
        type: int
        default: 30
      log_class:
        description: Class of the group. Cannot be changed.
        type: str
        choices: [STANDARD, INFREQUENT_ACCESS]
        default: STANDARD
      kms_key_arn:
        description: KMS key that encrypts the events, whose policy lets CloudWatch Logs use it; V("") for none.
        type: str
  queries:
    description: Saved queries of Logs Insights.
    type: list
    elements: dict
    default: []
    suboptions:
      name:
        description: Name of the query; slashes make folders.
        type: str
        required: true
      query:
        description: The query, in the language of Logs Insights.
        type: str
        required: true
      log_groups:
        description: Names of the log groups it looks at.
        type: list
        elements: str
        required: true
"""

EXAMPLES = r"""
- name: Keep the control plane's logs for a month
  pinksea.platform.cloudwatch_log_groups:
    groups:
      - name: /aws/eks/rag-eks/cluster
        retention: 30
"""

RETURN = r"""
changes:
  description: What was done, or would be done in check mode, of the kinds C(log_group) and C(query_definition).
  returned: always
  type: list
  elements: dict
  sample: [{action: create, kind: log_group, name: /aws/eks/rag-eks/cluster}]
groups:
  description: The log groups by name.
  returned: always
  type: dict
"""

from ansible_collections.pinksea.platform.plugins.module_utils.aws import TAGS, manage
from ansible_collections.pinksea.platform.plugins.module_utils.logs.groups import LogGroups, refuse_retention
from ansible_collections.pinksea.platform.plugins.module_utils.logs.queries import QueryDefinitions
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import by_name

GROUP = {
    "name": {"type": "str", "required": True},
    "retention": {"type": "int", "default": 30},
    "log_class": {"type": "str", "choices": ["STANDARD", "INFREQUENT_ACCESS"], "default": "STANDARD"},
    "kms_key_arn": {"type": "str", "no_log": False},
}
QUERY = {
    "name": {"type": "str", "required": True},
    "query": {"type": "str", "required": True},
    "log_groups": {"type": "list", "elements": "str", "required": True},
}


def wanted(params):
    """The groups and the queries, each by name."""
    for group in params["groups"]:
        refuse_retention(group["name"], group["retention"])
    groups = by_name({**group, "tags": params["tags"]} for group in params["groups"])
    queries = by_name({**query, "log_groups": sorted(query["log_groups"])} for query in params["queries"])
    return groups, queries


def work(module, client):
    groups, queries = wanted(module.params)
    return [(QueryDefinitions(client("logs")), queries), (LogGroups(client("logs"), groups), groups)]


def main():
    manage(
        "groups", GROUP, work, queries={"type": "list", "elements": "dict", "default": [], "options": QUERY}, tags=TAGS
    )


if __name__ == "__main__":
    main()

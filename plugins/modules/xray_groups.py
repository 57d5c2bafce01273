#!/usr/bin/python
# Copyright (c) Pinksea
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: xray_groups
short_description: Manage X-Ray groups and sampling rules
version_added: 0.1.0
description:
  - Creates, changes and removes groups of traces, and the sampling rules that are given with them.
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
    description: The groups.
    type: list
    elements: dict
    required: true
    suboptions:
      name:
        description: Name of the group, 32 characters at most.
        type: str
        required: true
      filter:
        description: Expression that the group's traces match. Needed unless the group is to go.
        type: str
      insights:
        description: Whether X-Ray looks for anomalies in the group.
        type: bool
        default: false
  sampling_rules:
    description: The sampling rules.
    type: list
    elements: dict
    default: []
    suboptions:
      name:
        description: Name of the rule, 32 characters at most.
        type: str
        required: true
      priority:
        description: The lowest of the rules that match a request decides.
        type: int
        default: 1000
      reservoir:
        description: Requests traced in each second before the rate applies.
        type: int
        default: 1
      fixed_rate:
        description: Share of the other requests that is traced, V(0) to V(1).
        type: float
        default: 0.05
      service_name:
        description: Name of the service, with wildcards.
        type: str
        default: "*"
      service_type:
        description: Where the service runs.
        type: str
        default: "*"
      host:
        description: Host of the request.
        type: str
        default: "*"
      http_method:
        description: Method of the request.
        type: str
        default: "*"
      url_path:
        description: Path of the request.
        type: str
        default: "*"
"""

EXAMPLES = r"""
- name: Find failed requests, and trace no health checks
  pinksea.platform.xray_groups:
    groups:
      - {name: rag-errors, filter: 'service("rag-api") { error OR fault }'}
    sampling_rules:
      - {name: rag-health, priority: 100, url_path: /health, reservoir: 0, fixed_rate: 0}
"""

RETURN = r"""
changes:
  description: What was done, or would be done in check mode, of the kinds C(xray_sampling_rule) and C(xray_group).
  returned: always
  type: list
  elements: dict
  sample: [{action: create, kind: xray_sampling_rule, name: rag-health}, {action: create, kind: xray_group, name: rag-errors}]
groups:
  description: The groups by name.
  returned: always
  type: dict
"""

from ansible_collections.pinksea.platform.plugins.module_utils.aws import TAGS, manage
from ansible_collections.pinksea.platform.plugins.module_utils.checks import require
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import by_name
from ansible_collections.pinksea.platform.plugins.module_utils.xray.groups import Groups, refuse_name
from ansible_collections.pinksea.platform.plugins.module_utils.xray.sampling_rules import SamplingRules, refuse_limits

GROUP = {
    "name": {"type": "str", "required": True},
    "filter": {"type": "str"},
    "insights": {"type": "bool", "default": False},
}
ANY = {"type": "str", "default": "*"}
RULE = {
    "name": {"type": "str", "required": True},
    "priority": {"type": "int", "default": 1000},
    "reservoir": {"type": "int", "default": 1},
    "fixed_rate": {"type": "float", "default": 0.05},
    "service_name": ANY,
    "service_type": ANY,
    "host": ANY,
    "http_method": ANY,
    "url_path": ANY,
}


def wanted(params):
    """The groups and the sampling rules, each by name."""
    groups, rules = (
        by_name({**item, "tags": params["tags"]} for item in params[option]) for option in ("groups", "sampling_rules")
    )
    for group in groups.values():
        refuse_name(Groups.kind, group["name"])
        if params["state"] == "present":
            require(Groups.kind, group, "filter")
    for rule in rules.values():
        refuse_name(SamplingRules.kind, rule["name"])
        refuse_limits(rule)
    return groups, rules


def work(module, client):
    groups, rules = wanted(module.params)
    return [(SamplingRules(client("xray"), rules), rules), (Groups(client("xray"), groups), groups)]


def main():
    manage(
        "groups",
        GROUP,
        work,
        sampling_rules={"type": "list", "elements": "dict", "default": [], "options": RULE},
        tags=TAGS,
    )


if __name__ == "__main__":
    main()

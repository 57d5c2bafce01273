#!/usr/bin/python
# Copyright (c) Pinksea
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: wafv2_web_acls
short_description: Manage web ACLs with one rule set for load balancers and CloudFront
version_added: 0.1.0
description:
  - Creates, changes and removes WAFv2 web ACLs that all have the same rules, whatever their scope.
  - Each has two IP sets (C(<name>-admin-ipv4) and C(<name>-admin-ipv6)) and a log group (C(aws-waf-logs-<name>)) of its own.
  - The headers C(authorization) and C(cookie) are left out of the logs.
  - Rules that take more capacity than an ACL has are refused before anything is touched.
author: Pinksea (@pinksea)
extends_documentation_fragment:
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
  - pinksea.platform.attributes
  - pinksea.platform.reconcile
  - pinksea.platform.reconcile.tags
options:
  acls:
    description: The web ACLs. Names are unique over both scopes.
    type: list
    elements: dict
    required: true
    suboptions:
      name:
        description: Name of the ACL.
        type: str
        required: true
      scope:
        description: V(REGIONAL) for load balancers of the region, V(CLOUDFRONT) for distributions (kept in us-east-1).
        type: str
        choices: [REGIONAL, CLOUDFRONT]
        required: true
  managed_groups:
    description: Rule groups that AWS keeps up, in the order in which they are asked.
    type: list
    elements: dict
    default: []
    suboptions:
      name:
        description: Name of the group.
        type: str
        required: true
        choices:
          - AWSManagedRulesAdminProtectionRuleSet
          - AWSManagedRulesAmazonIpReputationList
          - AWSManagedRulesAnonymousIpList
          - AWSManagedRulesCommonRuleSet
          - AWSManagedRulesKnownBadInputsRuleSet
          - AWSManagedRulesLinuxRuleSet
          - AWSManagedRulesSQLiRuleSet
          - AWSManagedRulesUnixRuleSet
      count:
        description: Rules of the group that only count, such as V(SizeRestrictions_BODY), which would block uploads over 8 KB.
        type: list
        elements: str
        default: []
  rate_limit:
    description: Requests that one address may make in five minutes.
    type: int
    default: 2000
  rate_action:
    description: What happens to an address that makes more.
    type: str
    choices: [block, count]
    default: block
  blocked_countries:
    description: Countries from which nothing is let in, by two-letter code.
    type: list
    elements: str
    default: []
  blocked_user_agents:
    description: Texts by which a bot is known, in any case, anywhere in its user agent.
    type: list
    elements: str
    default: []
  admin_paths:
    description: Paths, with all below them, for O(admin_cidrs) only.
    type: list
    elements: str
    default: []
  admin_cidrs:
    description: Networks that may ask for O(admin_paths).
    type: list
    elements: str
    default: []
  log_retention_days:
    description: Days for which requests stay in the log.
    type: int
    default: 30
"""

EXAMPLES = r"""
- name: One rule set for the load balancer and for CloudFront
  pinksea.platform.wafv2_web_acls:
    acls:
      - {name: rag, scope: REGIONAL}
      - {name: rag-cloudfront, scope: CLOUDFRONT}
    managed_groups:
      - {name: AWSManagedRulesCommonRuleSet, count: [SizeRestrictions_BODY]}
      - {name: AWSManagedRulesSQLiRuleSet}
    admin_paths: [/admin]
    admin_cidrs: [192.0.2.0/24]
"""

RETURN = r"""
acls:
  description: The web ACLs by name, with RV(ignore:arn), RV(ignore:id), RV(ignore:rules) and so on.
  returned: always
  type: dict
changes:
  description: What was done, or would be done in check mode, of the kinds C(log_group), C(wafv2_ip_set) and C(wafv2_web_acl).
  returned: always
  type: list
  elements: dict
  sample: [{action: create, kind: wafv2_web_acl, name: rag}]
"""

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.pinksea.platform.plugins.module_utils.aws import STATE, TAGS, run
from ansible_collections.pinksea.platform.plugins.module_utils.logs.groups import LogGroups
from ansible_collections.pinksea.platform.plugins.module_utils.wafv2.rules import MANAGED
from ansible_collections.pinksea.platform.plugins.module_utils.wafv2.wanted import parts
from ansible_collections.pinksea.platform.plugins.module_utils.wafv2.web_acls import IpSets, WebAcls

HOME = "us-east-1"
STRINGS = {"type": "list", "elements": "str", "default": []}
ACL = {
    "name": {"type": "str", "required": True},
    "scope": {"type": "str", "choices": ["REGIONAL", "CLOUDFRONT"], "required": True},
}
GROUP = {"name": {"type": "str", "required": True, "choices": sorted(MANAGED)}, "count": STRINGS}
ARGUMENTS = {
    "acls": {"type": "list", "elements": "dict", "required": True, "options": ACL},
    "managed_groups": {"type": "list", "elements": "dict", "default": [], "options": GROUP},
    "rate_limit": {"type": "int", "default": 2000},
    "rate_action": {"type": "str", "choices": ["block", "count"], "default": "block"},
    "blocked_countries": STRINGS,
    "blocked_user_agents": STRINGS,
    "admin_paths": STRINGS,
    "admin_cidrs": STRINGS,
    "log_retention_days": {"type": "int", "default": 30},
    "state": STATE,
    "tags": TAGS,
}


def main():
    module = AnsibleAWSModule(argument_spec=ARGUMENTS, supports_check_mode=True)

    def work(client):
        groups, sets, acls = parts(module.params)
        regions = {"REGIONAL": module.region, "CLOUDFRONT": HOME}
        scopes = sorted({acl["scope"] for acl in acls.values()})
        wafs = {scope: client("wafv2", regions[scope]) for scope in scopes}
        logs = {scope: LogGroups(client("logs", regions[scope]), groups[scope]) for scope in scopes}
        ip_sets = IpSets(wafs, sets)
        first = [(logs[scope], groups[scope]) for scope in scopes]
        return [*first, (ip_sets, sets), (WebAcls(wafs, acls, ip_sets, logs), acls)]

    run(module, "acls", work)


if __name__ == "__main__":
    main()

"""The rule set of a web ACL, the same for load balancers and for CloudFront, and the capacity it takes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import Item

CAPACITY = 1500
"""Capacity units that a web ACL may take before AWS charges for more."""
MANAGED = {
    "AWSManagedRulesCommonRuleSet": 700,
    "AWSManagedRulesKnownBadInputsRuleSet": 200,
    "AWSManagedRulesSQLiRuleSet": 200,
    "AWSManagedRulesAmazonIpReputationList": 25,
    "AWSManagedRulesAnonymousIpList": 50,
    "AWSManagedRulesAdminProtectionRuleSet": 100,
    "AWSManagedRulesLinuxRuleSet": 200,
    "AWSManagedRulesUnixRuleSet": 100,
}
"""Rule groups that AWS keeps up, with the units each takes."""
LONGEST_PATTERN = 512
VERSIONS = {"IPV4": 4, "IPV6": 6}


def ip_set_names(acl: str) -> dict[str, str]:
    """The two sets of addresses of an ACL, by version: a set holds addresses of one version only."""
    return {version: f"{acl}-admin-{version.lower()}" for version in VERSIONS}


def build(acl: str, rules: Item) -> list[Item]:
    """The rules in the order in which WAF looks at them: cheap ones first."""
    found: list[tuple[str, Item, Item]] = [
        ("rate", {rules["rate_action"].capitalize(): {}}, rate(rules["rate_limit"])),
        ("countries", {"Block": {}}, countries(rules["blocked_countries"])),
        ("user-agents", {"Block": {}}, user_agents(rules["blocked_user_agents"])),
        ("admin", {"Block": {}}, admin(rules["admin_paths"], ip_set_names(acl).values())),
    ]
    own = [
        rule(name, priority, {"Action": action}, said) for priority, (name, action, said) in enumerate(found) if said
    ]
    groups = [
        rule(group["name"], priority, {"OverrideAction": {"None": {}}}, managed(group))
        for priority, group in enumerate(rules["managed_groups"], start=10)
    ]
    built = own + groups
    needed = sum(capacity(each["Statement"]) for each in built)
    if needed > CAPACITY:
        raise PlatformError(
            f"wafv2_web_acl {acl}: its rules take {needed} capacity units and an ACL has {CAPACITY}: "
            "leave out one of managed_groups."
        )
    return built


def rule(name: str, priority: int, action: Item, statement: Item) -> Item:
    return {"Name": name, "Priority": priority, **action, "Statement": statement, "VisibilityConfig": visibility(name)}


def visibility(metric: str) -> Item:
    return {"SampledRequestsEnabled": True, "CloudWatchMetricsEnabled": True, "MetricName": metric}


def managed(group: Item) -> Item:
    """Rules of the group that are only to be counted keep their labels but block nothing."""
    counted = [{"Name": name, "ActionToUse": {"Count": {}}} for name in group["count"]]
    overrides = {"RuleActionOverrides": counted} if counted else {}
    return {"ManagedRuleGroupStatement": {"VendorName": "AWS", "Name": group["name"], **overrides}}


def rate(limit: int) -> Item:
    return {"RateBasedStatement": {"Limit": limit, "EvaluationWindowSec": 300, "AggregateKeyType": "IP"}}


def countries(codes: Sequence[str]) -> Item:
    return {"GeoMatchStatement": {"CountryCodes": sorted(codes)}} if codes else {}


def user_agents(signatures: Sequence[str]) -> Item:
    if not signatures:
        return {}
    pattern = alternatives("blocked_user_agents", (text.lower() for text in signatures))
    return matching(pattern, {"SingleHeader": {"Name": "user-agent"}}, "LOWERCASE")


def admin(paths: Sequence[str], ip_sets: Iterable[str]) -> Item:
    """Everybody whose address is in none of the sets."""
    if not paths:
        return {}
    pattern = f"^{alternatives('admin_paths', (path.lower().rstrip('/') for path in paths))}(/|$)"
    asked = matching(pattern, {"UriPath": {}}, "URL_DECODE", "NORMALIZE_PATH", "LOWERCASE")
    strangers = [{"NotStatement": {"Statement": {"IPSetReferenceStatement": {"ARN": name}}}} for name in ip_sets]
    return {"AndStatement": {"Statements": [asked, *strangers]}}


def alternatives(option: str, texts: Iterable[str]) -> str:
    pattern = f"({'|'.join(re.escape(text) for text in sorted(texts))})"
    if len(pattern) > LONGEST_PATTERN - 8:
        raise PlatformError(
            f"{option} makes a pattern of {len(pattern)} characters and WAF takes {LONGEST_PATTERN}: give fewer."
        )
    return pattern


def matching(pattern: str, field: Item, *transformations: str) -> Item:
    steps = [{"Priority": number, "Type": step} for number, step in enumerate(transformations)]
    return {"RegexMatchStatement": {"RegexString": pattern, "FieldToMatch": field, "TextTransformations": steps}}


def capacity(statement: Item) -> int:
    """Units of one statement, as the developer guide lists them."""
    ((kind, said),) = statement.items()
    if kind == "ManagedRuleGroupStatement":
        return MANAGED[said["Name"]]
    if kind == "RegexMatchStatement":
        return 3 + 10 * len(said["TextTransformations"])
    if kind == "AndStatement":
        return sum(map(capacity, said["Statements"]))
    if kind == "NotStatement":
        return capacity(said["Statement"])
    return {"RateBasedStatement": 2}.get(kind, 1)


def swap_sets(value: Any, names: Mapping[str, str] | None = None) -> Any:
    """Rules with the ARN of each IP set as its name, or (with the ARNs by name) the other way round."""
    if isinstance(value, list):
        return [swap_sets(each, names) for each in value]
    if not isinstance(value, dict):
        return value
    if set(value) == {"ARN"}:
        return {"ARN": names[value["ARN"]] if names else value["ARN"].split("/")[-2]}
    return {key: swap_sets(each, names) for key, each in value.items()}

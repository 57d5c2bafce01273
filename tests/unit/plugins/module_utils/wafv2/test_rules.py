"""The rule set of a web ACL: order, capacity, and what its patterns catch."""

import re
from typing import Any

import pytest
from ansible_collections.pinksea.platform.plugins.module_utils.wafv2.rules import build, capacity, swap_sets

RULES = {
    "managed_groups": [{"name": "AWSManagedRulesCommonRuleSet", "count": ["SizeRestrictions_BODY"]}],
    "rate_limit": 2000,
    "rate_action": "count",
    "blocked_countries": ["RU", "KP"],
    "blocked_user_agents": ["Sqlmap", "a.b"],
    "admin_paths": ["/admin/"],
}


def rules(**more: Any) -> dict[str, Any]:
    return {rule["Name"]: rule for rule in build("rag", RULES | more)}


def test_cheap_rules_come_first() -> None:
    built = sorted(rules().values(), key=lambda rule: rule["Priority"])
    assert [rule["Name"] for rule in built] == [
        "rate",
        "countries",
        "user-agents",
        "admin",
        "AWSManagedRulesCommonRuleSet",
    ]


def test_actions() -> None:
    built = rules()
    assert built["rate"]["Action"] == {"Count": {}}
    assert built["admin"]["Action"] == {"Block": {}}
    group = built["AWSManagedRulesCommonRuleSet"]
    assert group["OverrideAction"] == {"None": {}}
    assert group["Statement"]["ManagedRuleGroupStatement"]["RuleActionOverrides"] == [
        {"Name": "SizeRestrictions_BODY", "ActionToUse": {"Count": {}}}
    ]


def test_what_is_not_asked_for_is_no_rule() -> None:
    assert rules(blocked_countries=[], blocked_user_agents=[], admin_paths=[], managed_groups=[]).keys() == {"rate"}


@pytest.mark.parametrize(
    ("agent", "caught"), [("mozilla/5.0", False), ("sqlmap/1.7 (https://sqlmap.org)", True), ("aXb", False)]
)
def test_user_agents(agent: str, caught: bool) -> None:
    pattern = rules()["user-agents"]["Statement"]["RegexMatchStatement"]["RegexString"]
    assert bool(re.search(pattern, agent)) is caught


@pytest.mark.parametrize(
    ("path", "caught"), [("/admin", True), ("/admin/users", True), ("/administer", False), ("/x/admin", False)]
)
def test_admin_paths(path: str, caught: bool) -> None:
    asked = rules()["admin"]["Statement"]["AndStatement"]["Statements"][0]
    assert bool(re.search(asked["RegexMatchStatement"]["RegexString"], path)) is caught


def test_capacity_as_aws_counts_it() -> None:
    assert {name: capacity(rule["Statement"]) for name, rule in rules().items()} == {
        "rate": 2,
        "countries": 1,
        "user-agents": 13,
        "admin": 35,
        "AWSManagedRulesCommonRuleSet": 700,
    }


def test_sets_by_name_and_by_arn() -> None:
    names = ("rag-admin-ipv4", "rag-admin-ipv6")
    arns = {name: f"arn:aws:wafv2:us-east-1:1:regional/ipset/{name}/id" for name in names}
    named = build("rag", RULES)
    stored = swap_sets(named, arns)
    assert stored != named
    assert swap_sets(stored) == named

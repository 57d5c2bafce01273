"""wafv2_web_acls against the emulator."""

from collections.abc import Callable
from typing import Any

import pytest
from ansible_collections.pinksea.platform.plugins.module_utils import retry
from ansible_collections.pinksea.platform.plugins.modules import wafv2_web_acls

from tests.unit.plugins.modules.ladder import done, ladder, refused

ACLS = [{"name": "rag", "scope": "REGIONAL"}, {"name": "rag-cloudfront", "scope": "CLOUDFRONT"}]
GROUPS = [
    {"name": "AWSManagedRulesAmazonIpReputationList"},
    {"name": "AWSManagedRulesCommonRuleSet", "count": ["SizeRestrictions_BODY"]},
]
CREATE = {"acls": ACLS, "managed_groups": GROUPS, "admin_paths": ["/admin"], "admin_cidrs": ["192.0.2.7/24"]}


@pytest.fixture
def waf(client: Callable[[str], Any]) -> Any:
    return client("wafv2")


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retry, "PAUSES", ())


def test_ladder(waf: Any, client: Callable[[str], Any]) -> None:
    modify = {
        **CREATE,
        "managed_groups": [*GROUPS, {"name": "AWSManagedRulesSQLiRuleSet"}],
        "rate_action": "count",
        "blocked_countries": ["KP"],
        "blocked_user_agents": ["sqlmap"],
        "admin_cidrs": ["192.0.2.0/24", "2001:db8::/32"],
        "log_retention_days": 90,
        "tags": {"environment": "prod"},
    }
    created, modified, deleted = ladder(wafv2_web_acls, create=CREATE, modify=modify, key="acls", client=waf)
    assert [(change["kind"], change["name"]) for change in created["changes"]] == [
        ("log_group", "aws-waf-logs-rag-cloudfront"),
        ("log_group", "aws-waf-logs-rag"),
        ("wafv2_ip_set", "rag-admin-ipv4"),
        ("wafv2_ip_set", "rag-admin-ipv6"),
        ("wafv2_ip_set", "rag-cloudfront-admin-ipv4"),
        ("wafv2_ip_set", "rag-cloudfront-admin-ipv6"),
        ("wafv2_web_acl", "rag"),
        ("wafv2_web_acl", "rag-cloudfront"),
    ]
    assert created["acls"]["rag-cloudfront"]["arn"].split(":")[5].startswith("global/webacl/")
    assert modified["acls"]["rag"]["rules"] != created["acls"]["rag"]["rules"]
    assert modified["acls"]["rag"]["log_group"] == "aws-waf-logs-rag"
    assert len(deleted["changes"]) == len(created["changes"])
    assert client("logs").describe_log_groups(logGroupNamePrefix="aws-waf-logs-")["logGroups"] == []


def test_both_scopes_have_the_same_rules_but_for_their_sets(waf: Any) -> None:
    acls = done(wafv2_web_acls, CREATE, waf)["acls"]
    regional, cloudfront = (str(acls[name]["rules"]) for name in ("rag", "rag-cloudfront"))
    assert regional == cloudfront.replace("rag-cloudfront-admin", "rag-admin")
    row = next(row for row in waf.list_web_acls(Scope="REGIONAL")["WebACLs"] if row["Name"] == "rag")
    stored = waf.get_web_acl(Name="rag", Scope="REGIONAL", Id=row["Id"])["WebACL"]
    sets = {row["ARN"] for row in waf.list_ip_sets(Scope="REGIONAL")["IPSets"]}
    assert all(arn in str(stored["Rules"]) for arn in sets)
    done(wafv2_web_acls, {"acls": ACLS, "state": "absent"}, waf)


def test_outside_us_east_1_the_global_acl_stays_there(client: Callable[[str], Any], waf: Any) -> None:
    made = done(wafv2_web_acls, {**CREATE, "region": "eu-west-1"}, waf)["acls"]
    assert {name: acl["arn"].split(":")[3] for name, acl in made.items()} == {
        "rag": "eu-west-1",
        "rag-cloudfront": "us-east-1",
    }
    groups = client("logs").describe_log_groups(logGroupNamePrefix="aws-waf-logs-")["logGroups"]
    assert [group["logGroupName"] for group in groups] == ["aws-waf-logs-rag-cloudfront"]
    done(wafv2_web_acls, {"acls": ACLS, "state": "absent", "region": "eu-west-1"}, waf)


class Rival:
    """A client behind whose back somebody else changes an ACL as soon as its lock token is known, once."""

    def __init__(self, client: Any) -> None:
        self.client = client
        self.waiting = True

    def __getattr__(self, name: str) -> Any:
        return getattr(self.client, name)

    def get_web_acl(self, **place: str) -> Any:
        found = self.client.get_web_acl(**place)
        if self.waiting:
            self.waiting = False
            kept = {key: found["WebACL"][key] for key in ("DefaultAction", "Rules", "VisibilityConfig")}
            self.client.update_web_acl(**place, **kept, LockToken=found["LockToken"])
        return found


def test_a_lock_that_somebody_else_took_is_asked_for_again(waf: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retry, "PAUSES", (0.0,))
    done(wafv2_web_acls, CREATE, waf)
    base, rivals = wafv2_web_acls.WebAcls.update, []

    def update(self: Any, change: Any) -> None:
        rivals.append(Rival(self.clients["REGIONAL"]))
        self.clients = {"REGIONAL": rivals[-1]}
        base(self, change)

    monkeypatch.setattr(wafv2_web_acls.WebAcls, "update", update)
    changed = {**CREATE, "acls": ACLS[:1], "rate_limit": 100}
    rules = done(wafv2_web_acls, changed, waf)["acls"]["rag"]["rules"]
    assert rules[0]["Statement"]["RateBasedStatement"]["Limit"] == 100
    assert [rival.waiting for rival in rivals] == [False]
    done(wafv2_web_acls, {"acls": ACLS, "state": "absent"}, waf)


def test_logging_that_was_switched_off_is_switched_on_again(waf: Any) -> None:
    arn = done(wafv2_web_acls, CREATE, waf)["acls"]["rag"]["arn"]
    waf.delete_logging_configuration(ResourceArn=arn)
    changes = done(wafv2_web_acls, CREATE, waf)["changes"]
    assert changes == [{"action": "update", "kind": "wafv2_web_acl", "name": "rag"}]
    logging = waf.get_logging_configuration(ResourceArn=arn)["LoggingConfiguration"]
    assert [field["SingleHeader"]["Name"] for field in logging["RedactedFields"]] == ["authorization", "cookie"]
    done(wafv2_web_acls, {"acls": ACLS, "state": "absent"}, waf)


def test_an_acl_in_use_stays(waf: Any) -> None:
    arn = done(wafv2_web_acls, CREATE, waf)["acls"]["rag"]["arn"]
    balancer = "arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/a/1"
    waf.associate_web_acl(WebACLArn=arn, ResourceArn=balancer)
    assert refused(wafv2_web_acls, {"acls": ACLS[:1], "state": "absent"}, waf) == (
        "wafv2_web_acl rag: a load balancer or distribution still uses it: "
        "remove that (or its web ACL) first, then run again."
    )
    waf.disassociate_web_acl(ResourceArn=balancer)
    done(wafv2_web_acls, {"acls": ACLS, "state": "absent"}, waf)


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        ({"rate_limit": 5}, "rate_limit is 5: WAF takes 10 to 2000000000 requests."),
        ({"blocked_countries": ["us"]}, "blocked_countries has 'us': give two capital letters, such as KP."),
        ({"admin_paths": ["admin"]}, "admin_paths has 'admin': give a path such as /admin."),
        ({"admin_cidrs": ["office"]}, "admin_cidrs has 'office': give a network such as 192.0.2.0/24."),
        (
            {"admin_cidrs": ["0.0.0.0/0"]},
            "admin_cidrs has '0.0.0.0/0', which WAF does not take: leave admin_paths empty instead.",
        ),
        (
            {"acls": [{"name": "rag.prod", "scope": "REGIONAL"}]},
            "wafv2_web_acl rag.prod: WAF takes names of at most 110 letters, digits, - and _.",
        ),
        (
            {"managed_groups": [{"name": name} for name in sorted(wafv2_web_acls.MANAGED)]},
            "wafv2_web_acl rag: its rules take 1612 capacity units and an ACL has 1500: "
            "leave out one of managed_groups.",
        ),
        (
            {"blocked_user_agents": ["x" * 600]},
            "blocked_user_agents makes a pattern of 602 characters and WAF takes 512: give fewer.",
        ),
    ],
)
def test_bad_values(waf: Any, bad: dict[str, Any], said: str) -> None:
    assert refused(wafv2_web_acls, CREATE | bad, waf) == said

"""The sentences of preflight, and what it lets pass."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from ansible_collections.pinksea.platform.plugins.module_utils.preflight import (
    account,
    kubernetes,
    network,
    repositories,
    services,
    variables,
)
from hypothesis import given
from hypothesis import strategies as st

TODAY = date(2026, 11, 22)
ZONES = ["us-east-1a", "us-east-1b"]
SUBNETS = {"public": ["10.0.1.0/24", "10.0.2.0/24"], "private": ["10.0.11.0/24", "10.0.12.0/24"]}


def sentences(findings: Any) -> list[str]:
    return [str(finding) for finding in findings]


def layout(
    vpc: str = "10.0.0.0/16", services: str = "172.20.0.0/16", more: Sequence[str] = (), **tiers: Any
) -> list[str]:
    return sentences(network.layout(vpc, more, {**SUBNETS, **tiers}, ZONES, services))


def test_pods_lie_in_the_secondary_addresses() -> None:
    pods = ["100.64.0.0/18", "100.64.64.0/18"]
    assert layout(more=["100.64.0.0/16"], pods=pods) == []
    assert layout(pods=[]) == []
    assert layout(pods=pods)[0].startswith(
        "vpc_subnets.pods[0] '100.64.0.0/18' lies outside vpc_cidr 10.0.0.0/16: choose a part of the VPC, or widen it"
    )
    assert layout(more=["10.0.128.0/17"])[0].startswith("vpc_secondary_cidrs[0] '10.0.128.0/17' overlaps 10.0.0.0/16")
    assert layout(more=["172.20.0.0/16"])[0].startswith(
        "eks_cluster_service_ipv4_cidr '172.20.0.0/16' overlaps vpc_secondary_cidrs[0] 172.20.0.0/16"
    )


def test_a_good_layout_passes() -> None:
    assert layout() == []


@pytest.mark.parametrize(
    ("found", "sentence"),
    [
        (layout(vpc="10.0.0.0/33"), "vpc_cidr '10.0.0.0/33' is not an IPv4 network: give address and prefix length"),
        (layout(private=["10.0.2.0/25", "10.0.12.0/24"]), "vpc_subnets.private[0] '10.0.2.0/25' overlaps 10.0.2.0/24:"),
        (layout(private=["10.1.0.0/24", "10.0.12.0/24"]), "vpc_subnets.private[0] '10.1.0.0/24' lies outside vpc_cidr"),
        (layout(public=["10.0.1.0/24"]), "vpc_subnets.public ['10.0.1.0/24'] has 1 networks for 2 zones: give one for"),
        (layout(services="10.0.128.0/17"), "eks_cluster_service_ipv4_cidr '10.0.128.0/17' overlaps vpc_cidr 10.0.0.0"),
    ],
)
def test_a_bad_layout_is_told(found: list[str], sentence: str) -> None:
    assert len(found) == 1
    assert found[0].startswith(sentence)


def test_tiers_are_lists_and_all_there() -> None:
    assert layout(data="10.0.3.0/24") == [
        "vpc_subnets.data '10.0.3.0/24' is not a list: write it in brackets, with commas between the items."
    ]
    only_public = {"public": SUBNETS["public"]}
    assert sentences(network.layout("10.0.0.0/16", [], only_public, ZONES, "172.20.0.0/16")) == [
        "vpc_subnets.private is missing: give it one network for each zone of vpc_zones."
    ]


def test_networks_of_administrators() -> None:
    assert sentences(network.bad_admin_cidrs(["203.0.113.0/24"])) == []
    (sentence,) = sentences(network.bad_admin_cidrs(["203.0.113.0/24", "203.0.113.7/24"]))
    assert sentence.startswith("operator_admin_cidrs[1] '203.0.113.7/24' is not an IPv4 network: give address and")


def test_platforms_that_can_never_be_peered() -> None:
    (note,) = network.unpeerable({"a": "10.0.0.0/16", "b": "10.1.0.0/16", "c": "10.0.128.0/17", "d": "wrong"})
    assert note.startswith("vpc_cidr 10.0.128.0/17 of c overlaps 10.0.0.0/16 of a, so that these VPCs can never be")


def test_regions() -> None:
    known = ["us-east-1", "eu-west-1"]
    assert sentences(network.unknown_region("eu-west-1", known)) == []
    assert sentences(network.unknown_region("us-east1", known)) == [
        "platform_region 'us-east1' is not a region of AWS: choose one such as us-east-1."
    ]
    assert sentences(network.unknown_region("moon", known))[0].endswith("choose one such as us-east-1.")


def test_services_that_are_skipped_exist() -> None:
    assert sentences(services.unknown_skips(["api", "apy"], {"api": {}})) == [
        "services_skip 'apy' is not a service of services_catalogue: take it out."
    ]


def test_all_findings_come_at_once() -> None:
    assert len(layout(services="10.0.0.0/17", private=["10.0.2.0/25", "10.9.0.0/24"])) == 3


@pytest.mark.parametrize("version", ["1.34", "1.35", "1.36"])
def test_supported_versions_pass(version: str) -> None:
    assert sentences(kubernetes.unsupported(version, "STANDARD", TODAY)) == []


def test_a_version_past_standard_support() -> None:
    (sentence,) = sentences(kubernetes.unsupported("1.28", "STANDARD", TODAY))
    assert sentence.startswith("eks_cluster_version '1.28' left standard support on 2024-11-26: choose 1.34 or 1.35")
    assert sentences(kubernetes.unsupported("1.33", "EXTENDED", TODAY)) == []
    assert sentences(kubernetes.unsupported("1.34", "STANDARD", date(2026, 12, 2)))


def test_an_unknown_version() -> None:
    (sentence,) = sentences(kubernetes.unsupported("1.99", "EXTENDED", TODAY))
    assert sentence == "eks_cluster_version '1.99' is not a Kubernetes version of EKS: choose 1.34 or 1.35 or 1.36."


def test_zones() -> None:
    assert sentences(network.zones_outside(["us-east-1a", "us-west-2a"], "us-east-1")) == [
        "vpc_zones 'us-west-2a' is not a zone of platform_region us-east-1: give zones such as us-east-1a."
    ]
    assert sentences(network.unknown_nat_zone("us-east-1c", ZONES)) == [
        "vpc_nat_zone 'us-east-1c' is not one of vpc_zones: choose us-east-1a or us-east-1b."
    ]


def misspelt(**given: Any) -> list[str]:
    known = ["vpc_cidr", "vpc_name", "platform_region", "platform_stage"]
    return sentences(variables.misspelt(given, known, ["vpc", "kms"]))


def test_misspelt_variables() -> None:
    assert misspelt(vpc_cidr="x", my_own="x", platform_stores="x") == []
    assert misspelt(vpc_cdir="x") == [
        "vpc_cdir 'x' is a variable that no role has: write vpc_cidr instead, or give yours another name."
    ]
    assert misspelt(platform_regoin="x")[0].startswith("platform_regoin 'x' is a variable that no role has: write plat")
    assert misspelt(vcp_cidr="x")[0].endswith("write vpc_cidr instead, or give yours another name.")
    assert misspelt(kms_something="x")[0].startswith("kms_something 'x' is a variable that the role kms does not have")


def test_what_only_the_operator_knows_is_asked_for_at_once() -> None:
    given = {"operator_a": "", "operator_b": [], "operator_c": "set"}
    names = [f"operator_{name}" for name in "abcd"]
    assert sentences(variables.unset(given, names, "operator.yml")) == [
        f"operator_{name} is not set: write it into operator.yml." for name in "abd"
    ]


def test_required() -> None:
    options = {"vpc_cidr": {}, "vpc_name": {"required": True}}
    assert sentences(variables.missing([], options)) == ["vpc_name is required and not set: give it in the inventory."]


ADMIN = "arn:aws:iam::123456789012:role/teams/admin"
SESSION = "arn:aws:sts::123456789012:assumed-role/admin/alice"


def test_the_account_and_who_acts_in_it() -> None:
    assert sentences(account.wrong_account("1", "1")) == []
    assert sentences(account.wrong_account("2", "1")) == [
        "operator_account_id '1' is not the account of the credentials, 2: "
        "choose the credentials of this environment, or correct the number."
    ]
    assert sentences(account.not_admin(SESSION, [ADMIN])) == []
    assert "does not name arn:aws:iam::123456789012:role/admin" in sentences(account.not_admin(SESSION, []))[0]


@given(st.sampled_from([SESSION.replace("123456789012", "999999999999"), SESSION.replace("admin", "other")]))
def test_another_account_or_role_is_another_principal(caller: str) -> None:
    assert sentences(account.not_admin(caller, [ADMIN]))


def test_zones_offered() -> None:
    assert sentences(account.unknown_zones(["us-east-1z"], ZONES)) == [
        "vpc_zones 'us-east-1z' is not offered to this account: choose from us-east-1a, us-east-1b."
    ]


def test_instance_types_offered() -> None:
    offered = {"m6i.large": ZONES, "m7i.large": ["us-east-1a"]}
    assert sentences(account.types_not_offered(["m6i.large"], ZONES, offered)) == []
    assert sentences(account.types_not_offered(["m7i.large", "m9z.large"], ZONES, offered)) == [
        "eks_node_groups_groups 'm7i.large' is an instance type that us-east-1b does not offer: "
        "choose another type, or vpc_zones of us-east-1a.",
        "eks_node_groups_groups 'm9z.large' is an instance type that the region does not offer: choose another.",
    ]


def test_repositories_of_pipelines() -> None:
    assert sentences(repositories.unknown_repositories(["github.com/a/b", "gitlab.com/a/b/c"])) == []
    assert sentences(repositories.unknown_repositories(["github.com/a/b", "a/b"])) == [
        "operator_ci_repositories[1] 'a/b' is not a repository of GitHub or GitLab: "
        "write it as github.com/<organisation>/<repository> or gitlab.com/<group>/<project>."
    ]

"""Every policy of the shipped inventories: IAM roles, keys, buckets, queues, topics."""

from __future__ import annotations

from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.unit.policies.inventory import statements, variables
from tests.unit.policies.lint import lint

RUNS = [
    ("prod", "pingvas", "karpenter"),
    ("prod", "rag", "karpenter"),
    ("prod", "rag", "cluster_autoscaler"),
    ("staging", "rag", "karpenter"),
]
EXCEPTIONS = yaml.safe_load((Path(__file__).parent / "policies/exceptions.yml").read_text())


def findings(environment: str, host: str, autoscaler: str) -> set[tuple[str, str]]:
    values = variables(environment, autoscaler)[host]
    found = [pair for name, value in values.items() for pair in statements(value, name)]
    return {(path, finding) for path, statement in found for finding in lint(statement)}


def excepted(path: str, finding: str) -> list[dict[str, str]]:
    """Exceptions name a policy by a pattern, as names differ from platform to platform."""
    return [row for row in EXCEPTIONS if fnmatchcase(path, row["policy"]) and fnmatchcase(finding, row["finding"])]


@pytest.mark.parametrize("run", RUNS, ids="-".join)
def test_policies_are_known_to_aws_and_as_narrow_as_it_allows(run: tuple[str, str, str]) -> None:
    assert {(path, finding) for path, finding in findings(*run) if not excepted(path, finding)} == set()


def test_every_exception_is_needed_and_has_a_reason() -> None:
    every = {pair for each in RUNS for pair in findings(*each)}
    needed = [row for pair in every for row in excepted(*pair)]
    assert [row for row in EXCEPTIONS if row not in needed] == []
    assert all(row["reason"] for row in EXCEPTIONS)


def test_the_linter_sees_the_policies() -> None:
    """Of roles, derived ones too, and of everything that has a policy of its own."""
    paths = {path for name, value in variables("prod")["rag"].items() for path, _ in statements(value, name)}
    assert {
        "iam_roles/rag-ci",
        "iam_roles/rag-karpenter",
        "iam_roles/rag-rag-api",
        "kms_keys/rag-ebs",
        "s3_buckets_buckets/rag-frontend-123456789012",
        "sns_topics/rag-critical",
        "sqs_queues/rag-documents",
        "vpc_endpoints_endpoints/rag-s3",
    } <= paths


def test_one_autoscaler_has_permissions() -> None:
    roles = {
        autoscaler: {role["name"] for role in variables("prod", autoscaler)["rag"]["iam_roles"]}
        for autoscaler in ("karpenter", "cluster_autoscaler")
    }
    assert roles["karpenter"] ^ roles["cluster_autoscaler"] == {
        "rag-karpenter",
        "rag-karpenter-node",
        "rag-cluster-autoscaler",
    }


ALLOW = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::documents/*"}
ROLE = {"Effect": "Allow", "Action": "sts:AssumeRoleWithWebIdentity"}
BAD: list[tuple[dict[str, Any], str]] = [
    ({"Action": "s3:GetObjects"}, "s3:GetObjects is no action that AWS knows"),
    ({"Action": "s4:GetObject"}, "s4:GetObject is no action that AWS knows"),
    ({"Action": "s3:*"}, "s3:* allows every action"),
    ({"Resource": "*"}, "s3:GetObject has the resource * and can be limited to arn:"),
    ({"Resource": "arn:aws:sqs:us-east-1:123456789012:jobs"}, "s3:GetObject applies to none of the resources"),
    ({"Resource": "arn:aws:s3:::documents"}, "s3:GetObject applies to none of the resources"),
    ({"Action": "s3:ListBucket"}, "s3:ListBucket applies to none of the resources"),
    ({"Resource": [ALLOW["Resource"], "arn:aws:sqs:::jobs"]}, "arn:aws:sqs:::jobs is no resource of these actions"),
    ({"Action": "ecr:GetAuthorizationToken"}, "ecr:GetAuthorizationToken applies to none of the resources"),
    ({"Condition": {"StringEquals": {"s3:prefx": "a"}}}, "s3:prefx is no condition of these actions"),
    ({"Principal": "*"}, "everybody is allowed"),
    ({"Principal": {"AWS": "*"}}, "everybody is allowed"),
    ({"Principal": {"Service": "sns.amazonaws.com"}}, "sns.amazonaws.com may be made to act for another account"),
]


@pytest.mark.parametrize(("change", "finding"), BAD, ids=[finding[:40] for _, finding in BAD])
def test_the_linter_finds(change: dict[str, Any], finding: str) -> None:
    assert [found for found in lint({**ALLOW, **change}) if found.startswith(finding)]


def test_the_linter_lets_pass() -> None:
    listing = {**ALLOW, "Action": "s3:ListBucket", "Resource": "arn:aws:s3:::documents"}
    assert list(lint(ALLOW)) == []
    assert list(lint({**listing, "Condition": {"StringLike": {"s3:prefix": "a/*"}}})) == []


def test_a_federated_principal_needs_audience_and_subject() -> None:
    federated = {**ROLE, "Principal": {"Federated": "arn:aws:iam::123456789012:oidc-provider/gitlab.com"}}
    assert len(list(lint({**federated, "Condition": {"StringEquals": {"gitlab.com:aud": "a"}}}))) > 0

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.pinksea.platform.plugins.module_utils.iam.pipelines import ci_providers, ci_roles, split

PLACE = {"id": "rag", "cluster": "rag-eks", "region": "us-east-1", "account": "123456789012"}
REPOSITORIES = ["github.com/pinksea/shop", "gitlab.com/pinksea/group/rag"]
GITHUB = {"forge": "github.com", "branches": ["main"], "tags": ["v*"], "environments": ["prod"]}
GITLAB = {"forge": "gitlab.com", "branches": ["main"], "tags": ["v*"]}


def role(pipeline: dict[str, Any]) -> dict[str, Any]:
    (only,) = ci_roles(REPOSITORIES, pipeline, ["rag/api", "rag/api"], PLACE)
    return only


@pytest.mark.parametrize(
    ("pipeline", "issuer", "audience", "subjects"),
    [
        (
            GITHUB,
            "token.actions.githubusercontent.com",
            "sts.amazonaws.com",
            [
                "repo:pinksea/shop:environment:prod",
                "repo:pinksea/shop:ref:refs/heads/main",
                "repo:pinksea/shop:ref:refs/tags/v*",
            ],
        ),
        (
            GITLAB,
            "gitlab.com",
            "https://gitlab.com",
            [
                "project_path:pinksea/group/rag:ref_type:branch:ref:main",
                "project_path:pinksea/group/rag:ref_type:tag:ref:v*",
            ],
        ),
    ],
)
def test_only_named_repositories_and_references_are_trusted(
    pipeline: dict[str, Any], issuer: str, audience: str, subjects: list[str]
) -> None:
    (statement,) = role(pipeline)["trust"]["Statement"]
    assert statement["Principal"] == {"Federated": f"arn:aws:iam::123456789012:oidc-provider/{issuer}"}
    assert statement["Condition"] == {
        "StringEquals": {f"{issuer}:aud": audience},
        "StringLike": {f"{issuer}:sub": subjects},
    }
    assert ci_providers(REPOSITORIES, pipeline) == [{"url": f"https://{issuer}", "client_ids": [audience]}]


def test_pipelines_push_their_images_and_find_the_cluster() -> None:
    login, push, cluster = role(GITLAB)["inline_policies"]["needs"]["Statement"]
    assert login["Action"] == ["ecr:GetAuthorizationToken"]
    assert push["Resource"] == ["arn:aws:ecr:us-east-1:123456789012:repository/rag/api"]
    assert {action.split(":")[0] for action in push["Action"]} == {"ecr"}
    assert (cluster["Action"], cluster["Resource"]) == (
        ["eks:DescribeCluster"],
        ["arn:aws:eks:us-east-1:123456789012:cluster/rag-eks"],
    )


@pytest.mark.parametrize("repositories", [[], ["gitlab.com/pinksea/rag"], ["github.com/pinksea"]])
def test_nobody_is_trusted_without_a_repository(repositories: list[str]) -> None:
    assert ci_roles(repositories, GITHUB, [], PLACE) == []
    assert ci_providers(repositories, GITHUB) == []


def test_nobody_is_trusted_without_a_reference() -> None:
    assert ci_roles(REPOSITORIES, {"forge": "github.com"}, [], PLACE) == []


@pytest.mark.parametrize(
    "wrong", ["pinksea/shop", "github.com/a/b/c", "github.com/a", "bitbucket.org/a/b", "gitlab.com/a*/b"]
)
def test_what_is_no_repository(wrong: str) -> None:
    assert split(wrong)[1] == ""

"""Pipelines outside AWS that take a role on by OpenID Connect."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .policies import Place, Statement, allow, document

PUSH = [
    "ecr:BatchCheckLayerAvailability",
    "ecr:BatchGetImage",
    "ecr:CompleteLayerUpload",
    "ecr:DescribeImages",
    "ecr:GetDownloadUrlForLayer",
    "ecr:InitiateLayerUpload",
    "ecr:PutImage",
    "ecr:UploadLayerPart",
]


@dataclass(frozen=True)
class Forge:
    """Who signs the tokens, for whom, and how they name what runs: C(subjects) by kind of reference."""

    issuer: str
    audience: str
    repository: re.Pattern[str]
    subjects: Mapping[str, str]


FORGES = {
    "github.com": Forge(
        "token.actions.githubusercontent.com",
        "sts.amazonaws.com",
        re.compile(r"[\w.-]+/[\w.-]+"),
        {
            "branches": "repo:{repository}:ref:refs/heads/{name}",
            "tags": "repo:{repository}:ref:refs/tags/{name}",
            "environments": "repo:{repository}:environment:{name}",
        },
    ),
    "gitlab.com": Forge(
        "gitlab.com",
        "https://gitlab.com",
        re.compile(r"[\w.-]+(/[\w.-]+)+"),
        {
            "branches": "project_path:{repository}:ref_type:branch:ref:{name}",
            "tags": "project_path:{repository}:ref_type:tag:ref:{name}",
        },
    ),
}


def split(repository: str) -> tuple[str, str]:
    """Forge and path; the path is empty for what is no repository of a known forge."""
    host, _, path = repository.partition("/")
    known = host in FORGES and FORGES[host].repository.fullmatch(path)
    return host, path if known else ""


def mine(repositories: Sequence[str], forge: str) -> list[str]:
    """Paths of the repositories of one forge."""
    return [path for host, path in map(split, repositories) if host == forge and path]


def subjects(repositories: Sequence[str], pipeline: Mapping[str, Any]) -> Iterator[str]:
    """The subject of every token that is trusted."""
    for repository in mine(repositories, pipeline["forge"]):
        for kind, pattern in FORGES[pipeline["forge"]].subjects.items():
            yield from (pattern.format(repository=repository, name=name) for name in pipeline.get(kind, []))


def ci_providers(repositories: Sequence[str], pipeline: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The identity provider of the platform's forge, as C(iam_oidc_providers) takes it; none without repositories."""
    forge = FORGES[pipeline["forge"]]
    return (
        [{"url": f"https://{forge.issuer}", "client_ids": [forge.audience]}]
        if any(subjects(repositories, pipeline))
        else []
    )


def ci_roles(
    repositories: Sequence[str], pipeline: Mapping[str, Any], images: Sequence[str], place: Mapping[str, str]
) -> list[dict[str, Any]]:
    """The role of the pipelines: they push the images named and find the cluster, nothing else."""
    here = Place(**place)
    trusted = sorted(subjects(repositories, pipeline))
    if not trusted:
        return []
    forge = FORGES[pipeline["forge"]]
    statement = {
        "Effect": "Allow",
        "Principal": {"Federated": f"arn:{here.partition}:iam::{here.account}:oidc-provider/{forge.issuer}"},
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Condition": {
            "StringEquals": {f"{forge.issuer}:aud": forge.audience},
            "StringLike": {f"{forge.issuer}:sub": trusted},
        },
    }
    return [
        {
            "name": here.role_name("ci"),
            "description": f"Pipelines of {here.id} on {pipeline['forge']}",
            "trust": document([statement]),
            "inline_policies": {"needs": document(list(_permissions(images, here)))},
        }
    ]


def _permissions(images: Sequence[str], place: Place) -> Iterator[Statement]:
    yield allow("Login", ["ecr:GetAuthorizationToken"], ["*"])
    if images:
        yield allow("Push", PUSH, [place.arn("ecr", f"repository/{image}") for image in sorted(set(images))])
    yield allow("FindCluster", ["eks:DescribeCluster"], [place.cluster_arn])

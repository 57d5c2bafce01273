"""Who is let into a registry."""

import base64
import json
from typing import Any

import pytest
from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.oci.access import (
    Access,
    access_to,
    require_repositories,
)
from ansible_collections.pinksea.platform.plugins.module_utils.oci.names import place

ECR = place("123456789012.dkr.ecr.eu-west-1.amazonaws.com/charts")


class Ecr:
    """Answers as ECR does, at an address of its own."""

    def __init__(self, service: str, region: str) -> None:
        assert (service, region) == ("ecr", "eu-west-1")

    def get_authorization_token(self, registryIds: list[str]) -> dict[str, Any]:
        assert registryIds == ["123456789012"]
        token = base64.b64encode(b"AWS:a:b").decode()
        return {"authorizationData": [{"authorizationToken": token, "proxyEndpoint": "http://127.0.0.1:5000"}]}

    def get_paginator(self, call: str) -> Any:
        assert call == "describe_repositories"
        return self

    def paginate(self, registryId: str) -> list[dict[str, Any]]:
        assert registryId == "123456789012"
        return [{"repositories": [{"repositoryName": name}]} for name in ("charts/api", "charts/web")]


def test_ecr_gives_a_password_and_says_where_it_is() -> None:
    assert access_to(Ecr, ECR, {}) == Access("127.0.0.1:5000", True, "AWS", "a:b")


def test_other_registries_get_what_the_task_says() -> None:
    given = {"plain_http": True, "username": "ann", "password": "p"}

    assert access_to(Ecr, place("registry.example.com/a"), given) == Access("registry.example.com", True, "ann", "p")


def test_a_login_is_for_its_host_alone_and_never_printed() -> None:
    access = Access("registry.example.com", False, "ann", "secret")

    assert json.loads(access.logged_in) == {
        "auths": {"registry.example.com": {"auth": base64.b64encode(b"ann:secret").decode()}}
    }
    assert "secret" not in repr(access)


def test_repositories_that_ecr_does_not_have_are_named() -> None:
    require_repositories(Ecr, ECR, ["charts/api", "charts/web"])
    with pytest.raises(PlatformError) as refused:
        require_repositories(Ecr, ECR, ["charts/api", "charts/b", "charts/c"])
    assert str(refused.value) == (
        f"{ECR.host} has no repository charts/b, charts/c: "
        "run site.yml first, or make what is missing with ecr_repositories."
    )

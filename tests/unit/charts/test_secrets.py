"""Secrets of a service, with External Secrets and without."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

One = Callable[..., dict[str, dict[str, Any]]]
ESO = {"capabilities": {"externalSecrets": True}, "secrets": {"prefix": "acme-shared"}}
SHOP = {"port": 8001, "needs": ["redis", {"postgres": {"tables": ["a"]}}]}


def references(objects: dict[str, dict[str, Any]]) -> dict[str, dict[str, str]]:
    (container,) = objects["Deployment"]["spec"]["template"]["spec"]["containers"]
    return {each["name"]: each["valueFrom"]["secretKeyRef"] for each in container.get("env", [])}


def test_secrets_of_the_namespace_until_external_secrets_run(one: One) -> None:
    objects = one(SHOP)
    assert "ExternalSecret" not in objects
    assert references(objects) == {
        "POSTGRES_PASSWORD": {"name": "shop-postgres", "key": "password"},
        "POSTGRES_USERNAME": {"name": "shop-postgres", "key": "username"},
        "REDIS_PASSWORD": {"name": "redis", "key": "password"},
    }


def test_one_secret_of_what_the_service_reads(one: One) -> None:
    objects = one(SHOP, ESO)
    spec = objects["ExternalSecret"]["spec"]
    assert spec["secretStoreRef"] == {"kind": "ClusterSecretStore", "name": "secrets-manager"}
    assert spec["target"] == {"name": "shop"}
    assert {each["secretKey"]: each["remoteRef"] for each in spec["data"]} == {
        "POSTGRES_PASSWORD": {"key": "acme-shared/prod/shop-postgres", "property": "password"},
        "POSTGRES_USERNAME": {"key": "acme-shared/prod/shop-postgres", "property": "username"},
        "REDIS_PASSWORD": {"key": "acme-shared/prod/redis", "property": "password"},
    }
    assert references(objects) == {
        each["secretKey"]: {"name": "shop", "key": each["secretKey"]} for each in spec["data"]
    }


def test_a_service_that_reads_no_secret_has_none(one: One) -> None:
    objects = one({"port": 8001}, ESO)
    assert "ExternalSecret" not in objects
    assert references(objects) == {}

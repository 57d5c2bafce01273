from typing import Any

from ansible_collections.pinksea.platform.plugins.module_utils.catalogue.secrets import (
    kubernetes_secrets,
    service_secrets,
)


def shop(*needs: dict[str, Any]) -> dict[str, Any]:
    resources = {"cpu": "1", "memory": "1Gi"}
    return {"shop-api": {"image": "a/shop", "port": 8000, "resources": resources, "needs": list(needs)}}


def test_one_for_each_kubernetes_secret_and_environment() -> None:
    services = shop(
        {"postgres": {"tables": ["orders"]}},
        {"redis": {}},
        {"qdrant": {"collection": "goods"}},
        {"openai": {}},
        {"secret": "jwt-key"},
        {"secret": "github"},
    )
    found = service_secrets(services, "p", ["dev", "prod"], ["jwt-key"])
    assert found[:6] == [
        {"name": "p/dev/github", "value": "operator"},
        {"name": "p/dev/jwt-key", "key": "value"},
        {"name": "p/dev/openai-api-key", "value": "operator"},
        {"name": "p/dev/qdrant", "key": "api-key"},
        {"name": "p/dev/redis", "key": "password"},
        {"name": "p/dev/shop-api-postgres", "key": "password", "template": {"username": "dev_shop_api"}},
    ]
    assert [secret["name"] for secret in found[6:]] == [secret["name"].replace("dev", "prod") for secret in found[:6]]


def test_the_database_may_call_services_otherwise() -> None:
    services = shop({"postgres": {"tables": ["orders"]}})
    (found,) = service_secrets(services, "p", ["dev"], user="{environment}_shop_{service}")
    assert found["template"] == {"username": "dev_shop_shop_api"}


def test_what_two_services_share_is_one_secret() -> None:
    services = shop({"redis": {}})
    services["other"] = {**services["shop-api"], "image": "a/other", "port": 8001}
    assert [secret["name"] for secret in service_secrets(services, "p", ["dev"])] == ["p/dev/redis"]


def test_a_need_that_goes_takes_its_secret_along() -> None:
    assert service_secrets(shop({"bucket": {"name": "goods", "access": ["read"]}}), "p", ["dev"]) == []


def test_pods_find_each_in_their_namespace() -> None:
    found = kubernetes_secrets(
        [{"name": "p/dev/redis", "key": "password"}, {"name": "p/prod/openai-api-key", "value": "operator"}]
    )
    assert found == [
        {"name": "dev/redis", "source": "p/dev/redis", "generated": True},
        {"name": "prod/openai-api-key", "source": "p/prod/openai-api-key", "generated": False},
    ]

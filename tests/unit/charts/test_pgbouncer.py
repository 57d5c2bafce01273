from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.unit.charts.conftest import merged
from tests.unit.charts.observed import assert_restricted

Template = Callable[..., list[dict[str, Any]]]
Index = dict[tuple[str, str], dict[str, Any]]
CHART = Path(__file__).parents[3] / "charts" / "pgbouncer"
VALUES: dict[str, Any] = {
    "platform": "acme",
    "server": {"host": "db.example.com", "database": "main", "ca": "PEM\n", "cidrs": ["10.0.11.0/24"]},
    "users": ["shop-postgres", "cart-postgres"],
    "clients": ["shop", "cart"],
}


def index(objects: list[dict[str, Any]]) -> Index:
    return {(each["kind"], each["metadata"]["name"]): each for each in objects}


@pytest.fixture(scope="module")
def objects(template: Template) -> Index:
    return index(template(CHART, VALUES))


def pod(objects: Index) -> dict[str, Any]:
    spec = objects["Deployment", "pgbouncer"]["spec"]["template"]["spec"]
    assert isinstance(spec, dict)
    return spec


def test_what_there_is(objects: Index) -> None:
    own = {"Deployment", "Service", "ServiceAccount", "ConfigMap", "NetworkPolicy", "PodDisruptionBudget"}
    tests = {("Pod", "pgbouncer-test"), ("NetworkPolicy", "pgbouncer-test")}
    assert set(objects) == {*((kind, "pgbouncer") for kind in own), *tests}
    labels = objects["Deployment", "pgbouncer"]["spec"]["template"]["metadata"]["labels"]
    assert labels["app.kubernetes.io/name"] == "pgbouncer"


def test_pods_are_restricted_and_have_no_token(objects: Index) -> None:
    assert_restricted([objects["Deployment", "pgbouncer"]], {"emptyDir", "projected"})
    assert pod(objects)["automountServiceAccountToken"] is False


def test_users_are_mounted_by_their_secrets(objects: Index) -> None:
    sources = pod(objects)["volumes"][0]["projected"]["sources"]
    assert [each["secret"]["name"] for each in sources[1:]] == ["shop-postgres", "cart-postgres", "pgbouncer"]
    assert sources[1]["secret"]["items"][0] == {"key": "username", "path": "users/shop-postgres/username"}


def test_services_that_need_it_and_prometheus_come_in_and_only_the_database_is_reached(objects: Index) -> None:
    policy = objects["NetworkPolicy", "pgbouncer"]["spec"]
    pods = [peer["podSelector"]["matchLabels"]["app.kubernetes.io/name"] for peer in policy["ingress"][0]["from"]]
    assert pods == ["shop", "cart", "pgbouncer-test"]
    assert policy["ingress"][1]["ports"] == [{"protocol": "TCP", "port": 9127}]
    assert policy["egress"][1:] == [
        {"to": [{"ipBlock": {"cidr": "10.0.11.0/24"}}], "ports": [{"protocol": "TCP", "port": 5432}]}
    ]


def test_a_new_configuration_replaces_the_pods(objects: Index, template: Template) -> None:
    changed = index(template(CHART, merged(VALUES, {"pools": {"defaultPoolSize": 3}})))
    assert "default_pool_size = 3\n" in changed["ConfigMap", "pgbouncer"]["data"]["pgbouncer.ini"]
    before, after = (each["Deployment", "pgbouncer"]["spec"]["template"]["metadata"] for each in (objects, changed))
    assert before["annotations"] != after["annotations"]


def test_a_single_pod_has_no_budget(template: Template) -> None:
    assert ("PodDisruptionBudget", "pgbouncer") not in index(template(CHART, {**VALUES, "replicas": {"min": 1}}))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"server": {"host": ""}}, "server.host is empty: give that of the PostgreSQL behind PgBouncer."),
        ({"server": {"cidrs": []}}, "server.cidrs is empty, so no pod could reach db.example.com"),
        ({"server": {"ca": ""}}, "server.ca is empty, and server.sslmode verify-full needs it"),
        ({"users": []}, "users is empty, so nobody could log in"),
        ({"server": {"database": "a b"}}, "'a b' does not match pattern"),
        ({"pool": {}}, "additional properties 'pool' not allowed"),
    ],
)
def test_a_bad_value_stops_with_a_sentence(template: Template, change: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError, match=re.escape(sentence)):
        template(CHART, merged(VALUES, change))

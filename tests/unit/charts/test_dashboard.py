"""The dashboard of a service: JSON that Grafana reads, of the series that its alerts are about."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

One = Callable[..., dict[str, dict[str, Any]]]
PROMETHEUS = {"capabilities": {"prometheus": True}}
CLUSTER = ["CPU", "Memory", "Restarts", "Replicas"]


def dashboard(objects: dict[str, dict[str, Any]]) -> dict[str, Any]:
    ((name, text),) = objects["dashboard ConfigMap"]["data"].items()
    assert name == "prod-shop.json", "the sidecar puts those of all namespaces into one folder"
    found = json.loads(text)
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize(
    ("service", "titles"),
    [
        ({"port": 8001, "metrics": {}}, ["Requests", "Errors", "Latency", *CLUSTER]),
        ({"port": 8001}, CLUSTER),
        ({"kind": "worker", "metrics": {"port": 9090}}, CLUSTER),
    ],
)
def test_panels_are_of_what_there_is(one: One, service: dict[str, Any], titles: list[str]) -> None:
    assert [panel["title"] for panel in dashboard(one(service, PROMETHEUS))["panels"]] == titles


@pytest.fixture(scope="module")
def shop(one: One) -> dict[str, dict[str, Any]]:
    return one({"port": 8001, "metrics": {}}, PROMETHEUS)


def test_the_sidecar_of_grafana_finds_it(shop: dict[str, dict[str, Any]]) -> None:
    assert shop["dashboard ConfigMap"]["metadata"]["labels"]["grafana_dashboard"] == "1"


def test_every_query_is_of_this_service_in_this_namespace(shop: dict[str, dict[str, Any]]) -> None:
    for panel in dashboard(shop)["panels"]:
        assert panel["targets"]
        for target in panel["targets"]:
            selectors = target["expr"].count("{")
            assert target["expr"].count('{namespace="prod",container="shop"') == selectors > 0
        assert len({target["refId"] for target in panel["targets"]}) == len(panel["targets"])


def test_panels_have_a_place_and_a_source_each(shop: dict[str, dict[str, Any]]) -> None:
    found = dashboard(shop)
    places = [tuple(panel["gridPos"][key] for key in ("x", "y", "w", "h")) for panel in found["panels"]]
    assert places == [(12 * (index % 2), 8 * (index // 2), 12, 8) for index in range(7)]
    assert [panel["id"] for panel in found["panels"]] == list(range(1, 8))
    (variable,) = found["templating"]["list"]
    assert {panel["datasource"]["uid"] for panel in found["panels"]} == {f"${{{variable['name']}}}"}


def test_latency_is_shown_at_three_places(shop: dict[str, dict[str, Any]]) -> None:
    (panel,) = (each for each in dashboard(shop)["panels"] if each["title"] == "Latency")
    assert [target["legendFormat"] for target in panel["targets"]] == ["p50", "p95", "p99"]


def test_it_is_the_same_each_time_and_another_for_another_service(one: One, shop: dict[str, dict[str, Any]]) -> None:
    assert one({"port": 8001, "metrics": {}}, PROMETHEUS)["dashboard ConfigMap"] == shop["dashboard ConfigMap"]
    assert dashboard(shop)["title"] == "prod / shop"
    assert len(dashboard(shop)["uid"]) == 12


def test_none_without_prometheus_or_for_what_ends(one: One) -> None:
    assert "dashboard ConfigMap" not in one({"port": 8001, "metrics": {}})
    assert "dashboard ConfigMap" not in one({"kind": "job"}, PROMETHEUS)

"""Blue/green by Argo Rollouts: the new version gets all requests, and is judged by how many of them fail."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

One = Callable[..., dict[str, dict[str, Any]]]
ON = {"capabilities": {"rollouts": True, "prometheus": True}}
SHOP = {"kind": "rollout", "port": 8001, "metrics": {}, "replicas": {"min": 3, "max": 20, "cpu": 70}}


@pytest.fixture(scope="module")
def shop(one: One) -> dict[str, dict[str, Any]]:
    return one(SHOP, ON)


def blue_green(objects: dict[str, dict[str, Any]]) -> dict[str, Any]:
    found = objects["Rollout"]["spec"]["strategy"]["blueGreen"]
    assert isinstance(found, dict)
    return found


def test_without_the_operator_it_is_the_deployment_that_it_would_be_anyway(one: One) -> None:
    assert one(SHOP) == one({**SHOP, "kind": "deployment"})


def test_nothing_else_holds_the_pods(shop: dict[str, dict[str, Any]], one: One) -> None:
    assert "Deployment" not in shop
    before = one({**SHOP, "kind": "deployment"})["Deployment"]["spec"]["template"]
    after = shop["Rollout"]["spec"]["template"]
    for spread in before["spec"]["topologySpreadConstraints"]:
        assert spread.pop("matchLabelKeys") == ["pod-template-hash"]
    for spread in after["spec"]["topologySpreadConstraints"]:
        assert spread.pop("matchLabelKeys") == ["rollouts-pod-template-hash"]
    assert before == after


def test_it_leads_two_services_whose_selectors_are_the_operators_own(shop: dict[str, dict[str, Any]]) -> None:
    """A selector is one field: an upgrade that gave one would be in conflict with whoever changed it."""
    strategy = blue_green(shop)
    for key, kind in (("activeService", "Service"), ("previewService", "preview Service")):
        assert shop[kind]["metadata"]["name"] == strategy[key]
        assert "selector" not in shop[kind]["spec"]
        assert shop[kind]["spec"]["ports"] == shop["Service"]["spec"]["ports"]


def test_the_version_before_is_there_as_long_as_the_new_one_is_watched(shop: dict[str, dict[str, Any]]) -> None:
    (metric,) = shop["AnalysisTemplate"]["spec"]["metrics"]
    assert (metric["count"], metric["interval"], metric["failureLimit"]) == (15, "1m", 2)
    assert blue_green(shop)["scaleDownDelaySeconds"] > metric["count"] * 60


def test_it_is_the_new_pods_alone_that_are_judged(shop: dict[str, dict[str, Any]]) -> None:
    analysis = blue_green(shop)["postPromotionAnalysis"]
    assert analysis["templates"] == [{"templateName": shop["AnalysisTemplate"]["metadata"]["name"]}]
    (argument,) = analysis["args"]
    assert argument["valueFrom"] == {"podTemplateHashValue": "Latest"}
    spec = shop["AnalysisTemplate"]["spec"]
    assert [each["name"] for each in spec["args"]] == [argument["name"]]
    query = spec["metrics"][0]["provider"]["prometheus"]["query"]
    pods = f'namespace="prod",pod=~"shop-{{{{args.{argument["name"]}}}}}-.*"'
    assert query.count(pods) == query.count("{namespace") == 3


@pytest.mark.parametrize(("availability", "limit"), [(99.9, "0.0144"), (99, "0.144"), (99.95, "0.0072")])
def test_it_fails_by_what_its_users_were_promised(one: One, availability: float, limit: str) -> None:
    objects = one({**SHOP, "objectives": {"availability": availability}}, ON)
    (metric,) = objects["AnalysisTemplate"]["spec"]["metrics"]
    assert metric["successCondition"] == f"len(result) > 0 && result[0] < {limit}"


def test_nobody_is_judged_where_nobody_measures(one: One) -> None:
    objects = one(SHOP, {"capabilities": {"rollouts": True}})
    assert "AnalysisTemplate" not in objects
    assert "postPromotionAnalysis" not in blue_green(objects)


@pytest.mark.parametrize("promoted", [True, False])
def test_promotion_by_hand_is_a_value(one: One, promoted: bool) -> None:
    assert blue_green(one(SHOP, {"rollout": {"autoPromotion": promoted}, **ON}))["autoPromotionEnabled"] is promoted


def test_autoscaler_and_budget_are_those_of_the_rollout(shop: dict[str, dict[str, Any]], one: One) -> None:
    target = {"apiVersion": "argoproj.io/v1alpha1", "kind": "Rollout", "name": "shop"}
    assert shop["HorizontalPodAutoscaler"]["spec"]["scaleTargetRef"] == target
    assert "replicas" not in shop["Rollout"]["spec"]
    assert shop["PodDisruptionBudget"]["spec"]["selector"] == shop["Rollout"]["spec"]["selector"]
    queue = {**SHOP, "needs": ["redis"], "replicas": {"min": 1, "max": 3, "queue": {"redis": ["a"]}}}
    scaled = one(queue, {"capabilities": {"rollouts": True, "keda": True}})["ScaledObject"]
    assert scaled["spec"]["scaleTargetRef"] == target


def test_pods_of_both_versions_are_scraped_and_each_once(shop: dict[str, dict[str, Any]]) -> None:
    assert "ServiceMonitor" not in shop
    labels = shop["Rollout"]["spec"]["template"]["metadata"]["labels"]
    assert shop["PodMonitor"]["spec"]["selector"]["matchLabels"].items() <= labels.items()

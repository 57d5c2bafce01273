from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

One = Callable[..., dict[str, dict[str, Any]]]
KEDA = {"capabilities": {"keda": True}}
REDIS_WORKER = {
    "kind": "worker",
    "replicas": {"min": 0, "max": 3, "queue": {"redis": ["queue:free", "queue:pro"], "length": 2}},
    "needs": ["redis"],
}
SQS_WORKER = {
    "kind": "worker",
    "replicas": {"min": 2, "max": 10, "cpu": 80, "queue": {"sqs": "documents", "length": 5}},
    "needs": [{"queue": {"name": "documents", "access": ["receive"]}}],
}


def test_a_fixed_number_of_replicas_has_no_scaler(one: One) -> None:
    objects = one({"port": 8001, "replicas": {"min": 2, "max": 2}})
    assert objects["Deployment"]["spec"]["replicas"] == 2
    assert not {"HorizontalPodAutoscaler", "ScaledObject"} & set(objects)


def test_an_autoscaler_owns_the_number_of_replicas(one: One) -> None:
    objects = one({"port": 8001, "replicas": {"min": 3, "max": 20, "cpu": 70, "memory": 80}})
    assert "replicas" not in objects["Deployment"]["spec"]
    spec = objects["HorizontalPodAutoscaler"]["spec"]
    assert spec["scaleTargetRef"] == {"apiVersion": "apps/v1", "kind": "Deployment", "name": "shop"}
    assert (spec["minReplicas"], spec["maxReplicas"]) == (3, 20)
    assert {each["resource"]["name"]: each["resource"]["target"] for each in spec["metrics"]} == {
        "cpu": {"type": "Utilization", "averageUtilization": 70},
        "memory": {"type": "Utilization", "averageUtilization": 80},
    }


def test_an_environment_has_bounds_of_its_own(one: One) -> None:
    spec = one({"port": 8001, "replicas": {"min": 2, "max": 50, "cpu": 70}}, {"replicas": {"max": 10}})
    assert spec["HorizontalPodAutoscaler"]["spec"]["maxReplicas"] == 10


def test_redis_queues_scale_where_keda_runs(one: One) -> None:
    spec = one(REDIS_WORKER, KEDA)["ScaledObject"]["spec"]
    assert (spec["minReplicaCount"], spec["maxReplicaCount"]) == (0, 3)
    assert [each["metadata"]["listName"] for each in spec["triggers"]] == ["queue:free", "queue:pro"]
    assert spec["triggers"][0]["metadata"] == {
        "address": "cache.example.com:6379",
        "enableTLS": "true",
        "passwordFromEnv": "REDIS_PASSWORD",
        "listName": "queue:free",
        "listLength": "2",
    }


def test_a_redis_behind_sentinels_is_found_by_them(one: One) -> None:
    sentinels = {"address": "redis.prod.svc.cluster.local:26379", "master": "acme-prod"}
    (first, *_) = one(REDIS_WORKER, {**KEDA, "stores": {"redis": sentinels}})["ScaledObject"]["spec"]["triggers"]
    assert first["type"] == "redis-sentinel"
    assert first["metadata"] == {
        "addresses": "redis.prod.svc.cluster.local:26379",
        "sentinelMaster": "acme-prod",
        "sentinelPasswordFromEnv": "REDIS_PASSWORD",
        "passwordFromEnv": "REDIS_PASSWORD",
        "listName": "queue:free",
        "listLength": "2",
    }


def test_an_sqs_queue_and_cpu_are_triggers_of_one_object(one: One) -> None:
    triggers = {each["type"]: each for each in one(SQS_WORKER, KEDA)["ScaledObject"]["spec"]["triggers"]}
    assert triggers["cpu"] == {"type": "cpu", "metricType": "Utilization", "metadata": {"value": "80"}}
    assert triggers["aws-sqs-queue"]["metadata"] == {
        "queueURL": "https://sqs.example.com/documents",
        "awsRegion": "us-east-1",
        "queueLength": "5",
        "identityOwner": "operator",
    }


def test_keda_takes_over_the_autoscaler_that_stood_before_it(one: One) -> None:
    before, after = one(SQS_WORKER)["HorizontalPodAutoscaler"], one(SQS_WORKER, KEDA)["ScaledObject"]
    assert after["metadata"]["annotations"] == {"scaledobject.keda.sh/transfer-hpa-ownership": "true"}
    config = after["spec"]["advanced"]["horizontalPodAutoscalerConfig"]
    assert config == {"name": before["metadata"]["name"]}
    alone = one(REDIS_WORKER, KEDA)["ScaledObject"]
    assert "annotations" not in alone["metadata"]
    assert "advanced" not in alone["spec"]


def test_without_keda_a_queue_scales_nothing(one: One) -> None:
    assert one(REDIS_WORKER)["Deployment"]["spec"]["replicas"] == 0
    assert "ScaledObject" not in one(SQS_WORKER)


@pytest.mark.parametrize("worker", [REDIS_WORKER, SQS_WORKER], ids=["redis", "sqs"])
@pytest.mark.parametrize("values", [{}, KEDA], ids=["plain", "keda"])
def test_never_two_owners_of_one_number(one: One, worker: dict[str, Any], values: dict[str, Any]) -> None:
    objects = one(worker, values)
    owners = {"HorizontalPodAutoscaler", "ScaledObject"} & set(objects)
    assert len(owners) + ("replicas" in objects["Deployment"]["spec"]) == 1


@pytest.mark.parametrize(("low", "budget"), [(1, False), (2, True)])
def test_a_disruption_budget_where_there_is_more_than_one_pod(one: One, low: int, budget: bool) -> None:
    objects = one({"port": 8001, "replicas": {"min": low, "max": 5, "cpu": 70}})
    assert ("PodDisruptionBudget" in objects) is budget
    if budget:
        spec = objects["PodDisruptionBudget"]["spec"]
        assert (spec["maxUnavailable"], spec["selector"]) == ("25%", objects["Deployment"]["spec"]["selector"])

"""cloudwatch_alarms against the emulator."""

from collections.abc import Callable
from typing import Any

import pytest
from ansible_collections.pinksea.platform.plugins.modules import cloudwatch_alarms

from tests.unit.plugins.modules.ladder import ladder, refused

TOPIC = "arn:aws:sns:us-east-1:123456789012:rag-critical"
ALARM = {
    "name": "rag-age",
    "namespace": "AWS/SQS",
    "metric": "ApproximateAgeOfOldestMessage",
    "dimensions": {"QueueName": "documents"},
    "statistic": "Maximum",
    "period": 60,
    "threshold": 300,
}


def measured(key: str, metric: str) -> dict[str, Any]:
    source = {"namespace": "AWS/ApplicationELB", "dimensions": {"LoadBalancer": "app/rag/1"}}
    return {"id": key, **source, "metric": metric, "statistic": "Sum", "period": 60}


RATIO = {
    "name": "rag-5xx",
    "metrics": [
        measured("failed", "HTTPCode_Target_5XX_Count"),
        measured("all", "RequestCount"),
        {"id": "ratio", "expression": "100 * failed / all", "label": "5xx", "returned": True},
    ],
    "threshold": 5,
    "evaluation_periods": 5,
    "datapoints": 3,
}


@pytest.fixture
def cloudwatch(client: Callable[[str], Any]) -> Any:
    return client("cloudwatch")


def test_ladder(cloudwatch: Any) -> None:
    changed = ALARM | {
        "description": "Documents wait",
        "statistic": "p99",
        "comparison": ">=",
        "missing_data": "notBreaching",
        "alarm_actions": [TOPIC],
        "ok_actions": [TOPIC],
    }
    created, modified, _ = ladder(
        cloudwatch_alarms,
        create={"alarms": [ALARM, RATIO]},
        modify={"alarms": [changed, RATIO | {"threshold": 1}], "tags": {"environment": "prod"}},
        key="alarms",
        client=cloudwatch,
    )
    assert created["alarms"]["rag-age"]["missing_data"] == "missing"
    assert [query["id"] for query in created["alarms"]["rag-5xx"]["metrics"]] == ["failed", "all", "ratio"]
    assert {key: modified["alarms"]["rag-age"][key] for key in changed} == changed
    assert modified["alarms"]["rag-5xx"]["threshold"] == 1
    assert modified["alarms"]["rag-5xx"]["tags"] == {"environment": "prod"}


def test_more_alarms_than_one_call_describes(cloudwatch: Any) -> None:
    many = {"alarms": [ALARM | {"name": f"rag-{number}"} for number in range(101)]}
    created, *_ = ladder(
        cloudwatch_alarms, create=many, modify=many | {"tags": {"a": "b"}}, key="alarms", client=cloudwatch
    )
    assert len(created["alarms"]) == 101


@pytest.mark.parametrize(
    ("alarm", "message"),
    [
        (ALARM | {"period": None}, "rag-age: period is not set: give namespace, metric, statistic and period."),
        (
            ALARM | {"statistic": "Mean"},
            "rag-age: statistic is 'Mean': "
            "give SampleCount, Average, Sum, Minimum, Maximum or a percentile such as p95.",
        ),
        (
            ALARM | {"datapoints": 2},
            "rag-age: datapoints is 2, more than its 1 evaluation_periods: give that many at most.",
        ),
        (
            RATIO | {"metrics": RATIO["metrics"][:2]},  # type: ignore[index]
            "rag-5xx: none of its metrics is returned: set returned of the one to be compared.",
        ),
        (
            RATIO | {"metrics": [query | {"returned": True} for query in RATIO["metrics"][1:]]},  # type: ignore[index]
            "rag-5xx: metrics all, ratio are all returned: return only one of them.",
        ),
        (ALARM | {"threshold": None}, "rag-age: threshold is not set: give it, state present needs it."),
    ],
)
def test_what_cloudwatch_would_refuse(cloudwatch: Any, alarm: dict[str, Any], message: str) -> None:
    assert refused(cloudwatch_alarms, {"alarms": [alarm]}, cloudwatch) == f"cloudwatch_alarm {message}"

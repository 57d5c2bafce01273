"""CloudWatch alarms on a metric, or on an expression over several."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import batched
from typing import Any

from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.parallel import side_by_side
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import Change, Item, Kind, stated
from ansible_collections.pinksea.platform.plugins.module_utils.tags import tag_list, tags_from

STATISTICS = ("SampleCount", "Average", "Sum", "Minimum", "Maximum")
PERCENTILE = re.compile(r"p(\d{1,2}(\.\d{1,10})?|100)")
OPERATORS = {
    ">": "GreaterThanThreshold",
    ">=": "GreaterThanOrEqualToThreshold",
    "<": "LessThanThreshold",
    "<=": "LessThanOrEqualToThreshold",
}
SIGNS = {name: sign for sign, name in OPERATORS.items()}
DESCRIBED_AT_ONCE = 100
PLAIN = {
    "description": "AlarmDescription",
    "namespace": "Namespace",
    "metric": "MetricName",
    "period": "Period",
    "evaluation_periods": "EvaluationPeriods",
    "datapoints": "DatapointsToAlarm",
    "threshold": "Threshold",
    "missing_data": "TreatMissingData",
    "alarm_actions": "AlarmActions",
    "ok_actions": "OKActions",
}


def refuse_incomplete(alarm: Item) -> None:
    """Refuse what CloudWatch would refuse: it wants one whole metric, or metrics of which one is the result."""
    what = f"cloudwatch_alarm {alarm['name']}"
    single = [key for key in ("namespace", "metric", "statistic", "period") if alarm[key] is None]
    if alarm["metrics"] is None:
        if single:
            raise PlatformError(f"{what}: {single[0]} is not set: give namespace, metric, statistic and period.")
        refuse_statistic(what, alarm["statistic"])
    elif results := [query["id"] for query in alarm["metrics"] if query["returned"]]:
        if len(results) > 1:
            raise PlatformError(f"{what}: metrics {', '.join(results)} are all returned: return only one of them.")
    else:
        raise PlatformError(f"{what}: none of its metrics is returned: set returned of the one to be compared.")
    if (alarm["datapoints"] or 1) > alarm["evaluation_periods"]:
        raise PlatformError(
            f"{what}: datapoints is {alarm['datapoints']}, more than its {alarm['evaluation_periods']} "
            "evaluation_periods: give that many at most."
        )


def refuse_statistic(what: str, statistic: str) -> None:
    if statistic not in STATISTICS and not PERCENTILE.fullmatch(statistic):
        raise PlatformError(
            f"{what}: statistic is {statistic!r}: give {', '.join(STATISTICS)} or a percentile such as p95."
        )


def metric_query(query: Item) -> Item:
    """One metric of an expression, or the expression itself, as PutMetricAlarm takes it."""
    measured = {
        "Metric": {
            "Namespace": query["namespace"],
            "MetricName": query["metric"],
            "Dimensions": dimension_list(query["dimensions"]),
        },
        "Period": query["period"],
        "Stat": query["statistic"],
    }
    source = {"Expression": query["expression"]} if query["expression"] else {"MetricStat": measured}
    return {"Id": query["id"], "ReturnData": query["returned"], **stated({"Label": query["label"]}), **source}


def metric_item(query: Item) -> Item:
    measured = query.get("MetricStat") or {}
    metric = measured.get("Metric") or {}
    return {
        "id": query["Id"],
        "expression": query.get("Expression"),
        "namespace": metric.get("Namespace"),
        "metric": metric.get("MetricName"),
        "dimensions": dimensions(metric),
        "statistic": measured.get("Stat"),
        "period": measured.get("Period"),
        "label": query.get("Label"),
        "returned": query.get("ReturnData", True),
    }


def dimension_list(given: Mapping[str, str]) -> list[Item]:
    return [{"Name": name, "Value": value} for name, value in sorted(given.items())]


def dimensions(described: Item) -> dict[str, str]:
    return {row["Name"]: row["Value"] for row in described.get("Dimensions") or []}


def to_item(alarm: Item) -> Item:
    """An answer of DescribeAlarms in the shape of the module's own options."""
    return {
        "name": alarm["AlarmName"],
        **{key: alarm.get(name) for key, name in PLAIN.items()},
        "description": alarm.get("AlarmDescription", ""),
        "missing_data": alarm.get("TreatMissingData") or "missing",
        "statistic": alarm.get("Statistic") or alarm.get("ExtendedStatistic"),
        "comparison": SIGNS.get(alarm["ComparisonOperator"], alarm["ComparisonOperator"]),
        "dimensions": dimensions(alarm),
        "metrics": [metric_item(query) for query in alarm.get("Metrics") or []],
        "arn": alarm["AlarmArn"],
    }


def request(alarm: Item) -> Item:
    """The arguments of PutMetricAlarm, which always states the whole alarm."""
    statistic = alarm["statistic"]
    if alarm["metrics"]:
        measured = {"Metrics": [metric_query(query) for query in alarm["metrics"]]}
    else:
        key = "Statistic" if statistic in STATISTICS else "ExtendedStatistic"
        measured = {key: statistic, "Dimensions": dimension_list(alarm["dimensions"])}
    plain = stated({name: alarm[key] for key, name in PLAIN.items()})
    return {"AlarmName": alarm["name"], **plain, "ComparisonOperator": OPERATORS[alarm["comparison"]], **measured}


class Alarms(Kind):
    kind = "cloudwatch_alarm"

    def __init__(self, client: Any, wanted: Mapping[str, Item]) -> None:
        self.client = client
        self.wanted = wanted

    def read(self) -> dict[str, Item]:
        found = [
            to_item(alarm)
            for names in batched(self.wanted, DESCRIBED_AT_ONCE)
            for alarm in self.client.describe_alarms(AlarmNames=list(names), MaxRecords=len(names))["MetricAlarms"]
        ]
        return {item["name"]: item for item in side_by_side(self.tagged, found)}

    def tagged(self, item: Item) -> Item:
        return {**item, "tags": tags_from(self.client.list_tags_for_resource(ResourceARN=item["arn"])["Tags"])}

    def create(self, wanted: Item) -> None:
        self.client.put_metric_alarm(**request(wanted), Tags=tag_list(wanted["tags"]))

    def update(self, change: Change) -> None:
        before, after = change.before or {}, change.after or {}
        if change.fields - {"tags"}:
            self.client.put_metric_alarm(**request(after))
        if "tags" in change.fields:
            self.client.tag_resource(ResourceARN=before["arn"], Tags=tag_list(after["tags"]))

    def delete(self, current: Item) -> None:
        self.client.delete_alarms(AlarmNames=[current["name"]])

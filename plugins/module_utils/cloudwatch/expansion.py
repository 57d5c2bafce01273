"""The same alarms for each of several like things."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

type Alarm = dict[str, Any]


def for_each(alarms: Iterable[Alarm], dimension: str, values: Mapping[str, str]) -> list[Alarm]:
    """C(values): the dimension's value by the name of the thing, which the names of its alarms begin with."""
    return [of_one(alarm, thing, {dimension: value}) for alarm in alarms for thing, value in values.items()]


def of_one(alarm: Alarm, thing: str, dimension: dict[str, str]) -> Alarm:
    """An alarm over several metrics has the dimension in each of them."""
    named = {**alarm, "name": f"{thing}-{alarm['name']}"}
    if "metrics" not in alarm:
        return measured(named, dimension)
    metrics = [measured(query, dimension) if "metric" in query else query for query in alarm["metrics"]]
    return {**named, "metrics": metrics}


def measured(given: Alarm, dimension: dict[str, str]) -> Alarm:
    return {**given, "dimensions": {**given.get("dimensions", {}), **dimension}}

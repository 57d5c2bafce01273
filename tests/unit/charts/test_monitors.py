"""Where Prometheus finds the metrics of a service: ServiceMonitor, or PodMonitor for what has no Service."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

One = Callable[..., dict[str, dict[str, Any]]]
PROMETHEUS = {"capabilities": {"prometheus": True}}


@pytest.mark.parametrize(
    ("metrics", "port", "path"), [({}, "http", "/metrics"), ({"port": 9090, "path": "/m"}, "metrics", "/m")]
)
def test_a_service_is_scraped_at_a_port_of_its_own_name(
    one: One, metrics: dict[str, Any], port: str, path: str
) -> None:
    objects = one({"port": 8001, "metrics": metrics}, PROMETHEUS)
    spec = objects["ServiceMonitor"]["spec"]
    assert spec["endpoints"] == [{"port": port, "path": path}]
    assert spec["selector"]["matchLabels"].items() <= objects["Service"]["metadata"]["labels"].items()
    ports = {each["name"]: each["targetPort"] for each in objects["Service"]["spec"]["ports"]}
    (container,) = objects["Deployment"]["spec"]["template"]["spec"]["containers"]
    assert ports[port] in {each["name"] for each in container["ports"]}
    assert "PodMonitor" not in objects


def test_a_worker_is_scraped_at_its_pods(one: One) -> None:
    objects = one({"kind": "worker", "metrics": {"port": 9090}}, PROMETHEUS)
    spec = objects["PodMonitor"]["spec"]
    assert spec["podMetricsEndpoints"] == [{"port": "metrics", "path": "/metrics"}]
    labels = objects["Deployment"]["spec"]["template"]["metadata"]["labels"]
    assert spec["selector"]["matchLabels"].items() <= labels.items()
    assert not {"ServiceMonitor", "Service"} & set(objects)


@pytest.mark.parametrize(
    ("service", "values"),
    [({"port": 8001}, PROMETHEUS), ({"port": 8001, "metrics": {}}, {}), ({"kind": "worker"}, PROMETHEUS)],
)
def test_no_monitor_without_metrics_or_without_the_operator(
    one: One, service: dict[str, Any], values: dict[str, Any]
) -> None:
    assert not {"ServiceMonitor", "PodMonitor"} & set(one(service, values))

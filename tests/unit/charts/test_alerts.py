"""Alerts of a service: what they say, and by promtool which series make them fire and which do not."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.unit.charts.binary import NO_PROMTOOL, promtool_binary

One = Callable[..., dict[str, dict[str, Any]]]
PAGE = Path(__file__).parents[3] / "docs" / "alerts.md"
PROMETHEUS = {"capabilities": {"prometheus": True}}
SHOP = {"port": 8001, "metrics": {}, "objectives": {"latency_p95": "200ms"}}
HTTP = ["ServiceErrorsFast", "ServiceErrorsSlow", "ServiceSlow"]
ALWAYS = ["ServiceRestarts", "ServiceTargetDown", "ServiceDown"]
OF = 'namespace="prod",container="shop",pod="shop-1"'


def rules(objects: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    (group,) = objects["PrometheusRule"]["spec"]["groups"]
    assert group["name"] == "prod-shop"
    return {each["alert"]: each for each in group["rules"]}


@pytest.fixture(scope="module")
def shop(one: One) -> dict[str, dict[str, Any]]:
    return rules(one(SHOP, PROMETHEUS))


@pytest.mark.parametrize(
    ("service", "alerts"),
    [
        (SHOP, [*HTTP, *ALWAYS]),
        ({"port": 8001, "metrics": {}}, [*HTTP[:2], *ALWAYS]),
        ({"port": 8001}, ["ServiceRestarts"]),
        ({"kind": "worker", "metrics": {"port": 9090}}, ALWAYS),
        (
            {
                "kind": "worker",
                "metrics": {"port": 9090},
                "needs": ["redis"],
                "replicas": {"min": 0, "queue": {"redis": ["a"]}},
            },
            ALWAYS[:2],
        ),
    ],
    ids=["objectives", "metrics", "port", "worker", "from-zero"],
)
def test_alerts_are_about_what_is_declared(one: One, service: dict[str, Any], alerts: list[str]) -> None:
    assert list(rules(one(service, PROMETHEUS))) == alerts


def test_no_alerts_without_the_operator_or_of_what_ends(one: One) -> None:
    assert "PrometheusRule" not in one(SHOP)
    assert "PrometheusRule" not in one({"kind": "job"}, PROMETHEUS)


def test_an_alert_tells_how_bad_it_is_of_what_and_what_to_do(shop: dict[str, dict[str, Any]]) -> None:
    page = PAGE.read_text()
    for name, alert in shop.items():
        assert alert["labels"]["severity"] in ("critical", "warning")
        assert (alert["labels"]["namespace"], alert["labels"]["service"]) == ("prod", "shop")
        assert alert["annotations"]["summary"].startswith("prod/shop: ")
        address, _, section = alert["annotations"]["runbook_url"].rpartition("#")
        assert (address.endswith("docs/alerts.md"), section) == (True, name.lower())
        assert f"\n## {name}\n" in page


def test_runbooks_are_where_the_environment_says(one: One) -> None:
    values = {**PROMETHEUS, "monitoring": {"runbooks": "https://wiki.example.com/alerts"}}
    url = rules(one(SHOP, values))["ServiceDown"]["annotations"]["runbook_url"]
    assert url == "https://wiki.example.com/alerts#servicedown"


def requests(failed: int, well: int) -> list[dict[str, str]]:
    """So many each minute, for seven hours."""
    series = {"500": failed, "200": well}
    return [
        {"series": f'http_requests_total{{{OF},status="{status}"}}', "values": f"0+{count}x420"}
        for status, count in series.items()
    ]


def until(minute: int, series: list[dict[str, str]]) -> list[dict[str, str]]:
    """The first of them grows no more."""
    first, *others = series
    step = int(first["values"].removeprefix("0+").partition("x")[0])
    return [{**first, "values": f"0+{step}x{minute} {step * minute}x{420 - minute}"}, *others]


def latency(slow: int) -> list[dict[str, str]]:
    """Of 100 requests each minute, so many take between 0.25 and 1 second."""
    counts = {"0.1": 100 - slow, "0.25": 100 - slow, "1": 100, "+Inf": 100}
    return [
        {"series": f'http_request_duration_seconds_bucket{{{OF},le="{le}"}}', "values": f"0+{count}x420"}
        for le, count in counts.items()
    ]


def one_of(name: str, values: str) -> list[dict[str, str]]:
    return [{"series": f"{name}{{{OF}}}", "values": values}]


RESTARTS = "kube_pod_container_status_restarts_total"
OTHER = [{"series": 'up{namespace="dev",container="shop",pod="shop-1"}', "values": "1x420"}]
CASES: list[tuple[str, str, list[dict[str, str]], str, bool]] = [
    ("ServiceErrorsFast", "2 of 100 fail", requests(2, 98), "2h", True),
    ("ServiceErrorsFast", "1 of 100 fails", requests(1, 99), "2h", False),
    ("ServiceErrorsFast", "none is asked", requests(0, 0), "2h", False),
    ("ServiceErrorsFast", "9 of 100 failed, half an hour ago", until(60, requests(9, 91)), "1h30m", False),
    ("ServiceErrorsSlow", "1 of 100 fails", requests(1, 99), "7h", True),
    ("ServiceErrorsSlow", "1 of 1000 fails", requests(1, 999), "7h", False),
    ("ServiceSlow", "10 of 100 are slow", latency(10), "1h", True),
    ("ServiceSlow", "3 of 100 are slow", latency(3), "1h", False),
    ("ServiceRestarts", "5 within an hour", one_of(RESTARTS, "0x60 0+1x5 5x60"), "1h10m", True),
    ("ServiceRestarts", "long ago", one_of(RESTARTS, "0x60 0+1x5 5x120"), "2h30m", False),
    ("ServiceRestarts", "20, each a day apart", one_of(RESTARTS, "20x420"), "2h", False),
    ("ServiceTargetDown", "it is down", one_of("up", "0x60"), "30m", True),
    ("ServiceTargetDown", "it was down for 5 minutes", one_of("up", "1x10 0x5 1x60"), "30m", False),
    ("ServiceDown", "there is none", OTHER, "30m", True),
    ("ServiceDown", "it is down", one_of("up", "0x60"), "30m", True),
    ("ServiceDown", "there is one", one_of("up", "1x60"), "30m", False),
]


@pytest.mark.skipif(not promtool_binary(), reason=NO_PROMTOOL)
def test_what_makes_an_alert_fire_and_what_does_not(shop: dict[str, dict[str, Any]], tmp_path: Path) -> None:
    """One run of promtool for all cases."""
    groups = {"groups": [{"name": "shop", "rules": list(shop.values())}]}
    (tmp_path / "rules.yml").write_text(json.dumps(groups))
    tests = [
        {
            "name": f"{alert}: {what}",
            "interval": "1m",
            "input_series": series,
            "promql_expr_test": [
                {
                    "expr": f'count(ALERTS{{alertname="{alert}",alertstate="firing",namespace="prod",service="shop"}})',
                    "eval_time": when,
                    "exp_samples": [{"labels": "{}", "value": 1}] if fires else [],
                }
            ],
        }
        for alert, what, series, when, fires in CASES
    ]
    assert (
        {name for name, _, _, _, fires in CASES if fires} == {name for name, *_, fires in CASES if not fires} == {*shop}
    )
    suite = {"rule_files": ["rules.yml"], "evaluation_interval": "1m", "tests": tests}
    (tmp_path / "tests.yml").write_text(json.dumps(suite))
    run = subprocess.run(
        [str(promtool_binary()), "test", "rules", str(tmp_path / "tests.yml")], capture_output=True, text=True
    )
    assert run.returncode == 0, run.stdout + run.stderr

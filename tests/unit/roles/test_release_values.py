"""Values of third parties' releases: a chart takes a mistyped key in silence, so nobody else would notice."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from tests.unit.roles.declared import HOSTS, ROOT, releases
from tests.unit.roles.upstream import DATA, MISSING, defaults, unknown

LOCK: dict[str, Any] = yaml.safe_load((ROOT / "charts.lock.yml").read_text())["charts"]
SUBCHARTS = {
    ("kube-prometheus-stack", "grafana"): ("grafana", "12.11.1"),
    ("kube-prometheus-stack", "kube-state-metrics"): ("kube-state-metrics", "8.4.0"),
    ("kube-prometheus-stack", "prometheus-node-exporter"): ("prometheus-node-exporter", "4.56.1"),
}
FREE = {
    # maps with entries of the operator's choice beside those of the defaults
    "kube-prometheus-stack": ["alertmanager.config", "defaultRules.rules"],
    "opentelemetry-collector": ["config", "ports"],
    "fluent-bit": ["config"],
    "argo-cd": ["configs.params", "configs.cm", "configs.rbac"],
    "qdrant": ["config", "podSecurityContext", "containerSecurityContext"],
    "aws-load-balancer-controller": ["podSecurityContext", "securityContext"],
    "argo-rollouts": ["podSecurityContext"],
    "karpenter": ["nodeSelector"],
    # in a template only
    "prometheus-redis-exporter": ["fullnameOverride"],
}
needs_data = pytest.mark.skipif(not DATA.is_dir(), reason=MISSING)


def named(release: dict[str, Any]) -> str:
    """The chart's name, whatever it is referred to by."""
    return str(release["chart"]).rsplit("/", 1)[-1]


def third_party(environment: str, host: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for release in releases(environment, host).values():
        if named(release) in LOCK:
            yield named(release), release


@needs_data
@pytest.mark.parametrize(("environment", "host"), HOSTS)
def test_every_key_is_one_of_the_chart(environment: str, host: str) -> None:
    problems = [
        f"{chart}: {path}"
        for chart, release in third_party(environment, host)
        for path in strangers(chart, release.get("values", {}))
        if not path.startswith(tuple(FREE.get(chart, [])) or ("\0",))
    ]
    assert problems == []


def strangers(chart: str, values: dict[str, Any]) -> Iterator[str]:
    yield from unknown({k: v for k, v in values.items() if (chart, k) not in SUBCHARTS}, *known(chart))
    for (parent, key), sub in SUBCHARTS.items():
        if chart == parent and key in values:
            own, text = defaults(*sub)
            given, more = known(chart)
            wider = {**own, **(given.get(key) or {})}
            yield from (f"{key}.{path}" for path in unknown(values[key], wider, text + more))


def known(chart: str) -> tuple[Any, str]:
    return defaults(chart, LOCK[chart]["version"])


def test_a_key_that_the_chart_does_not_know_is_found() -> None:
    known_values = {"replicas": 1, "resources": {}, "serviceMonitor": {"enabled": False}}
    given = {"replica": 2, "resources": {"anything": 1}, "serviceMonitor": {"enable": True}, "commented": 1}
    found = list(unknown(given, known_values, "replicas: 1\n# commented: x\n"))
    assert found == ["replica", "serviceMonitor.enable"]


@pytest.mark.parametrize(("environment", "host"), HOSTS)
def test_definitions_come_before_what_needs_them(environment: str, host: str) -> None:
    """Nobody has ServiceMonitors before there is such a kind."""
    given = releases(environment, host)
    users = [
        name
        for name, each in given.items()
        if '"serviceMonitor"' in yaml.safe_dump(each.get("values", {}), default_style='"')
    ]
    late = [name for name in users if "prometheus-operator-crds" not in before(given, name)]
    assert late == []


def before(given: dict[str, dict[str, Any]], name: str) -> set[str]:
    direct = set(given[name]["after"])
    return direct.union(*(before(given, other) for other in direct))


@pytest.mark.parametrize(("environment", "host"), HOSTS)
def test_every_release_takes_its_fields_back(environment: str, host: str) -> None:
    assert [name for name, each in releases(environment, host).items() if not each["force_conflicts"]] == []

"""Traps of kube-prometheus-stack: what is quietly not scraped, not kept or not sent."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from ansible_collections.pinksea.platform.plugins.module_utils.kubernetes.definitions import Loader

from tests.unit.roles.declared import HOSTS, releases
from tests.unit.roles.upstream import DATA, MISSING, defaults

Values = dict[str, Any]
SIZES = {"Gi": 2**30, "GB": 10**9}


@pytest.fixture(params=HOSTS, ids="-".join)
def values(request: pytest.FixtureRequest) -> Values:
    return dict(releases(*request.param)["kube-prometheus-stack"]["values"])


def config(values: Values) -> Values:
    return dict(values["alertmanager"]["config"])


def routes(route: Values) -> list[Values]:
    return [route, *(each for inner in route.get("routes", []) for each in routes(inner))]


def test_every_route_has_a_receiver_and_every_receiver_a_route(values: Values) -> None:
    """With one that is missing there is no Alertmanager at all, and only the operator's log says so."""
    given = {each["name"] for each in config(values)["receivers"]}
    assert (
        {each["receiver"] for each in routes(config(values)["route"])}
        == given
        == {"null", "critical", "warning", "info"}
    )


def test_alerts_go_by_their_severity(values: Values) -> None:
    root = config(values)["route"]
    taken = {matcher: each["receiver"] for each in root["routes"] for matcher in each["matchers"]}
    assert taken == {
        'alertname = "Watchdog"': "null",
        'severity = "critical"': "critical",
        'severity = "info"': "info",
    }
    assert root["receiver"] == "warning"
    kinds = {each["name"]: sorted(each.keys() - {"name"}) for each in config(values)["receivers"]}
    assert kinds == {
        "null": [],
        "critical": ["pagerduty_configs"],
        "warning": ["slack_configs"],
        "info": ["email_configs"],
    }


def test_keys_are_read_from_the_mounted_secret(values: Values) -> None:
    (secret,) = values["alertmanager"]["alertmanagerSpec"]["secrets"]
    text = yaml.safe_dump(config(values))
    for key in ("pagerduty-routing-key", "slack-api-url", "smtp-password"):
        assert f"_file: /etc/alertmanager/secrets/{secret}/{key}\n" in text
    assert not {"routing_key", "api_url", "smtp_auth_password"} & keys(config(values))


def keys(found: Any) -> set[str]:
    if isinstance(found, dict):
        return set(found) | {key for each in found.values() for key in keys(each)}
    return {key for each in found for key in keys(each)} if isinstance(found, list) else set()


def test_what_any_release_brings_is_found(values: Values) -> None:
    spec = values["prometheus"]["prometheusSpec"]
    kinds = ("serviceMonitor", "podMonitor", "rule", "probe", "scrapeConfig")
    assert [spec[f"{kind}SelectorNilUsesHelmValues"] for kind in kinds] == [False] * 5


def test_samples_and_dashboards_survive_a_restart(values: Values) -> None:
    spec = values["prometheus"]["prometheusSpec"]
    claim = spec["storageSpec"]["volumeClaimTemplate"]["spec"]
    assert (spec["scrapeInterval"], spec["retention"], claim["storageClassName"]) == ("15s", "15d", "gp3")
    assert size(spec["retentionSize"]) < 0.85 * size(claim["resources"]["requests"]["storage"])
    assert values["alertmanager"]["alertmanagerSpec"]["storage"]["volumeClaimTemplate"]["spec"]["storageClassName"]
    # The claim of a Deployment goes with the release, unasked.
    assert values["grafana"]["persistence"] | {"size": 0} == {
        **{"enabled": True, "type": "statefulset", "storageClassName": "gp3", "size": 0}
    }


def size(text: str) -> int:
    return int(text[:-2]) * SIZES[text[-2:]]


def test_grafana_has_no_password_of_its_own_and_no_root(values: Values) -> None:
    """A generated password would be another one with each upgrade, and root is refused in the namespace."""
    assert values["grafana"]["admin"] == {"existingSecret": "grafana", "userKey": "username", "passwordKey": "password"}
    assert values["grafana"]["initChownData"]["enabled"] is False
    assert values["grafana"]["sidecar"]["dashboards"]["searchNamespace"] == "ALL"


def test_nobody_is_woken_by_what_aws_runs(values: Values) -> None:
    for part in ("kubeControllerManager", "kubeScheduler", "kubeEtcd", "kubeProxy"):
        assert values[part] == {"enabled": False}
    off = {name for name, on in values["defaultRules"]["rules"].items() if not on}
    assert {"kubeControllerManager", "kubeSchedulerAlerting", "kubeSchedulerRecording", "etcd", "kubeProxy"} <= off


@pytest.mark.skipif(not DATA.is_dir(), reason=MISSING)
def test_rules_that_are_off_are_rules_of_the_chart(values: Values) -> None:
    known, _ = defaults("kube-prometheus-stack", "88.5.3")
    assert values["defaultRules"]["rules"].keys() <= known["defaultRules"]["rules"].keys()


def test_agents_of_nodes_are_where_pods_may_be_privileged(values: Values) -> None:
    assert values["prometheus-node-exporter"]["namespaceOverride"] == "node-agents"


@pytest.mark.parametrize(("environment", "host"), HOSTS)
def test_definitions_have_one_owner_and_come_first(environment: str, host: str) -> None:
    given = releases(environment, host)
    assert given["kube-prometheus-stack"]["values"]["crds"] == {"enabled": False}
    assert given["kube-prometheus-stack"]["after"] == ["prometheus-operator-crds"]
    assert given["prometheus-operator-crds"]["take_ownership"]


@pytest.mark.skipif(not DATA.is_dir(), reason=MISSING)
def test_the_definition_with_a_plain_equals_sign_can_be_read() -> None:
    """PyYAML has a type for it that its safe loaders do not build."""
    path = DATA / "kube-prometheus-stack-88.5.3/crds/alertmanagerconfigs.monitoring.coreos.com.yaml"
    assert "- =\n" in path.read_text()
    assert yaml.load(path.read_text(), Loader)["kind"] == "CustomResourceDefinition"  # noqa: S506 - a safe loader

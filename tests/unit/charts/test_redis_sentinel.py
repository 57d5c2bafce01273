from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.unit.charts.conftest import merged
from tests.unit.charts.observed import assert_restricted
from tests.unit.charts.test_pgbouncer import Index, index

Template = Callable[..., list[dict[str, Any]]]
CHART = Path(__file__).parents[3] / "charts" / "redis-sentinel"
VALUES: dict[str, Any] = {
    "master": "orders",
    "clients": ["shop"],
    "exporter": {"queues": ["queue:free", "queue:pro"]},
    "backup": {"bucket": "copies"},
    "network": {"vpc": "10.0.0.0/16"},
}
PORTS = [{"protocol": "TCP", "port": 6379}, {"protocol": "TCP", "port": 26379}]


@pytest.fixture(scope="module")
def objects(template: Template) -> Index:
    return index(template(CHART, VALUES))


def workload(objects: Index) -> dict[str, Any]:
    spec = objects["StatefulSet", "redis"]["spec"]
    assert isinstance(spec, dict)
    return spec


def test_what_there_is(objects: Index, template: Template) -> None:
    own = {"StatefulSet", "Service", "ServiceAccount", "ConfigMap", "NetworkPolicy", "PodDisruptionBudget"}
    tests = {("Pod", "redis-test"), ("NetworkPolicy", "redis-test")}
    backup = {(kind, "redis-backup") for kind in ("CronJob", "ServiceAccount", "NetworkPolicy")}
    assert set(objects) == {*((kind, "redis") for kind in own), *tests, *backup}
    assert set(index(template(CHART, {"master": "orders"}))) == set(objects) - backup


def test_pods_are_restricted_and_have_no_token(objects: Index) -> None:
    assert_restricted([objects["StatefulSet", "redis"]], {"emptyDir", "projected", "persistentVolumeClaim"})
    assert_restricted(
        [objects["CronJob", "redis-backup"]["spec"]["jobTemplate"]], {"emptyDir", "projected", "persistentVolumeClaim"}
    )
    assert workload(objects)["template"]["spec"]["automountServiceAccountToken"] is False


def test_one_pod_in_each_zone_on_nodes_that_stay(objects: Index) -> None:
    spec = workload(objects)["template"]["spec"]
    (spread,) = spec["topologySpreadConstraints"]
    assert (spread["topologyKey"], spread["whenUnsatisfiable"]) == ("topology.kubernetes.io/zone", "DoNotSchedule")
    assert (spread["maxSkew"], spread["minDomains"]) == (1, 3)
    (term,) = spec["affinity"]["nodeAffinity"]["requiredDuringSchedulingIgnoredDuringExecution"]["nodeSelectorTerms"]
    assert {(each["key"], each["operator"], *each["values"]) for each in term["matchExpressions"]} == {
        ("karpenter.sh/capacity-type", "NotIn", "spot"),
        ("eks.amazonaws.com/capacityType", "NotIn", "SPOT"),
    }
    (apart,) = spec["affinity"]["podAntiAffinity"]["requiredDuringSchedulingIgnoredDuringExecution"]
    assert apart["topologyKey"] == "kubernetes.io/hostname"
    assert objects["PodDisruptionBudget", "redis"]["spec"]["maxUnavailable"] == 1


def test_pods_start_side_by_side_and_find_each_other_before_they_are_ready(objects: Index) -> None:
    service = objects["Service", "redis"]["spec"]
    assert (workload(objects)["replicas"], workload(objects)["podManagementPolicy"]) == (3, "Parallel")
    assert workload(objects)["serviceName"] == "redis"
    assert (service["clusterIP"], service["publishNotReadyAddresses"]) == ("None", True)


def test_a_hand_over_fits_into_the_time_to_go(objects: Index) -> None:
    """CLIENT PAUSE ends before Kubernetes kills, and after the script has given up."""
    script = objects["ConfigMap", "redis"]["data"]["stop-redis.sh"]
    tries = sum(int(each) for each in re.findall(r"within (\d+) [a-z]", script))
    (pause,) = re.findall(r"CLIENT PAUSE (\d+) WRITE", script)
    grace = workload(objects)["template"]["spec"]["terminationGracePeriodSeconds"]
    assert tries / 5 < int(pause) / 1000 < grace


def test_queues_are_measured(objects: Index) -> None:
    exporter = workload(objects)["template"]["spec"]["containers"][2]
    assert exporter["args"] == ["--check-single-keys=db0=queue:free,db0=queue:pro"]


def test_who_comes_in_and_what_is_reached(objects: Index) -> None:
    policy = objects["NetworkPolicy", "redis"]["spec"]
    pods = [peer["podSelector"]["matchLabels"]["app.kubernetes.io/name"] for peer in policy["ingress"][0]["from"]]
    assert (pods, policy["ingress"][0]["ports"]) == (["redis", "redis-backup", "redis-test", "shop"], PORTS)
    own = {"to": [{"podSelector": {"matchLabels": {"app.kubernetes.io/name": "redis"}}}], "ports": PORTS}
    assert policy["egress"][1:] == [own]
    out = objects["NetworkPolicy", "redis-backup"]["spec"]["egress"][1:]
    assert [peer.get("ipBlock", {}).get("cidr") for rule in out for peer in rule["to"]] == [
        None,
        "0.0.0.0/0",
        "169.254.170.23/32",
    ]


def test_pods_of_another_namespace_are_let_in_by_name(template: Template) -> None:
    keda = {"namespace": "keda", "name": "keda-operator"}
    policy = index(template(CHART, {**VALUES, "clientsElsewhere": [keda]}))["NetworkPolicy", "redis"]["spec"]
    assert policy["ingress"][0]["from"][-1] == {
        "namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "keda"}},
        "podSelector": {"matchLabels": {"app.kubernetes.io/name": "keda-operator"}},
    }


def test_a_release_that_restores_reads_as_the_original_and_makes_no_copies(template: Template) -> None:
    made = index(template(CHART, {**VALUES, "name": "redis-restored", "restore": {"time": "latest"}}))
    assert not {kind for kind, _ in made} & {"CronJob"}
    assert {name for kind, name in made if kind == "ServiceAccount"} == {"redis-restored"}
    spec = made["StatefulSet", "redis-restored"]["spec"]["template"]["spec"]
    (restore,) = spec["initContainers"]
    assert (spec["serviceAccountName"], restore["command"][-1]) == ("redis-backup", "/etc/redis/restore.sh")
    assert "env" not in restore
    assert_restricted([made["StatefulSet", "redis-restored"]], {"emptyDir", "projected", "persistentVolumeClaim"})
    script = made["ConfigMap", "redis-restored"]["data"]["restore.sh"]
    assert ('from="s3://copies/redis/orders/"' in script, 'copy="latest.rdb"' in script) == (True, True)
    out = made["NetworkPolicy", "redis-restored"]["spec"]["egress"][2:]
    assert [peer["ipBlock"]["cidr"] for rule in out for peer in rule["to"]] == ["0.0.0.0/0", "169.254.170.23/32"]


def test_with_a_certificate_nothing_is_spoken_without_tls(template: Template) -> None:
    objects = index(template(CHART, {**VALUES, "tlsSecret": "redis-tls"}))
    files = objects["ConfigMap", "redis"]["data"]
    assert all(
        "port 0\n" in files[name] and "tls-replication yes" in files[name] for name in ("redis.conf", "sentinel.conf")
    )
    assert 'tls="--tls --cacert /etc/redis/tls/ca.crt"' in files["lib.sh"]


def test_only_what_servers_read_replaces_them(objects: Index, template: Template) -> None:
    def checksum(values: dict[str, Any]) -> object:
        return workload(index(template(CHART, merged(VALUES, values))))["template"]["metadata"]["annotations"]

    assert checksum({"backup": {"bucket": "others"}}) == workload(objects)["template"]["metadata"]["annotations"]
    assert checksum({"restore": {"time": "latest"}}) == workload(objects)["template"]["metadata"]["annotations"]
    assert checksum({"maxmemory": "1gb"}) != workload(objects)["template"]["metadata"]["annotations"]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"master": ""}, "master is empty: give the name by which clients ask Sentinels for the master."),
        (
            {"network": {"vpc": ""}},
            "network.vpc is empty: give the CIDR of the VPC, outside which is the bucket copies.",
        ),
        (
            {"restore": {"time": "latest"}, "backup": {"bucket": ""}},
            "backup.bucket is empty: give the bucket with the copy of latest.",
        ),
        ({"restore": {"time": "yesterday"}}, "'yesterday' does not match pattern"),
        ({"maxmemory": "1Gi"}, "'1Gi' does not match pattern"),
        ({"storage": {"sise": "1Gi"}}, "additional properties 'sise' not allowed"),
    ],
)
def test_a_bad_value_stops_with_a_sentence(template: Template, change: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError, match=re.escape(sentence)):
        template(CHART, merged(VALUES, change))

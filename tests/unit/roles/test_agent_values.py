"""Traps of exporters and agents: charts that install well and do nothing."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml

from tests.unit.roles.declared import HOSTS, ROOT, releases

GPU = {"nvidia.com/gpu.present": "true"}
Values = dict[str, Any]


def values(environment: str, host: str, name: str) -> Values:
    return dict(releases(environment, host)[name]["values"])


def gpu_pool() -> Values:
    pools = yaml.safe_load((ROOT / "inventories/group_vars/pingvas/karpenter.yml").read_text())["karpenter_node_pools"]
    return next(pool for pool in pools if pool["name"] == "gpu")


@pytest.mark.parametrize("name", ["nvidia-device-plugin", "dcgm-exporter"])
def test_gpu_agents_run_on_gpu_nodes_and_nowhere_else(name: str) -> None:
    given = releases("prod", "pingvas")[name]
    assert given["namespace"] == "node-agents"
    assert given["values"]["nodeSelector"].items() <= gpu_pool()["labels"].items()


def test_the_device_plugin_needs_no_feature_discovery() -> None:
    """By default its affinity asks for labels that only feature discovery sets, unless the pool has this one."""
    assert gpu_pool()["labels"].items() >= GPU.items()
    assert not {"affinity", "gfd", "tolerations"} & values("prod", "pingvas", "nvidia-device-plugin").keys()


def test_the_dcgm_exporter_tolerates_what_keeps_others_away() -> None:
    """By default it does not, and has no pod at all."""
    tolerated = {(each["key"], each["effect"]) for each in values("prod", "pingvas", "dcgm-exporter")["tolerations"]}
    assert {(taint["key"], taint["effect"]) for taint in gpu_pool()["taints"]} <= tolerated
    assert "prometheus-operator-crds" in releases("prod", "pingvas")["dcgm-exporter"]["after"]


def outputs(environment: str, host: str) -> list[dict[str, str]]:
    text = values(environment, host, "fluent-bit")["config"]["outputs"]
    sections = [part for part in text.split("[OUTPUT]\n") if part.strip()]
    return [dict(re.split(r"\s+", line.strip(), maxsplit=1) for line in part.strip().splitlines()) for part in sections]


def log(namespace: str, container: str = "api") -> str:
    return f"kube.var.log.containers.api-7d9c-x2x1_{namespace}_{container}-0123456789abcdef.log"


@pytest.mark.parametrize(("environment", "host"), HOSTS)
def test_nothing_goes_to_elasticsearch_which_the_chart_has_by_default(environment: str, host: str) -> None:
    names = {each["Name"] for each in outputs(environment, host)}
    assert names == ({"cloudwatch_logs", "s3"} if host == "pingvas" else {"cloudwatch_logs"})


@pytest.mark.parametrize(
    ("host", "namespace", "group"),
    [
        ("pingvas", "dev", "/pingvas-shared/dev/applications"),
        ("pingvas", "prod", "/pingvas-shared/prod/applications"),
        ("pingvas", "kube-system", "/pingvas-shared/system"),
        ("pingvas", "dev-tools", "/pingvas-shared/system"),
        ("rag", "rag", "/rag/prod/applications"),
        ("rag", "qdrant", "/rag/system"),
    ],
)
def test_each_log_is_kept_once(host: str, namespace: str, group: str) -> None:
    found = [each for each in outputs("prod", host) if re.search(each["Match_Regex"], log(namespace))]
    assert [each["log_group_name"] for each in found if each["Name"] == "cloudwatch_logs"] == [group]
    assert any(each["Name"] == "s3" for each in found) is (namespace in ("dev", "prod"))


@pytest.mark.parametrize(("environment", "host"), HOSTS)
def test_fluent_bit_makes_no_groups(environment: str, host: str) -> None:
    """It would keep them for ever, and may not."""
    assert {each.get("auto_create_group", "Off") for each in outputs(environment, host)} == {"Off"}


@pytest.mark.parametrize("host", ["pingvas", "rag"])
def test_the_groups_are_those_that_are_made(host: str) -> None:
    text = (ROOT / f"inventories/group_vars/{host}/logs.yml").read_text()
    platform = {"pingvas": "pingvas-shared", "rag": "rag"}[host]
    text = text.replace("{{ platform_id }}", platform).replace("{{ platform_stage }}", "prod")
    for each in outputs("prod", host):
        assert each["Name"] == "s3" or f'"{each["log_group_name"]}"' in text


@pytest.mark.parametrize(("environment", "host"), HOSTS)
def test_the_agent_is_on_every_node_and_reads_nothing_else(environment: str, host: str) -> None:
    given = values(environment, host, "fluent-bit")
    assert given["tolerations"] == [{"operator": "Exists"}]
    assert [each["hostPath"]["path"] for each in given["daemonSetVolumes"]] == ["/var/log"]


@pytest.mark.parametrize(("environment", "host"), HOSTS)
def test_cloudwatch_is_asked_in_our_region_for_what_is_ours(environment: str, host: str) -> None:
    given = values(environment, host, "yace")
    config = yaml.safe_load(given["config"])
    assert config["sts-region"] == "us-east-1"  # the chart's own is in eu-west-1
    for job in config["discovery"]["jobs"]:
        assert (job["regions"], job["period"]) == (["us-east-1"], 300)
        (tag,) = job["searchTags"]
        ours = {"pingvas": "pingvas-shared", "rag": "rag"}[host] + ("-staging" if environment == "staging" else "")
        named = f"{ours}-eks" if tag["key"] == "elbv2.k8s.aws/cluster" else ours
        assert re.search(tag["value"], named)
        assert not re.search(tag["value"], f"{named}-other")
    kinds = {job["type"].removeprefix("AWS/") for job in config["discovery"]["jobs"]}
    assert kinds == {"ElastiCache", "SQS", "NATGateway", "ApplicationELB"} | (
        {"RDS", "EFS"} if host == "pingvas" else set()
    )


def test_queues_have_lengths_and_the_password_is_not_in_the_values() -> None:
    given = values("prod", "pingvas", "redis-exporter-dev")
    assert given["redisAddress"].startswith("rediss://")
    assert given["auth"] == {"enabled": True, "secret": {"name": "redis-dev", "key": "password"}}
    watched = given["extraArgs"]["check-single-keys"].split(",")
    assert watched == [f"db0=queue:{plan}" for plan in ("enterprise", "free", "pro", "starter", "studio")]


@pytest.mark.parametrize("environment", ["prod", "staging"])
def test_the_collector_knows_x_ray_and_nothing_that_is_not_sent(environment: str) -> None:
    given = values(environment, "rag", "opentelemetry-collector")
    assert given["mode"] == "deployment"
    assert given["image"]["repository"].endswith("-contrib")  # the others have no exporter for X-Ray
    pipelines = given["config"]["service"]["pipelines"]
    assert (pipelines["logs"], pipelines["metrics"]) == (None, None)
    assert pipelines["traces"] == {"receivers": ["otlp"], "exporters": ["awsxray"]}
    gone = {name for part in ("receivers", "exporters") for name, each in given["config"][part].items() if each is None}
    assert gone == {"jaeger", "zipkin", "prometheus", "debug"}


def test_services_ask_the_collector_for_the_sampling_rules_of_x_ray() -> None:
    given = values("prod", "rag", "opentelemetry-collector")
    tracing = yaml.safe_load((ROOT / "inventories/group_vars/rag/stores.yml").read_text())["platform_stores"]["tracing"]
    address, _, port = tracing["samplerArgument"].rpartition(":")
    assert (tracing["sampler"], address) == ("xray", "endpoint=" + tracing["url"].rpartition(":")[0])
    assert given["ports"]["xray-sampling"] == {
        "enabled": True,
        "containerPort": int(port),
        "servicePort": int(port),
        "protocol": "TCP",
    }
    proxy = given["config"]["extensions"]["awsproxy"]
    assert proxy == {"endpoint": f"${{env:MY_POD_IP}}:{port}", "region": "us-east-1"}
    assert given["config"]["service"]["extensions"] == ["health_check", "awsproxy"]
    assert int(port) in tracing["ports"]


@pytest.mark.parametrize(
    ("host", "name", "account"),
    [
        ("pingvas", "yace", "monitoring/yace"),
        ("pingvas", "fluent-bit", "node-agents/fluent-bit"),
        ("rag", "opentelemetry-collector", "monitoring/opentelemetry-collector"),
    ],
)
def test_who_calls_aws_has_the_account_that_may(host: str, name: str, account: str) -> None:
    release = releases("prod", host)[name]
    assert f"{release['namespace']}/{release['values']['serviceAccount']['name']}" == account
    texts = [
        (ROOT / f"inventories/group_vars/{path}").read_text() for path in ("all/iam_workloads.yml", f"{host}/iam.yml")
    ]
    namespace, own = account.split("/")
    assert f"    namespace: {namespace}\n    service_account: {own}\n" in "".join(texts)

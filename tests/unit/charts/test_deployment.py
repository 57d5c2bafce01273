from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

One = Callable[..., dict[str, dict[str, Any]]]
GPU = {"kind": "worker", "gpu": 1, "resources": {"cpu": "3", "memory": "12Gi"}}
CLAIM = {"name": "models", "persistentVolumeClaim": {"claimName": "models", "readOnly": True}}


def pod(objects: dict[str, dict[str, Any]]) -> dict[str, Any]:
    spec = objects["Deployment"]["spec"]["template"]["spec"]
    assert isinstance(spec, dict)
    return spec


def container(objects: dict[str, dict[str, Any]]) -> dict[str, Any]:
    (only,) = pod(objects)["containers"]
    assert isinstance(only, dict)
    return only


@pytest.fixture(scope="module")
def shop(one: One) -> dict[str, dict[str, Any]]:
    return one({"port": 8001})


def test_objects_bear_the_name_of_the_service_and_the_standard_labels(shop: dict[str, dict[str, Any]]) -> None:
    own = {kind: each for kind, each in shop.items() if not kind.startswith("test ")}
    assert set(own) == {"Deployment", "Service", "ServiceAccount", "ConfigMap", "NetworkPolicy"}
    for each in own.values():
        assert (each["metadata"]["name"], each["metadata"]["namespace"]) == ("shop", "prod")
        assert each["metadata"]["labels"] == {
            "app.kubernetes.io/name": "shop",
            "app.kubernetes.io/instance": "blue",
            "app.kubernetes.io/part-of": "acme",
            "app.kubernetes.io/managed-by": "Helm",
            "helm.sh/chart": "shop-0.1.0",
        }


def test_pods_are_selected_by_labels_that_no_new_chart_version_changes(shop: dict[str, dict[str, Any]]) -> None:
    spec = shop["Deployment"]["spec"]
    assert spec["selector"]["matchLabels"].items() <= spec["template"]["metadata"]["labels"].items()
    assert "helm.sh/chart" not in spec["template"]["metadata"]["labels"]


def test_the_pod_is_restricted_with_a_read_only_root(shop: dict[str, dict[str, Any]]) -> None:
    spec = pod(shop)
    assert spec["securityContext"]["runAsNonRoot"] is True
    assert spec["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert container(shop)["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert spec["volumes"] == [{"name": "tmp", "emptyDir": {}}]
    assert container(shop)["volumeMounts"] == [{"name": "tmp", "mountPath": "/tmp"}]


def test_no_token_is_mounted(shop: dict[str, dict[str, Any]]) -> None:
    assert pod(shop)["serviceAccountName"] == shop["ServiceAccount"]["metadata"]["name"]
    assert pod(shop)["automountServiceAccountToken"] is False
    assert shop["ServiceAccount"]["automountServiceAccountToken"] is False


def test_memory_is_limited_to_what_is_requested_and_cpu_is_not_limited(shop: dict[str, dict[str, Any]]) -> None:
    assert container(shop)["resources"] == {
        "requests": {"cpu": "500m", "memory": "512Mi"},
        "limits": {"memory": "512Mi"},
    }


def test_limits_are_those_of_the_catalogue(one: One) -> None:
    resources = {"cpu": "500m", "memory": "512Mi", "limits": {"cpu": "2", "memory": "1Gi"}}
    limited = container(one({"port": 8001, "resources": resources}))["resources"]
    assert limited == {"requests": {"cpu": "500m", "memory": "512Mi"}, "limits": {"cpu": "2", "memory": "1Gi"}}
    only_cpu = {"cpu": "500m", "memory": "512Mi", "limits": {"cpu": "2"}}
    limits = container(one({"port": 8001, "resources": only_cpu}))["resources"]["limits"]
    assert limits == {"cpu": "2", "memory": "512Mi"}


def test_probes_and_a_grace_longer_than_the_pre_stop(shop: dict[str, dict[str, Any]]) -> None:
    only = container(shop)
    assert only["livenessProbe"]["httpGet"] == {"path": "/health", "port": "http"}
    assert only["readinessProbe"]["httpGet"] == {"path": "/ready", "port": "http"}
    assert only["ports"] == [{"name": "http", "containerPort": 8001}]
    assert 0 < only["lifecycle"]["preStop"]["sleep"]["seconds"] < pod(shop)["terminationGracePeriodSeconds"]


def test_probe_paths_are_the_declared_ones(one: One) -> None:
    only = container(one({"port": 8001, "probes": {"live": "/live", "ready": "/up"}}))
    assert only["livenessProbe"]["httpGet"]["path"] == only["startupProbe"]["httpGet"]["path"] == "/live"
    assert only["readinessProbe"]["httpGet"]["path"] == "/up"


def test_a_worker_has_no_probes_and_the_two_minutes_of_a_spot_interruption(one: One) -> None:
    worker = one({"kind": "worker", "metrics": {"port": 9090}})
    assert not {"livenessProbe", "readinessProbe", "startupProbe", "lifecycle"} & set(container(worker))
    assert container(worker)["ports"] == [{"name": "metrics", "containerPort": 9090}]
    assert pod(worker)["terminationGracePeriodSeconds"] == 120
    assert "Service" not in worker


def test_metrics_on_the_service_port_are_no_second_port(one: One) -> None:
    assert len(container(one({"port": 8001, "metrics": {}}))["ports"]) == 1


def test_pods_spread_over_zones_and_hosts(shop: dict[str, dict[str, Any]]) -> None:
    spread = pod(shop)["topologySpreadConstraints"]
    assert [each["topologyKey"] for each in spread] == ["topology.kubernetes.io/zone", "kubernetes.io/hostname"]
    labels = shop["Deployment"]["spec"]["template"]["metadata"]["labels"].items()
    assert all(each["labelSelector"]["matchLabels"].items() <= labels for each in spread)


def test_a_new_configuration_replaces_the_pods(one: One, shop: dict[str, dict[str, Any]]) -> None:
    def checksum(objects: dict[str, dict[str, Any]]) -> object:
        return objects["Deployment"]["spec"]["template"]["metadata"]["annotations"]["checksum/config"]

    changed = one({"port": 8001, "env": {"LOG_LEVEL": "debug"}})
    assert changed["ConfigMap"]["data"] == {"LOG_LEVEL": "debug"}
    assert container(changed)["envFrom"] == [{"configMapRef": {"name": "shop"}}]
    assert isinstance(checksum(shop), str)
    assert checksum(changed) != checksum(shop)


def test_the_configuration_is_what_the_environment_says_of_its_stores(one: One) -> None:
    needs = ["redis", "tracing", {"bucket": {"name": "images", "access": ["read"]}}]
    assert one({"port": 8001, "needs": needs})["ConfigMap"]["data"] == {
        "IMAGES_BUCKET": "prod-images",
        "OTEL_EXPORTER_OTLP_ENDPOINT": "http://opentelemetry-collector.monitoring:4318",
        "OTEL_SERVICE_NAME": "acme-shop",
        "OTEL_TRACES_SAMPLER": "parentbased_traceidratio",
        "OTEL_TRACES_SAMPLER_ARG": "0.1",
        "REDIS_URL": "rediss://cache.example.com:6379/0",
    }


def test_a_digest_wins_over_a_tag(one: One) -> None:
    digest = f"sha256:{'0' * 64}"
    assert container(one({"port": 8001}))["image"] == "registry.example.com/acme/shop:v1"
    pinned = one({"port": 8001}, {"image": {"digest": digest}})
    assert container(pinned)["image"] == f"registry.example.com/acme/shop@{digest}"


def test_a_gpu_worker_tolerates_gpu_nodes_and_never_asks_for_one_more(one: One) -> None:
    worker = one(GPU)
    assert container(worker)["resources"]["limits"] == {"memory": "12Gi", "nvidia.com/gpu": "1"}
    assert pod(worker)["tolerations"] == [{"key": "nvidia.com/gpu", "operator": "Exists", "effect": "NoSchedule"}]
    assert worker["Deployment"]["spec"]["strategy"]["rollingUpdate"] == {"maxSurge": 0, "maxUnavailable": 1}
    annotations = worker["Deployment"]["spec"]["template"]["metadata"]["annotations"]
    assert annotations["karpenter.sh/do-not-disrupt"] == "true"


def test_only_a_gpu_worker_is_treated_as_one(shop: dict[str, dict[str, Any]]) -> None:
    assert not {"tolerations", "affinity"} & set(pod(shop))
    assert "strategy" not in shop["Deployment"]["spec"]
    assert "karpenter.sh/do-not-disrupt" not in shop["Deployment"]["spec"]["template"]["metadata"]["annotations"]


def test_an_architecture_is_required_of_the_node(one: One) -> None:
    terms = pod(one({"port": 8001, "arch": ["arm64"]}))["affinity"]["nodeAffinity"][
        "requiredDuringSchedulingIgnoredDuringExecution"
    ]["nodeSelectorTerms"]
    assert terms == [{"matchExpressions": [{"key": "kubernetes.io/arch", "operator": "In", "values": ["arm64"]}]}]


@pytest.mark.parametrize("kind", [{"port": 8001}, {"kind": "worker"}, {"kind": "job"}])
def test_an_environment_has_an_architecture_of_its_own(one: One, kind: dict[str, Any]) -> None:
    objects = one({**kind, "arch": ["amd64"]}, {"arch": ["amd64", "arm64"]})
    (owner,) = (objects[name] for name in ("Deployment", "Job") if name in objects)
    (term,) = owner["spec"]["template"]["spec"]["affinity"]["nodeAffinity"][
        "requiredDuringSchedulingIgnoredDuringExecution"
    ]["nodeSelectorTerms"]
    assert term["matchExpressions"][0]["values"] == ["amd64", "arm64"]


def test_shared_files_are_mounted_from_the_claim_of_the_environment(one: One) -> None:
    worker = one({**GPU, "needs": [{"efs": {"name": "models", "path": "/models"}}]})
    assert CLAIM in pod(worker)["volumes"]
    assert {"name": "models", "mountPath": "/models", "readOnly": True} in container(worker)["volumeMounts"]


def test_the_priority_is_that_of_the_environment(shop: dict[str, dict[str, Any]], one: One) -> None:
    assert pod(shop)["priorityClassName"] == "prod"
    assert "priorityClassName" not in pod(one({"port": 8001}, {"priorityClassName": ""}))

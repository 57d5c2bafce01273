from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.pinksea.platform.plugins.module_utils.reachability.model import ClusterIp, networks
from ansible_collections.pinksea.platform.plugins.module_utils.reachability.workloads import Cluster, pods

CLUSTER = Cluster(networks(["10.0.0.0/24"]), networks(["172.20.0.0/16"]), frozenset(["nodes"]))
POD: dict[str, Any] = {
    "metadata": {"labels": {"app": "shop"}},
    "spec": {
        "initContainers": [{"ports": [{"name": "metrics", "containerPort": 9090, "protocol": "UDP"}]}],
        "containers": [{"ports": [{"name": "http", "containerPort": 8080}, {"containerPort": 81}]}, {}],
    },
}


def of_kind(kind: str, template: dict[str, Any] = POD) -> dict[str, Any]:
    metadata = {"name": "shop", "namespace": "prod"}
    if kind == "Pod":
        return {"kind": kind, "metadata": {**metadata, **template["metadata"]}, "spec": template["spec"]}
    strategy = {"blueGreen": {"activeService": "shop", "previewService": "shop-preview"}} if kind == "Rollout" else {}
    spec: dict[str, Any] = {"template": template, "strategy": strategy}
    return {"kind": kind, "metadata": metadata, "spec": {"jobTemplate": {"spec": spec}} if kind == "CronJob" else spec}


KINDS = ["Pod", "Deployment", "Rollout", "StatefulSet", "DaemonSet", "ReplicaSet", "Job", "CronJob"]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_that_makes_pods(kind: str) -> None:
    (pod,) = pods([of_kind(kind), {"kind": "ConfigMap", "metadata": {"name": "a"}}], CLUSTER)
    assert (pod.name, pod.namespace, pod.labels) == ("prod/shop", "prod", {"app": "shop"})
    assert pod.named_ports == {"http": ("TCP", 8080), "metrics": ("UDP", 9090)}
    assert (pod.networks, pod.groups, pod.cluster_ips) == (CLUSTER.pods, CLUSTER.groups, ())


def service(**spec: Any) -> dict[str, Any]:
    ports = [{"port": 80, "targetPort": "http"}, {"port": 81}, {"port": 82, "targetPort": "none"}]
    metadata = {"name": "shop", "namespace": spec.pop("namespace", "prod")}
    return {"kind": "Service", "metadata": metadata, "spec": {"selector": {"app": "shop"}, "ports": ports, **spec}}


def test_a_service_is_one_more_address() -> None:
    (pod,) = pods([of_kind("Deployment"), service()], CLUSTER)
    assert pod.cluster_ips == (ClusterIp(CLUSTER.services, {("TCP", 80): 8080, ("TCP", 81): 81}),)


@pytest.mark.parametrize(
    "spec", [{"clusterIP": "None"}, {"selector": {"app": "cart"}}, {"selector": None}, {"namespace": "dev"}]
)
def test_a_service_of_others_is_not(spec: dict[str, Any]) -> None:
    (pod,) = pods([of_kind("Deployment"), service(**spec)], CLUSTER)
    assert pod.cluster_ips == ()


def test_a_service_without_a_selector_is_that_of_the_rollout_that_names_it() -> None:
    named, other = service(selector=None), {**service(selector=None), "metadata": {"name": "cart", "namespace": "prod"}}
    (pod,) = pods([of_kind("Rollout"), named, other], CLUSTER)
    assert pod.cluster_ips == (ClusterIp(CLUSTER.services, {("TCP", 80): 8080, ("TCP", 81): 81}),)


def test_no_policy_applies_in_the_network_of_a_node() -> None:
    (pod,) = pods([of_kind("DaemonSet", {"spec": {"hostNetwork": True, "containers": []}})], CLUSTER)
    assert (pod.name, pod.namespace) == ("prod/shop", "")

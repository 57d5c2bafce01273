"""What the values of controllers guard against: each test is a fault that somebody had with the chart."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.unit.roles.conftest import ROLES, Values

LOCK = yaml.safe_load((ROLES.parent / "charts.lock.yml").read_text())["charts"]
HOSTS = ("pingvas", "rag")
CONTROLLERS = (
    *("cert_manager", "cluster_autoscaler", "external_dns", "external_secrets", "karpenter", "keda"),
    *("load_balancer_controller", "sealed_secrets"),
)


def releases(role: str) -> list[dict[str, Any]]:
    """As the role writes them down, templates and all."""
    (task,) = yaml.safe_load(Path(ROLES / role / "tasks/release.yml").read_text())
    found: list[dict[str, Any]] = task["ansible.builtin.set_fact"][f"{role}_release_facts"]["releases"]
    return found


def test_definitions_of_karpenter_come_first_and_only_from_their_own_chart() -> None:
    definitions, karpenter, nodes = releases("karpenter")
    assert (definitions["name"], definitions["take_ownership"]) == ("karpenter-crd", True)
    assert karpenter["skip_crds"]
    assert "karpenter-crd" in karpenter["after"]
    assert nodes["after"] == ["karpenter"]


def test_karpenter_hears_of_interruptions_by_the_name_of_its_queue(values: Values) -> None:
    settings = values("karpenter")["settings"]
    assert settings["interruptionQueue"] == "rag-eks-karpenter"
    assert settings["clusterName"] == "rag-eks"


def test_karpenter_runs_where_it_does_not_make_the_nodes_and_needs_no_names_of_the_cluster(values: Values) -> None:
    found = values("karpenter")
    assert found["nodeSelector"]["pinksea.dev/node-group"] == "system"
    assert (found["dnsPolicy"], found["replicas"]) == ("Default", 2)


@pytest.mark.parametrize("host", HOSTS)
def test_no_pool_takes_an_image_that_changes_by_itself(values: Values, host: str) -> None:
    assert "latest" not in values("karpenter", host, "values-nodes")["amiAlias"]


@pytest.mark.parametrize("host", HOSTS)
def test_nodes_that_expire_let_work_end(values: Values, host: str) -> None:
    for name, pool in values("karpenter", host, "values-nodes")["nodePools"].items():
        assert pool["expireAfter"] == "Never" or pool["terminationGracePeriod"], name


def test_nodes_with_gpus_are_as_their_plugin_looks_for_them(values: Values) -> None:
    gpu = values("karpenter", "pingvas", "values-nodes")["nodePools"]["gpu"]
    assert gpu["labels"]["nvidia.com/gpu.present"] == "true"
    assert gpu["taints"] == [{"key": "nvidia.com/gpu", "effect": "NoSchedule"}]
    assert (gpu["consolidationPolicy"], gpu["consolidateAfter"], gpu["expireAfter"]) == ("WhenEmpty", "300s", "168h")
    assert gpu["terminationGracePeriod"] == "24h"


def test_the_cluster_autoscaler_is_of_the_version_of_the_cluster(values: Values) -> None:
    found = values("cluster_autoscaler", autoscaler="cluster_autoscaler")
    version = yaml.safe_load((ROLES / "eks_cluster/defaults/main.yml").read_text())["eks_cluster_version"]
    assert found["image"]["tag"].startswith(f"v{version}.")
    assert LOCK["cluster-autoscaler"]["images"] == [
        f"registry.k8s.io/autoscaling/cluster-autoscaler:{found['image']['tag']}"
    ]
    assert found["rbac"]["serviceAccount"] == {"name": "cluster-autoscaler"}
    assert found["autoDiscovery"] == {"clusterName": "rag-eks"}
    assert found["serviceMonitor"]["selector"]["release"] is None
    assert found["extraArgs"]["skip-nodes-with-local-storage"] is False


def test_the_certificate_of_the_load_balancers_webhooks_stays_and_no_service_waits_for_them(values: Values) -> None:
    found = values("load_balancer_controller")
    assert found["keepTLSSecret"] is True
    assert found["enableServiceMutatorWebhook"] is False
    assert found["vpcId"] == "vpc-1"  # metadata ends at the node
    assert found["region"] == "us-east-1"
    assert found["securityContext"]["capabilities"] == {"drop": ["ALL"]}


def test_external_dns_signs_inside_its_zone(values: Values) -> None:
    """Without the dot, the record beside the name of the zone itself would be in the zone above."""
    found = values("external_dns")
    assert found["txtPrefix"].endswith(".")
    assert found["domainFilters"] == ["rag.sandbox.example.com"]
    assert (found["policy"], found["txtOwnerId"]) == ("sync", "rag-eks")


def test_definitions_of_cert_manager_are_installed_and_stay(values: Values) -> None:
    found = values("cert_manager")
    assert found["crds"] == {"enabled": True, "keep": True}
    assert "installCRDs" not in found


def test_editors_of_a_namespace_do_not_bring_themselves_the_secrets_of_others(values: Values) -> None:
    found = values("external_secrets")
    assert found["rbac"] == {"aggregateToEdit": False, "aggregateToAdmin": False, "serviceAccountTokenCreate": False}
    assert found["installCRDs"] is True
    assert "unsafeServeV1Beta1" not in found.get("crds", {})


def test_there_is_one_sealing_key_for_the_copy_of_one(values: Values) -> None:
    """External Secrets writes all Secrets of the label to one name."""
    assert values("sealed_secrets")["keyrenewperiod"] == "0"
    copy = values("sealed_secrets", template="values-backup")["secrets"]["sealing-key"]
    assert copy["remoteKey"] == "rag/sealed-secrets/key"
    assert copy["replicaRegions"] == ["us-west-2"]


def test_nobody_else_answers_for_external_metrics() -> None:
    assert "prometheus-adapter" not in LOCK


@pytest.mark.parametrize("role", CONTROLLERS)
def test_monitors_come_after_their_definitions(role: str) -> None:
    """Charts with a ServiceMonitor cannot be installed before there is such a thing."""
    for release in releases(role):
        if "chart" not in release and release["name"] != "karpenter-crd":
            assert "prometheus-operator-crds" in release["after"], release["name"]

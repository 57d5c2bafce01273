"""The check before an upgrade, against the emulated EKS and an API server that only answers."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from ansible_collections.pinksea.platform.plugins.module_utils.upgrade.cluster import written
from ansible_collections.pinksea.platform.plugins.modules import (
    cluster_upgrade_check,
    eks_addons,
    eks_clusters,
    eks_nodegroups,
)

from tests.unit.plugins.module_utils.upgrade.test_releases import record
from tests.unit.plugins.modules.ladder import done, refused

ROLE = "arn:aws:iam::123456789012:role/node"
HERE = {"cluster": "rag-eks", "wait_interval": 0}
NODE = {"metadata": {"name": "a"}, "status": {"nodeInfo": {"kubeletVersion": "v1.35.6-eks-1"}}}
BUDGET = {"metadata": {"namespace": "prod", "name": "api"}, "status": {"expectedPods": 2, "disruptionsAllowed": 1}}
ASK = {
    **HERE,
    "version": "1.36",
    "kubeconfig": "none",
    "nodegroups": [{"name": "system", "min_size": 1}],
    "addons": [{"name": "coredns"}],
}


@pytest.fixture
def kubernetes(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the API server answers, by path."""
    answers: dict[str, Any] = {
        "/api/v1/nodes": {"items": [NODE]},
        "/apis/policy/v1/poddisruptionbudgets": {"items": [BUDGET]},
        "/api/v1/secrets": {"items": []},
    }

    class Answering:
        def __init__(self, kubeconfig: str) -> None:
            assert kubeconfig == "none"

        def get(self, path: str, **query: str) -> Any:
            return answers.get(path)

    monkeypatch.setattr(cluster_upgrade_check, "Cluster", Answering)
    return answers


@pytest.fixture
def eks(client: Callable[[str], Any], new_subnet: Callable[[], str]) -> Iterator[Any]:
    """A cluster of 1.35 with a group and an add-on."""
    eks, subnets = client("eks"), [new_subnet(), new_subnet()]
    cluster = {"name": "rag-eks", "version": "1.35", "role_arn": ROLE, "subnet_ids": subnets}
    group = {"name": "system", "role_arn": ROLE, "subnet_ids": subnets, "min_size": 1}
    made: list[tuple[Any, dict[str, Any]]] = [
        (eks_clusters, {"clusters": [cluster], "wait_interval": 0}),
        (eks_nodegroups, {**HERE, "nodegroups": [group]}),
        (eks_addons, {**HERE, "addons": [{"name": "coredns"}]}),
    ]
    for module, arguments in made:
        done(module, arguments, eks)
    yield eks
    for module, arguments in reversed(made):
        done(module, arguments | {"state": "absent"}, eks)


@pytest.mark.usefixtures("kubernetes")
def test_it_tells_what_the_parts_go_to(eks: Any) -> None:
    told = done(cluster_upgrade_check, ASK, eks)
    assert (told["changed"], told["findings"], told["present"]) == (False, [], "1.35")
    assert told["addon_versions"] == {"coredns": "v1.14.3-eksbuild.16"}
    assert (told["rolls"], told["behind"]) == (["system"], ["a"])


def test_all_that_stands_against_it_is_told_at_once(eks: Any, kubernetes: dict[str, Any]) -> None:
    manifest = "apiVersion: policy/v1beta1\nkind: PodDisruptionBudget\nmetadata:\n  name: web\n"
    chart = {"metadata": {"name": "web", "version": "1.0.0"}}
    kubernetes["/api/v1/secrets"] = {"items": [record(name="web", manifest=manifest, chart=chart)]}
    kubernetes["/apis/policy/v1/poddisruptionbudgets"] = {
        "items": [{**BUDGET, "status": {"expectedPods": 1, "disruptionsAllowed": 0}}]
    }
    release, budget = refused(cluster_upgrade_check, ASK, eks).splitlines()
    assert release.startswith("release prod/web holds web of policy/v1beta1 PodDisruptionBudget, which Kubernetes 1.25")
    assert budget.startswith("PodDisruptionBudget prod/api lets none of its 1 pods go")


def test_an_old_release_goes_first(eks: Any, kubernetes: dict[str, Any]) -> None:
    """When the inventory has a version that will do, and what it comes after goes before it."""
    chart = {"metadata": {"name": "karpenter", "version": "1.9.0"}}
    kubernetes["/api/v1/secrets"] = {"items": [record(name="karpenter", manifest="", chart=chart)]}
    crd = {"name": "karpenter-crd", "namespace": "prod", "chart": "oci://b/karpenter-crd", "version": "1.14.1"}
    new = {**crd, "name": "karpenter", "version": "1.14.1", "after": ["karpenter-crd"], "values": {"replicas": 2}}
    other = {**crd, "name": "metrics-server"}
    assert done(cluster_upgrade_check, ASK | {"releases": [other, crd, new]}, eks)["first"] == [crd, new]
    for releases, remedy in (
        ([], "upgrade it to version 1.13 or newer first."),
        ([{**new, "version": "1.9.0"}], "take version 1.13 or newer into charts.lock.yml."),
    ):
        told = refused(cluster_upgrade_check, ASK | {"releases": releases}, eks)
        assert told == f"release prod/karpenter 'karpenter 1.9.0' is not for Kubernetes 1.36: {remedy}"


@pytest.mark.usefixtures("kubernetes")
def test_karpenter_needs_an_image_for_the_version(eks: Any) -> None:
    done(cluster_upgrade_check, ASK | {"node_images": ["al2023@v20260903"]}, eks)
    told = refused(cluster_upgrade_check, ASK | {"node_images": ["al2023@v29990101"]}, eks)
    assert "karpenter_ami_alias 'al2023@v29990101' is no image that AWS has published for Kubernetes 1.36" in told


def test_a_budget_without_pods_holds_nobody_up(eks: Any, kubernetes: dict[str, Any]) -> None:
    kubernetes["/apis/policy/v1/poddisruptionbudgets"] = {"items": [{"metadata": BUDGET["metadata"], "status": {}}]}
    done(cluster_upgrade_check, ASK, eks)


@pytest.mark.usefixtures("kubernetes")
@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"version": "1.99", "cluster": "none"}, "'1.99' is not a Kubernetes version of EKS"),
        ({"version": 1.36, "cluster": "none"}, "is not a minor version of Kubernetes"),
        ({"cluster": "none"}, "cluster none does not exist, so there is nothing to upgrade: make it with site.yml."),
        ({"version": "1.34"}, "is below the present 1.35 of rag-eks"),
        ({"addons": []}, "add-on coredns is not in the inventory"),
        ({"nodegroups": []}, "node group system is not in eks_node_groups_groups"),
    ],
)
def test_what_is_refused(eks: Any, asked: dict[str, Any], sentence: str) -> None:
    assert sentence in refused(cluster_upgrade_check, ASK | asked, eks)


@pytest.mark.usefixtures("kubernetes")
def test_standard_support_ends(eks: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A cluster that pays for extended support may go there, another may not."""

    class Later(cluster_upgrade_check.datetime):  # type: ignore[misc]
        @classmethod
        def now(cls, tz: Any = None) -> Any:
            return cls(2027, 9, 1, tzinfo=tz)

    monkeypatch.setattr(cluster_upgrade_check, "datetime", Later)
    done(cluster_upgrade_check, ASK, eks)
    eks.update_cluster_config(name="rag-eks", upgradePolicy={"supportType": "STANDARD"})
    assert "'1.36' left standard support on 2027-08-02: " in refused(cluster_upgrade_check, ASK, eks)


@pytest.mark.usefixtures("kubernetes")
def test_it_waits_for_what_a_killed_run_left(
    eks: Any, hold: Callable[[float], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[dict[str, str]] = []

    def wait(module: Any, client: Any, targets: list[dict[str, str]]) -> None:
        waited.extend(targets)
        hold(0)

    monkeypatch.setattr(cluster_upgrade_check, "wait", wait)
    hold(600)
    eks.update_cluster_version(name="rag-eks", version="1.36")
    assert done(cluster_upgrade_check, ASK, eks, check=True)["present"] == "1.35"
    assert done(cluster_upgrade_check, ASK, eks)["present"] == "1.36"
    assert waited == [{"kind": "eks_cluster", "name": "rag-eks"}]


def test_who_writes_what_goes_is_asked_where_it_is_served(kubernetes: dict[str, Any]) -> None:
    served = {"resources": [{"name": "servicecidrs", "kind": "ServiceCIDR"}]}
    kubernetes["/apis/networking.k8s.io/v1beta1"] = served
    entries = [{"manager": "kubectl", "apiVersion": "networking.k8s.io/v1beta1"}]
    item = {"metadata": {"name": "pods", "managedFields": entries}}
    kubernetes["/apis/networking.k8s.io/v1beta1/servicecidrs"] = {"items": [item]}
    api: Any = cluster_upgrade_check.Cluster("none")
    assert list(written(api, 35, 36)) == []
    (write,) = written(api, 36, 37)
    assert (write.name, write.writer) == ("pods", "kubectl")

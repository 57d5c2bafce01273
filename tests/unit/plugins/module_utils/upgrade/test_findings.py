"""The sentences that stand against an upgrade, and what they let pass."""

from datetime import date
from typing import Any

import pytest
from ansible_collections.pinksea.platform.plugins.module_utils.preflight.kubernetes import END_OF_STANDARD_SUPPORT
from ansible_collections.pinksea.platform.plugins.module_utils.upgrade import charts, findings
from ansible_collections.pinksea.platform.plugins.module_utils.upgrade.model import (
    Addon,
    Budget,
    Declared,
    Manifest,
    Observed,
    Release,
    Wanted,
    Write,
)
from ansible_collections.pinksea.platform.plugins.module_utils.upgrade.replacements import first

TODAY = date(2026, 11, 22)
CNI = Addon(
    "v1.21.1-eksbuild.8", ("v1.23.1-eksbuild.1", "v1.22.4-eksbuild.3", "v1.21.1-eksbuild.8"), "v1.22.4-eksbuild.3"
)
GOOD: dict[str, Any] = {
    "name": "rag-eks",
    "version": "1.35",
    "support_type": "STANDARD",
    "nodegroups": {"system": "1.35"},
    "addons": {"vpc-cni": CNI},
    "kubelets": {"a": "v1.35.6-eks-0a1b2c3"},
    "budgets": (Budget("prod/api", 2, 1),),
    "releases": (Release("kube-system/karpenter", "karpenter", "1.14.1"),),
}


def told(target: str = "1.36", declared: Any = (), **observed: Any) -> list[str]:
    wanted = Wanted({"system": None}, {"vpc-cni": None}, dict(declared))
    return [str(each) for each in findings.findings(Observed(**{**GOOD, **observed}), wanted, target)]


def test_a_good_cluster_may_go() -> None:
    assert told() == []
    assert told("1.35") == []


@pytest.mark.parametrize("version", [1.36, "1.3", "136", "v1.36", "1.36.3", None])
def test_a_version_is_a_text_of_two_numbers(version: object) -> None:
    (sentence,) = map(str, findings.wrong_version(version, TODAY))
    assert 'is not a minor version of Kubernetes: give one such as "1.36".' in sentence


def test_a_version_is_one_of_eks() -> None:
    assert list(findings.wrong_version("1.36", TODAY)) == []
    (sentence,) = map(str, findings.wrong_version("1.99", TODAY))
    assert sentence == (
        "upgrade_cluster_version '1.99' is not a Kubernetes version of EKS: choose 1.34 or 1.35 or 1.36."
    )


@pytest.mark.parametrize(
    ("target", "present", "sentence"),
    [
        (
            "1.34",
            "1.35",
            "upgrade_cluster_version '1.34' is below the present 1.35 of rag-eks, and EKS cannot go back: ",
        ),
        (
            "1.36",
            "1.33",
            "upgrade_cluster_version '1.36' is 3 minors above the present 1.33 of rag-eks: "
            "go by 1.34, 1.35, 1.36, one run each, with 1.34 first.",
        ),
    ],
)
def test_one_minor_at_a_time(target: str, present: str, sentence: str) -> None:
    (found,) = told(target, version=present, nodegroups={"system": present})
    assert found.startswith(sentence)


@pytest.mark.parametrize(
    ("observed", "sentence"),
    [
        (
            {"nodegroups": {"system": "1.34"}},
            "node group system '1.34' is not at 1.35, which EKS asks for before it moves the control plane: "
            "run with upgrade_cluster_version=1.35 first.",
        ),
        (
            {"nodegroups": {"gpu": "1.35"}},
            "node group gpu is not in eks_node_groups_groups, so nothing would upgrade it: ",
        ),
        (
            {"kubelets": {"a": "v1.32.9", "b": "v1.31.0-eks-1", "c": "v1.35.1"}},
            "kubelet of b 'v1.31.0-eks-1' is too old for a control plane of 1.36, as are 2 of 3 nodes: "
            "replace every node below 1.33 first.",
        ),
        (
            {"addons": {"vpc-cni": Addon("v1.9.0", (), None)}},
            "add-on vpc-cni 'v1.9.0' has no build for Kubernetes 1.36: ",
        ),
        ({"addons": {"adot": CNI}}, "add-on adot is not in the inventory, so nothing would upgrade it: "),
        (
            {"budgets": (Budget("prod/api", 1, 0),)},
            "PodDisruptionBudget prod/api lets none of its 1 pods go, so the drain of a node would not end: ",
        ),
        (
            {"insights": {"Deprecated APIs removed in Kubernetes v1.36": "somebody calls them"}},
            "EKS insight 'Deprecated APIs removed in Kubernetes v1.36' is an error (somebody calls them): ",
        ),
        (
            {"releases": (Release("kube-system/karpenter", "karpenter", "1.9.2"),)},
            "release kube-system/karpenter 'karpenter 1.9.2' is not for Kubernetes 1.36: "
            "upgrade it to version 1.13 or newer first.",
        ),
        (
            {"releases": (Release("kube-system/ca", "cluster-autoscaler", "9.59.0", "1.35.0"),)},
            "release kube-system/ca 'cluster-autoscaler 9.59.0' brings 1.35.0, and has to be of the minor of ",
        ),
        (
            {"releases": (Release("prod/old", "old", "1.0.0", kube_version=">=1.20 <1.36"),)},
            "release prod/old 'old 1.0.0' is for Kubernetes >=1.20 <1.36 and not for 1.36: ",
        ),
        (
            {
                "releases": (
                    Release("prod/web", "web", "1.0.0", manifests=(Manifest("batch/v1beta1", "CronJob", "x"),) * 3),
                )
            },
            "release prod/web holds x and 2 more of batch/v1beta1 CronJob, which Kubernetes 1.25 no longer serves, "
            "and Helm could not change it any more: write batch/v1 in its chart web and upgrade it before the cluster.",
        ),
    ],
)
def test_what_stands_against_it(observed: dict[str, Any], sentence: str) -> None:
    (found,) = told(**observed)
    assert found.startswith(sentence)


def test_apis_that_go_on_the_way() -> None:
    """Of those who write them, only in a step that ends them."""
    writes = (Write("networking.k8s.io/v1beta1", "ServiceCIDR", "pods", "kubectl"),)
    assert told(writes=writes) == []
    nobody = {"releases": (), "addons": {}}
    (found,) = told("1.37", version="1.36", nodegroups={"system": "1.36"}, writes=writes, **nobody)
    assert found == (
        "ServiceCIDR pods is written by kubectl as networking.k8s.io/v1beta1 ServiceCIDR, "
        "which Kubernetes 1.37 no longer serves: write networking.k8s.io/v1 there first."
    )


def test_the_table_says_when_it_does_not_know() -> None:
    (found,) = told("1.37", version="1.36", nodegroups={"system": "1.36"}, addons={})
    assert "is of a chart that is known for Kubernetes 1.30 to 1.36 only, as of 2026-11-22" in found
    assert max(charts.KARPENTER) >= max(int(version.split(".")[1]) for version in END_OF_STANDARD_SUPPORT)


def test_releases_that_go_first_are_judged_by_what_they_become() -> None:
    old = (Release("kube-system/karpenter", "karpenter", "1.9.2"),)
    assert told(declared={"kube-system/karpenter": Declared("1.13.0")}, releases=old) == []
    assert told(declared={"kube-system/karpenter": Declared("1.12.0")}, releases=old) == [
        "release kube-system/karpenter 'karpenter 1.12.0' is not for Kubernetes 1.36: "
        "take version 1.13 or newer into charts.lock.yml."
    ]


@pytest.mark.parametrize(
    ("installed", "names"),
    [
        (Release("kube-system/karpenter", "karpenter", "1.9.2"), {"karpenter", "karpenter-crd", "definitions"}),
        (Release("kube-system/karpenter", "karpenter", "1.14.1"), set()),
        (Release("kube-system/karpenter", "karpenter", "1.15.0"), set()),
        (Release("kube-system/karpenter-crd", "karpenter-crd", "1.9.2"), {"karpenter-crd"}),
        (
            Release("kube-system/definitions", "web", "0.9.0", manifests=(Manifest("batch/v1beta1", "CronJob", "x"),)),
            {"definitions"},
        ),
        (
            Release("kube-system/nodes", "nodes", "0.9.0", manifests=(Manifest("batch/v1beta1", "CronJob", "x"),)),
            set(),
        ),
    ],
)
def test_what_goes_before_the_cluster(installed: Release, names: set[str]) -> None:
    """What the wanted version does not take, when the inventory has another, after what it comes after."""
    declared = {
        "kube-system/definitions": Declared("1.0.0"),
        "kube-system/karpenter-crd": Declared("1.14.1"),
        "kube-system/karpenter": Declared(
            "1.14.1", frozenset({"kube-system/karpenter-crd", "kube-system/definitions"})
        ),
        "kube-system/nodes": Declared(None, frozenset({"kube-system/karpenter"})),
    }
    observed = Observed(**{**GOOD, "releases": (installed,)})
    assert first(observed, Wanted({}, {}, declared), "1.36") == {f"kube-system/{name}" for name in names}


def test_a_chart_of_ours_says_nothing_of_a_removed_api() -> None:
    """Whether its folder still has the API is not known before it is rendered."""
    held = Release("prod/web", "web", "1.0.0", manifests=(Manifest("batch/v1beta1", "CronJob", "x"),))
    (found,) = told(declared={"prod/web": Declared(None)}, releases=(held,))
    assert found.startswith("release prod/web holds x of batch/v1beta1 CronJob, which Kubernetes 1.25 no longer serves")


def test_what_the_inventory_pins_has_to_fit() -> None:
    pinned = Wanted({"system": "1.35"}, {"vpc-cni": "v1.20.0-eksbuild.1"}, {})
    group, addon = map(str, findings.findings(Observed(**GOOD), pinned, "1.36"))
    assert group == ("eks_node_groups_groups 'system' has the version 1.35: write \"1.36\", or leave the version out.")
    assert addon.startswith("add-on vpc-cni 'v1.20.0-eksbuild.1' is not offered for Kubernetes 1.36: choose v1.23.1-")


def test_a_killed_run_is_taken_up() -> None:
    """The control plane is there already, the nodes are not."""
    half = Observed(**{**GOOD, "version": "1.36"})
    assert told(version="1.36") == []
    assert findings.rolls(half, "1.36") == ["system"]
    assert findings.behind(half, "1.36") == ["a"]


@pytest.mark.parametrize(
    ("addon", "pinned", "version"),
    [
        (CNI, None, "v1.22.4-eksbuild.3"),
        (CNI, "v1.23.1-eksbuild.1", "v1.23.1-eksbuild.1"),
        (Addon("v1.23.1-eksbuild.1", CNI.offered, CNI.default), None, "v1.23.1-eksbuild.1"),
        (Addon("v1.9.0-eksbuild.9", CNI.offered, CNI.default), None, "v1.22.4-eksbuild.3"),
    ],
)
def test_addons_go_up_and_never_back(addon: Addon, pinned: str | None, version: str) -> None:
    assert findings.addon_version(addon, pinned) == version


@pytest.mark.parametrize(
    ("constraint", "fits"),
    [
        (">=1.25", True),
        (">=1.31.0-0", True),
        (">= 1.37.0-0", False),
        ("^1.25", True),
        ("~1.35", False),
        ("1.36.x", True),
        ("1.x", True),
        ("*", True),
        ("<1.36", False),
        (">=1.20, <2", True),
        ("1.20 - 1.35", False),
        ("1.20 - 1.36", True),
        ("~1.20 || >=1.30", True),
    ],
)
def test_constraints_of_charts(constraint: str, fits: bool) -> None:
    assert charts.allowed(constraint, 36) is fits

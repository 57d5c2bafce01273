"""NodePools and their machines, valid by the definitions of Karpenter."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.unit.charts import definitions
from tests.unit.charts.conftest import merged

Template = Callable[..., list[dict[str, Any]]]
CHART = Path(__file__).parents[3] / "charts" / "karpenter-nodes"
POOL: dict[str, Any] = {
    "instanceTypes": ["g4dn.xlarge", "g5.xlarge"],
    "capacityTypes": ["spot"],
    "arch": ["amd64"],
    "limits": {"nvidia.com/gpu": 4},
    "labels": {"nvidia.com/gpu.present": "true"},
    "taints": [{"key": "nvidia.com/gpu", "effect": "NoSchedule"}],
    "consolidationPolicy": "WhenEmpty",
    "consolidateAfter": "300s",
    "expireAfter": "168h",
    "terminationGracePeriod": "24h",
    "disruptedNodes": "1",
    "volumeSize": "100Gi",
    "localDisks": True,
}
VALUES: dict[str, Any] = {
    "cluster": "acme-eks",
    "role": "acme-karpenter-node",
    "amiAlias": "al2023@v20260903",
    "securityGroups": ["sg-0123456789abcdef0", "sg-1123456789abcdef0"],
    "volumeKey": "arn:aws:kms:us-east-1:123456789012:key/1234",
    "tags": {"platform": "acme"},
    "nodePools": {"gpu": POOL},
}


def specs(template: Template, change: dict[str, Any] | None = None) -> tuple[dict[str, Any], dict[str, Any]]:
    """Of the pool and of its machines."""
    found = template(CHART, merged(VALUES, {"nodePools": {"gpu": change or {}}}))
    by_kind = {each["kind"]: each["spec"] for each in found}
    return by_kind["NodePool"], by_kind["EC2NodeClass"]


def test_what_there_is_is_valid(template: Template) -> None:
    if not definitions.CHARTS.is_dir():
        pytest.skip(definitions.MISSING)
    objects = template(CHART, VALUES)
    assert [(each["kind"], each["metadata"]["name"]) for each in objects] == [
        ("EC2NodeClass", "gpu"),
        ("NodePool", "gpu"),
    ]
    assert [problem for each in objects for problem in definitions.problems(each)] == []


def test_what_old_versions_added_by_themselves_is_written_out(template: Template) -> None:
    pool, _ = specs(template, {"arch": ["arm64"], "capacityTypes": ["spot", "on-demand"]})
    wanted = {each["key"]: each["values"] for each in pool["template"]["spec"]["requirements"]}
    assert wanted == {
        "kubernetes.io/os": ["linux"],
        "kubernetes.io/arch": ["arm64"],
        "karpenter.sh/capacity-type": ["spot", "on-demand"],
        "node.kubernetes.io/instance-type": ["g4dn.xlarge", "g5.xlarge"],
    }


def test_nodes_are_found_by_the_name_of_their_pool_and_by_the_plugin_of_their_gpus(template: Template) -> None:
    pool, _ = specs(template)
    labels = pool["template"]["metadata"]["labels"]
    assert labels == {"pinksea.dev/node-group": "gpu", "nvidia.com/gpu.present": "true"}
    assert pool["template"]["spec"]["nodeClassRef"] == {
        "group": "karpenter.k8s.aws",
        "kind": "EC2NodeClass",
        "name": "gpu",
    }


def test_a_node_that_expires_waits_for_what_may_not_be_disturbed(template: Template) -> None:
    pool, _ = specs(template)
    template_spec = pool["template"]["spec"]
    assert (template_spec["expireAfter"], template_spec["terminationGracePeriod"]) == ("168h", "24h")
    without, _ = specs(template, {"terminationGracePeriod": ""})
    assert "terminationGracePeriod" not in without["template"]["spec"]
    assert pool["disruption"] == {
        "consolidationPolicy": "WhenEmpty",
        "consolidateAfter": "300s",
        "budgets": [{"nodes": "1"}],
    }
    assert pool["limits"] == {"nvidia.com/gpu": "4"}


def test_machines_keep_their_metadata_and_their_disks_to_themselves(template: Template) -> None:
    _, machine = specs(template)
    assert machine["metadataOptions"]["httpTokens"] == "required"
    assert machine["metadataOptions"]["httpPutResponseHopLimit"] == 1
    (disk,) = machine["blockDeviceMappings"]
    assert disk["ebs"] == {
        "volumeSize": "100Gi",
        "volumeType": "gp3",
        "encrypted": True,
        "kmsKeyID": VALUES["volumeKey"],
        "deleteOnTermination": True,
    }
    assert machine["instanceStorePolicy"] == "RAID0"
    assert "instanceStorePolicy" not in specs(template, {"localDisks": False})[1]


def test_machines_are_in_the_subnets_of_their_cluster(template: Template) -> None:
    _, machine = specs(template)
    assert machine["subnetSelectorTerms"] == [{"tags": {"karpenter.sh/discovery": "acme-eks"}}]
    assert [each["id"] for each in machine["securityGroupSelectorTerms"]] == VALUES["securityGroups"]
    assert machine["role"] == "acme-karpenter-node"


@pytest.mark.parametrize("alias", ["al2023@latest", "al2023"])
def test_an_image_that_changes_by_itself_is_refused(template: Template, alias: str) -> None:
    with pytest.raises(ValueError, match="amiAlias"):
        template(CHART, {**VALUES, "amiAlias": alias})


@pytest.mark.parametrize("missing", ["cluster", "role", "amiAlias", "securityGroups", "volumeKey"])
def test_what_every_pool_needs_is_asked_for(template: Template, missing: str) -> None:
    empty: Any = [] if missing == "securityGroups" else ""
    with pytest.raises(ValueError, match=f"{missing} is empty, and NodePool gpu needs it"):
        template(CHART, {**VALUES, missing: empty})

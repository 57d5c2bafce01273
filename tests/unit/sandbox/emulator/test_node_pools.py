"""Which NodePool serves a pod, and what its nodes are like."""

from copy import deepcopy
from typing import Any

from moto.ec2.models.instance_types import INSTANCE_TYPES

from sandbox.emulator import node_pools
from sandbox.emulator.nodes import Slot, Subnet

TAINT = {"key": "nvidia.com/gpu", "effect": "NoSchedule"}


def pool(name: str, *taints: dict[str, str], **labels: str) -> dict[str, Any]:
    requirements = [
        {"key": node_pools.CAPACITY_TYPE, "operator": "In", "values": ["spot", "on-demand"]},
        {"key": node_pools.INSTANCE_TYPE, "operator": "In", "values": ["g4dn.xlarge", "g5.xlarge"]},
    ]
    spec = {"requirements": requirements, "taints": list(taints)}
    template = {"metadata": {"labels": {"pinksea.dev/node-group": name, **labels}}, "spec": spec}
    return {"metadata": {"name": name}, "spec": {"template": template}}


POOLS = [pool("gpu", TAINT), pool("apps")]
UNSCHEDULABLE = {"type": "PodScheduled", "status": "False", "reason": "Unschedulable"}
POD: dict[str, Any] = {"metadata": {"name": "shop", "uid": "1"}, "spec": {}, "status": {"conditions": [UNSCHEDULABLE]}}


def pod(**spec: Any) -> dict[str, Any]:
    return {**deepcopy(POD), "spec": spec}


def chosen(**spec: Any) -> str | None:
    found = node_pools.choose(POOLS, pod(**spec))
    return found and node_pools.name_of(found)


def test_a_pod_waits_when_the_scheduler_says_so() -> None:
    assert node_pools.waits(POD)
    assert not node_pools.waits({**POD, "status": {}})
    assert not node_pools.waits(pod(nodeName="ip-10-0-11-11.ec2.internal"))
    assert not node_pools.waits({**POD, "metadata": {"deletionTimestamp": "2026-01-01T00:00:00Z"}})


def test_a_pod_goes_where_its_selector_and_its_tolerations_let_it() -> None:
    gpu = {"pinksea.dev/node-group": "gpu"}
    assert chosen(nodeSelector={"pinksea.dev/node-group": "apps"}) == "apps"
    assert chosen() == "apps"
    assert chosen(nodeSelector=gpu) is None
    assert chosen(nodeSelector=gpu, tolerations=[{"key": "nvidia.com/gpu", "operator": "Exists"}]) == "gpu"
    assert chosen(nodeSelector=gpu, tolerations=[{"operator": "Exists"}]) == "gpu"
    assert chosen(nodeSelector=gpu, tolerations=[{"key": "other", "operator": "Exists"}]) is None
    assert chosen(nodeSelector={"pinksea.dev/node-group": "system"}) is None


def test_a_node_is_like_its_pool() -> None:
    slot = Slot("10.0.11.101", Subnet("subnet-1", "us-east-1a", "10.0.11.0/24"), "i-1", "g4dn.xlarge")
    found = node_pools.manifest(POOLS[0], slot, INSTANCE_TYPES["g4dn.xlarge"], "v1.36.0")
    labels = found["metadata"]["labels"]
    assert labels["pinksea.dev/node-group"] == "gpu"
    assert (labels[node_pools.POOL], labels[node_pools.CAPACITY_TYPE]) == ("gpu", "spot")
    assert labels["topology.kubernetes.io/zone"] == "us-east-1a"
    assert "eks.amazonaws.com/nodegroup" not in labels
    assert found["spec"]["taints"] == [TAINT]
    assert found["status"]["allocatable"]["nvidia.com/gpu"] == "1"

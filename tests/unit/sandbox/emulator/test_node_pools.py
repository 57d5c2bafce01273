"""What the emulated Karpenter adds for pods that wait."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from moto.ec2.models.instance_types import INSTANCE_TYPES

from sandbox.emulator import node_pools

POOL: dict[str, Any] = {
    "metadata": {"name": "gpu"},
    "spec": {
        "template": {
            "metadata": {"labels": {"pinksea.dev/node-group": "gpu"}},
            "spec": {
                "taints": [{"key": "nvidia.com/gpu", "effect": "NoSchedule"}],
                "requirements": [
                    {"key": "kubernetes.io/os", "operator": "In", "values": ["linux"]},
                    {"key": "karpenter.sh/capacity-type", "operator": "In", "values": ["spot"]},
                    {
                        "key": "node.kubernetes.io/instance-type",
                        "operator": "In",
                        "values": ["g4dn.xlarge", "g5.xlarge"],
                    },
                ],
            },
        }
    },
}
POD: dict[str, Any] = {
    "spec": {"nodeSelector": {"pinksea.dev/node-group": "gpu"}},
    "status": {"conditions": [{"type": "PodScheduled", "status": "False", "reason": "Unschedulable"}]},
}


def present(zone: str, address: str, **labels: str) -> dict[str, Any]:
    return {
        "metadata": {"labels": {"topology.kubernetes.io/zone": zone, **labels}},
        "status": {
            "addresses": [{"type": "InternalIP", "address": address}],
            "nodeInfo": {"kubeletVersion": "v1.36.3-eks-emulated"},
        },
    }


NODES = [present("us-east-1a", "10.0.11.11"), present("us-east-1b", "10.0.12.11")]


def test_a_pod_waits_when_the_scheduler_says_so_and_it_asks_for_nodes() -> None:
    assert node_pools.is_waiting(POD)
    assert not node_pools.is_waiting({**POD, "status": {}})
    assert not node_pools.is_waiting({**POD, "spec": {}})


@pytest.mark.parametrize(("label", "value"), [("pinksea.dev/node-group", "gpu"), ("karpenter.sh/nodepool", "gpu")])
def test_a_pod_finds_its_pool_by_the_labels_of_its_nodes(label: str, value: str) -> None:
    assert node_pools.pool_of({"spec": {"nodeSelector": {label: value}}}, [POOL]) is POOL
    assert node_pools.pool_of({"spec": {"nodeSelector": {label: "system"}}}, [POOL]) is None


def test_a_node_is_what_the_pool_says() -> None:
    made = node_pools.node(POOL, INSTANCE_TYPES["g4dn.xlarge"], NODES)
    labels = made["metadata"]["labels"]
    assert labels["karpenter.sh/nodepool"] == labels["pinksea.dev/node-group"] == "gpu"
    assert labels["karpenter.sh/capacity-type"] == "spot"
    assert labels["node.kubernetes.io/instance-type"] == "g4dn.xlarge"
    assert not [label for label in labels if label.startswith("eks.amazonaws.com/")]
    assert made["spec"]["taints"] == [{"key": "nvidia.com/gpu", "effect": "NoSchedule"}]
    assert made["status"]["allocatable"]["nvidia.com/gpu"] == "1"


def test_nodes_of_a_pool_spread_over_the_zones_on_addresses_of_their_own() -> None:
    there = deepcopy(NODES)
    for _ in range(4):
        made = node_pools.node(POOL, INSTANCE_TYPES["g4dn.xlarge"], there)
        there.append(made)
    zones = [each["metadata"]["labels"]["topology.kubernetes.io/zone"] for each in there[2:]]
    assert sorted(zones) == ["us-east-1a", "us-east-1a", "us-east-1b", "us-east-1b"]
    assert len({each["status"]["addresses"][0]["address"] for each in there}) == 6

"""What Karpenter makes of a pod that no node takes: a node of the NodePool whose labels the pod asks for."""

import ipaddress
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sandbox.emulator import nodes

NODE_POOL, INSTANCE_TYPE = "karpenter.sh/nodepool", "node.kubernetes.io/instance-type"
CAPACITY_TYPE, ZONE = "karpenter.sh/capacity-type", "topology.kubernetes.io/zone"
DISK_GIB = 100

type Manifest = Mapping[str, Any]


def is_waiting(pod: Manifest) -> bool:
    """Whether the scheduler has found no node. Pods that ask for no nodes of theirs fit those there are."""
    said = {each["type"]: each for each in pod.get("status", {}).get("conditions", [])}
    reason = said.get("PodScheduled", {}).get("reason")
    return reason == "Unschedulable" and bool(pod["spec"].get("nodeSelector"))


def pool_of(pod: Manifest, pools: Iterable[Manifest]) -> Manifest | None:
    wanted = pod["spec"]["nodeSelector"].items()
    return next((pool for pool in pools if wanted <= labels(pool).items()), None)


def labels(pool: Manifest) -> dict[str, str]:
    return {**pool["spec"]["template"]["metadata"].get("labels", {}), NODE_POOL: pool["metadata"]["name"]}


def first(pool: Manifest, key: str) -> str:
    """The first of the values that the NodePool allows."""
    requirements = pool["spec"]["template"]["spec"]["requirements"]
    return str(next(each["values"][0] for each in requirements if each["key"] == key))


def instance_type(pool: Manifest) -> str:
    return first(pool, INSTANCE_TYPE)


def node(pool: Manifest, instance: Mapping[str, Any], present: Sequence[Manifest]) -> dict[str, Any]:
    """In the zone with the fewest of the NodePool, on an address beside those of the nodes C(present)."""
    addresses = {each["status"]["addresses"][0]["address"]: each["metadata"]["labels"] for each in present}
    subnets = {held[ZONE]: subnet(address, held[ZONE]) for address, held in addresses.items()}
    siblings = [
        nodes.Slot(address, subnets[held[ZONE]], "", "")
        for address, held in addresses.items()
        if held.get(NODE_POOL) == pool["metadata"]["name"]
    ]
    (slot,) = nodes.place(1, list(subnets.values()), instance_type(pool), siblings, set(addresses))
    group = {"labels": labels(pool), "nodegroupName": "", "capacityType": "", "taints": []}
    made = nodes.manifest(group, slot, instance, DISK_GIB, present[0]["status"]["nodeInfo"]["kubeletVersion"])
    given = made["metadata"]["labels"]
    made["metadata"]["labels"] = {key: value for key, value in given.items() if value} | {
        CAPACITY_TYPE: first(pool, CAPACITY_TYPE)
    }
    made["spec"]["taints"] = pool["spec"]["template"]["spec"].get("taints", [])
    return made


def subnet(address: str, zone: str) -> nodes.Subnet:
    return nodes.Subnet(zone, zone, str(ipaddress.ip_network(f"{address}/24", strict=False)))

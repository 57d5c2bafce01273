"""Nodes of a managed node group as Kubernetes objects."""

import ipaddress
import secrets
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

MANAGED_BY = {"app.kubernetes.io/managed-by": "eks-emulator"}
EFFECTS = {"NO_SCHEDULE": "NoSchedule", "NO_EXECUTE": "NoExecute", "PREFER_NO_SCHEDULE": "PreferNoSchedule"}
ARCHITECTURES = {"x86_64": "amd64", "arm64": "arm64"}
FIRST_HOST = 11


@dataclass(frozen=True)
class Subnet:
    id: str
    zone: str
    cidr: str


@dataclass(frozen=True)
class Slot:
    """One instance: where it stands and what it is called."""

    address: str
    subnet: Subnet
    instance_id: str
    instance_type: str

    @property
    def zone(self) -> str:
        return self.subnet.zone

    def hostname(self) -> str:
        region = self.zone[:-1]
        domain = "ec2.internal" if region == "us-east-1" else f"{region}.compute.internal"
        return f"ip-{self.address.replace('.', '-')}.{domain}"


def place(
    count: int, subnets: Sequence[Subnet], instance_type: str, present: Iterable[Slot], taken: set[str]
) -> list[Slot]:
    """New instances on free addresses, spread over the zones of the subnets."""
    crowd = Counter(slot.subnet.id for slot in present)
    used = set(taken)
    placed = []
    for _ in range(count):
        subnet = min(subnets, key=lambda candidate: (crowd[candidate.id], candidate.zone, candidate.id))
        hosts = (str(host) for host in list(ipaddress.ip_network(subnet.cidr).hosts())[FIRST_HOST - 1 :])
        address = next(host for host in hosts if host not in used)
        used.add(address)
        crowd[subnet.id] += 1
        placed.append(Slot(address, subnet, f"i-{secrets.token_hex(8)}1", instance_type))
    return placed


def architecture(instance: Mapping[str, Any]) -> str:
    return ARCHITECTURES[instance["ProcessorInfo"]["SupportedArchitectures"][0]]


def max_pods(instance: Mapping[str, Any]) -> int:
    network = instance["NetworkInfo"]
    return int(network["MaximumNetworkInterfaces"] * (network["Ipv4AddressesPerInterface"] - 1) + 2)


def reserved_cpu(cores: int) -> int:
    """EKS's kube-reserved CPU in millicores: 6 % of the first core, 1 %, 0.5 % of two more, 0.25 % of the rest."""
    shares = [60.0, 10.0, 5.0, 5.0] + [2.5] * max(0, cores - 4)
    return int(sum(shares[:cores]))


def capacity(instance: Mapping[str, Any], disk_gib: int) -> tuple[dict[str, str], dict[str, str]]:
    """Capacity and allocatable of an instance type, less EKS's kube-reserved and the eviction threshold."""
    cores = instance["VCpuInfo"]["DefaultVCpus"]
    memory = instance["MemoryInfo"]["SizeInMiB"]
    pods = max_pods(instance)
    cards = (instance.get("GpuInfo") or {}).get("Gpus", [])
    gpus = sum(card["Count"] for card in cards if card["Manufacturer"] == "NVIDIA")
    common = {"pods": str(pods)} | ({"nvidia.com/gpu": str(gpus)} if gpus else {})
    total = {"cpu": str(cores), "memory": f"{memory}Mi", "ephemeral-storage": f"{disk_gib}Gi"}
    usable = {
        "cpu": f"{cores * 1000 - reserved_cpu(cores)}m",
        "memory": f"{memory - (255 + 11 * pods) - 100}Mi",
        "ephemeral-storage": f"{disk_gib * 1024 * 9 // 10 - 1024}Mi",
    }
    return total | common, usable | common


def labels(nodegroup: Mapping[str, Any], slot: Slot, arch: str) -> dict[str, str]:
    return {
        **MANAGED_BY,
        **nodegroup["labels"],
        "eks.amazonaws.com/nodegroup": nodegroup["nodegroupName"],
        "eks.amazonaws.com/capacityType": nodegroup["capacityType"],
        "node.kubernetes.io/instance-type": slot.instance_type,
        "topology.kubernetes.io/region": slot.zone[:-1],
        "topology.kubernetes.io/zone": slot.zone,
        "kubernetes.io/arch": arch,
        "kubernetes.io/os": "linux",
        "kubernetes.io/hostname": slot.hostname(),
    }


def taints(nodegroup: Mapping[str, Any]) -> list[dict[str, str]]:
    return [
        {"key": taint["key"], "value": taint.get("value", ""), "effect": EFFECTS[taint["effect"]]}
        for taint in nodegroup["taints"]
    ]


def manifest(
    nodegroup: Mapping[str, Any], slot: Slot, instance: Mapping[str, Any], disk_gib: int, kubelet: str
) -> dict[str, Any]:
    arch = architecture(instance)
    total, usable = capacity(instance, disk_gib)
    return {
        "apiVersion": "v1",
        "kind": "Node",
        "metadata": {
            "name": slot.hostname(),
            "annotations": {"kwok.x-k8s.io/node": "fake"},
            "labels": labels(nodegroup, slot, arch),
        },
        "spec": {"providerID": f"aws:///{slot.zone}/{slot.instance_id}", "taints": taints(nodegroup)},
        "status": {
            "addresses": [
                {"type": "InternalIP", "address": slot.address},
                {"type": "Hostname", "address": slot.hostname()},
            ],
            "capacity": total,
            "allocatable": usable,
            "nodeInfo": node_info(arch, kubelet),
        },
    }


def node_info(arch: str, kubelet: str) -> dict[str, str]:
    unknown = dict.fromkeys(("bootID", "machineID", "systemUUID", "kernelVersion", "containerRuntimeVersion"), "")
    return {
        **unknown,
        "architecture": arch,
        "operatingSystem": "linux",
        "osImage": "Amazon Linux 2023",
        "kubeletVersion": kubelet,
        "kubeProxyVersion": "",
    }


def change(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """The merge patch that carries a node group's labels and taints to its nodes."""
    dropped = dict.fromkeys(set(before["labels"]) - set(after["labels"]))
    return {"metadata": {"labels": {**after["labels"], **dropped}}, "spec": {"taints": taints(after)}}

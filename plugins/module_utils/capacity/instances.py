"""What a node of an instance type has for pods.

Sources, read on READ_ON:
- vCPU, memory, GPUs, network interfaces and addresses of each: DescribeInstanceTypes of EC2 in us-east-1.
- Pods by addresses: C(max-pods-calculator.sh) of amazon-eks-ami; 110 with prefixes below 30 vCPU, as EKS advises.
- Reserved CPU and memory, eviction threshold: C(nodeadm) of amazon-eks-ami (AL2023), internal/kubelet/config.go.
- What a machine's memory lacks of the type's: Karpenter's C(vm-memory-overhead-percent), 0.075 by default.
- DaemonSets: the manifests that EKS installs for its add-ons (DescribeAddonConfiguration tells their defaults).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from .amounts import Amount

READ_ON = date(2026, 11, 22)
MISSING_MEMORY = 75
"""Thousandths."""
EVICTION = 100
RESERVED_MEMORY = 255
RESERVED_MEMORY_PER_POD = 11
RESERVED_CPU = (60, 10, 5, 5)
"""Of the first cores in thousandths of a core; 2.5 of each further one."""
PODS_WITH_PREFIXES = 110
BLOCK = 16


@dataclass(frozen=True)
class Instance:
    cores: int
    memory: int
    interfaces: int
    addresses: int
    gpus: int = 0


@dataclass(frozen=True)
class Agent:
    """A DaemonSet's pod; on the node's own network it needs no address."""

    each: Amount
    own_address: bool = False


SIZES = {"large": (2, 3, 10), "xlarge": (4, 4, 15), "2xlarge": (8, 4, 15), "4xlarge": (16, 8, 30)}
"""vCPU, interfaces and addresses of each, alike in all families below."""
FAMILIES = {
    2048: "c5 c6i c6a c7i c6g c7g",
    4096: "m5 m5a m6i m6a m7i m7a m6g m7g",
    8192: "r5 r6i r6a r7i r6g r7g",
}
"""By MiB for each vCPU."""
OTHERS = {
    "t3.medium": Instance(2, 4096, 3, 6),
    "t3.large": Instance(2, 8192, 3, 12),
    "t3.xlarge": Instance(4, 16384, 4, 15),
    "t3.2xlarge": Instance(8, 32768, 4, 15),
    "t3a.medium": Instance(2, 4096, 3, 6),
    "t3a.large": Instance(2, 8192, 3, 12),
    "t3a.xlarge": Instance(4, 16384, 4, 15),
    "t3a.2xlarge": Instance(8, 32768, 4, 15),
    "g4dn.xlarge": Instance(4, 16384, 3, 10, 1),
    "g4dn.2xlarge": Instance(8, 32768, 3, 10, 1),
    "g4dn.4xlarge": Instance(16, 65536, 3, 10, 1),
    "g5.xlarge": Instance(4, 16384, 4, 15, 1),
    "g5.2xlarge": Instance(8, 32768, 4, 15, 1),
    "g5.4xlarge": Instance(16, 65536, 8, 30, 1),
    "g6.xlarge": Instance(4, 16384, 4, 15, 1),
    "g6.2xlarge": Instance(8, 32768, 4, 15, 1),
    "g6.4xlarge": Instance(16, 65536, 8, 30, 1),
}


def usual() -> Iterator[tuple[str, Instance]]:
    for memory, families in FAMILIES.items():
        for family in families.split():
            for size, (cores, interfaces, addresses) in SIZES.items():
                yield f"{family}.{size}", Instance(cores, cores * memory, interfaces, addresses)


INSTANCES: Mapping[str, Instance] = {**dict(usual()), **OTHERS}

ADDONS: Mapping[str, Agent] = {
    "vpc-cni": Agent(Amount(cpu=50, pods=1)),
    "kube-proxy": Agent(Amount(cpu=100, pods=1)),
    "eks-pod-identity-agent": Agent(Amount(pods=1)),
    "aws-ebs-csi-driver": Agent(Amount(cpu=30, memory=120, pods=1), own_address=True),
    "aws-efs-csi-driver": Agent(Amount(pods=1)),
}
"""What an add-on runs on every node."""


def pods(instance: Instance, prefixes: bool, own_subnets: bool) -> int:
    """C(own_subnets): pods have subnets of their own, so that the first interface has no addresses for them."""
    interfaces = instance.interfaces - own_subnets
    most = interfaces * (instance.addresses - 1) * (BLOCK if prefixes else 1) + 2
    return min(most, PODS_WITH_PREFIXES) if prefixes else most


def reserved_cpu(cores: int) -> int:
    return sum(RESERVED_CPU[:cores]) + max(cores - len(RESERVED_CPU), 0) * 5 // 2


def allocatable(instance: Instance, pods: int) -> Amount:
    """What the scheduler may give away of a node."""
    memory = instance.memory * (1000 - MISSING_MEMORY) // 1000
    return Amount(
        cpu=instance.cores * 1000 - reserved_cpu(instance.cores),
        memory=memory - RESERVED_MEMORY - RESERVED_MEMORY_PER_POD * pods - EVICTION,
        gpu=instance.gpus,
        pods=pods,
    )

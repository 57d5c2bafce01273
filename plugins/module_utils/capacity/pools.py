"""Node groups and NodePools: which nodes they may have, and what each has left for pods beside its DaemonSets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .amounts import Amount, cores, mebibytes
from .instances import ADDONS, INSTANCES, Agent, Instance, allocatable, pods
from .workloads import Given, Unreadable, amount

OF_EKS = {"instance_types": ["t3.medium"], "desired_size": 2, "max_size": 2}
"""What a node group is that does not say."""
ENDLESS = 10**6


@dataclass(frozen=True)
class Pool:
    """C(nodes) that pods can count on and C(room) that each has for them, by instance type."""

    name: str
    variable: str
    value: object
    nodes: Mapping[str, int]
    room: Mapping[str, Amount]
    agents: int
    """Pods of DaemonSets on each node that need an address."""
    most: int
    """Nodes that there may be."""


def pools(given: Given) -> list[Pool]:
    karpenter = given["platform_autoscaler"] == "karpenter"
    return [*groups(given, karpenter), *(node_pools(given) if karpenter else ())]


def groups(given: Given, karpenter: bool) -> Iterator[Pool]:
    """Karpenter adds nodes of its own and leaves node groups at their size."""
    size = "desired_size" if karpenter else "max_size"
    for group in given["eks_node_groups_groups"]:
        whole = OF_EKS | {key: value for key, value in group.items() if value is not None}
        count = int(whole[size])
        variable = f"eks_node_groups_groups.{whole['name']}"
        known = sizes(whole["instance_types"])
        nodes = dict.fromkeys(known, count)
        most = max(count, int(whole["max_size"]))
        yield Pool(whole["name"], f"{variable}.{size}", count, nodes, *left(given, known), most)


def node_pools(given: Given) -> Iterator[Pool]:
    for item in given["karpenter_node_pools"]:
        variable = f"karpenter_node_pools.{item['name']}.limits"
        limits = limit(variable, item.get("limits") or {})
        known = sizes(item["instance_types"])
        nodes = {name: within(limits, instance) for name, instance in known.items()}
        most = max(nodes.values(), default=0)
        yield Pool(item["name"], variable, item.get("limits"), nodes, *left(given, known), most)


def limit(variable: str, limits: Given) -> Amount:
    try:
        gpu = int(limits["nvidia.com/gpu"]) if "nvidia.com/gpu" in limits else ENDLESS
        cpu = cores(limits["cpu"]) if "cpu" in limits else ENDLESS**2
        memory = mebibytes(limits["memory"]) if "memory" in limits else ENDLESS**2
    except ValueError:
        raise Unreadable(variable, dict(limits)) from None
    return Amount(cpu, memory, gpu)


def within(limits: Amount, instance: Instance) -> int:
    """Karpenter counts what nodes are, not what they have left for pods."""
    return min(limits.times(Amount(instance.cores * 1000, instance.memory, instance.gpus)), ENDLESS)


def left(given: Given, types: Mapping[str, Instance]) -> tuple[dict[str, Amount], int]:
    """What a node of each type has for pods beside its agents, and how many of these need an address."""
    prefixes, own_subnets = bool(given["eks_addons_prefix_delegation"]), bool(given["vpc_subnets"].get("pods"))
    room, own = {}, 0
    for name, instance in types.items():
        running = agents(given, bool(instance.gpus))
        asked = sum((agent.each for agent in running), Amount())
        room[name] = allocatable(instance, pods(instance, prefixes, own_subnets)) - asked
        own = max(own, sum(agent.own_address for agent in running))
    return room, own


def agents(given: Given, gpu: bool) -> list[Agent]:
    names = [addon["name"] for addon in [*given["eks_addons_before_nodes"], *given["eks_addons_after_nodes"]]]
    own = [
        Agent(amount(f"capacity_node_agents.{agent['name']}", agent), not agent.get("host_network", False))
        for agent in given["capacity_node_agents"]
        if gpu or not agent.get("gpu_nodes", False)
    ]
    return [*(ADDONS[name] for name in names if name in ADDONS), *own]


def sizes(types: Sequence[Any]) -> dict[str, Instance]:
    return {name: INSTANCES[name] for name in types if name in INSTANCES}

"""Whether everything fits when all of it runs: pods on nodes, in quotas and in subnets, and connections in Aurora."""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from ..catalogue.parse import parse
from ..errors import ManyErrors
from ..preflight import pod_room
from ..preflight.findings import Finding
from ..preflight.network import bad_tiers
from . import connections
from .fit import Loaded, pool_findings
from .instances import INSTANCES
from .pools import ENDLESS, Pool, pools
from .quotas import gpu_findings, quota_findings
from .workloads import MAXIMUM, PGBOUNCER, Given, Unreadable, Workload, loads, workloads

NEUTRAL: dict[str, Any] = {
    "aurora_clusters": [],
    "eks_addons_after_nodes": [],
    "eks_addons_before_nodes": [],
    "eks_addons_prefix_delegation": False,
    "eks_node_groups_groups": [],
    "karpenter_node_pools": [],
    "pgbouncer_environments": {},
    "pgbouncer_values": {},
    "platform_autoscaler": "karpenter",
    "platform_base_namespaces": {},
    "capacity_components": [],
    "capacity_loads": [],
    "capacity_node_agents": [],
    "capacity_placement": {},
    "redis_sentinel_environments": {},
    "redis_sentinel_values": {},
    "services_catalogue": {},
    "services_environments": {},
    "services_skip": [],
    "vpc_subnets": {},
}
"""The variables that this looks at, and what they are where they are not given."""


def findings(variables: Given) -> Iterator[Finding]:
    """None where the catalogue itself has findings."""
    given = complete(variables)
    with contextlib.suppress(ManyErrors):
        try:
            running = loaded(given)
            yield from unknown_loads(given, running[MAXIMUM])
            yield from every(given, running)
        except Unreadable as error:
            yield Finding(
                error.variable,
                error.value,
                "is no amount that Kubernetes knows",
                'give CPU such as 500m or "2", memory such as 512Mi or 4Gi, and pods as whole numbers',
            )


def complete(variables: Given) -> Given:
    return NEUTRAL | {name: variables[name] for name in NEUTRAL if name in variables}


def loaded(given: Given) -> Loaded:
    catalogue = parse(given["services_catalogue"])
    return {load.name: workloads(given, catalogue, load) for load in loads(given)}


def every(given: Given, running: Loaded) -> Iterator[Finding]:
    have = pools(given)
    heaviest, most = list(running.items())[-1]
    yield from unlimited(have)
    yield from unplaced(given, {pool.name for pool in have}, most)
    for pool in have:
        if pool.nodes and pool.most < ENDLESS:
            yield from pool_findings(pool, running)
    yield from quota_findings(given["platform_base_namespaces"], most, heaviest)
    yield from gpu_findings(given["platform_base_namespaces"], have)
    if all(pool.most < ENDLESS for pool in have) and not any(bad_tiers(given["vpc_subnets"])):
        yield from addresses(given, most, heaviest, have)
    yield from aurora(given)


def unknown_loads(given: Given, running: Sequence[Workload]) -> Iterator[Finding]:
    """A load has no more pods of a service than may run."""
    most = {each.name: each for each in sorted(running, key=lambda each: each.pods)}
    for load in loads(given)[:-1]:
        for name, count in load.pods.items():
            variable = f"capacity_loads.{load.name}.pods.{name}"
            if name in given["services_skip"]:
                continue
            if name not in most:
                known = ", ".join(sorted(most))
                yield Finding(variable, count, "is neither a service nor a component", f"choose one of {known}")
            elif count > most[name].pods:
                problem = f"is above the {most[name].pods} pods that may run"
                yield Finding(variable, count, problem, "lower it, or raise replicas.max")


def unlimited(have: Sequence[Pool]) -> Iterator[Finding]:
    for pool in have:
        if pool.most >= ENDLESS:
            yield Finding(pool.variable, pool.value, "leave the number of nodes open", "give cpu or nvidia.com/gpu")


def unplaced(given: Given, names: Collection[str], running: Sequence[Workload]) -> Iterator[Finding]:
    for name in sorted({each.name for each in running}):
        pool = given["capacity_placement"].get(name)
        if pool is not None and pool not in names:
            remedy = f"choose {' or '.join(sorted(names)) or 'one of karpenter_node_pools'}"
            yield Finding(f"capacity_placement.{name}", pool, "is no node group or NodePool", remedy)


def addresses(given: Given, running: Sequence[Workload], load: str, have: Sequence[Pool]) -> Iterator[Finding]:
    nodes = sum(pool.most for pool in have)
    pods = sum(each.pods for each in running) + sum(pool.most * pool.agents for pool in have)
    cni: Given = next((addon for addon in given["eks_addons_before_nodes"] if addon["name"] == "vpc-cni"), {})
    spare = ((cni.get("configuration") or {}).get("env") or {}).get("WARM_IP_TARGET", pod_room.SPARE_INTERFACE)
    prefixes = bool(given["eks_addons_prefix_delegation"])
    yield from pod_room.too_many_pods(pods, nodes, int(spare), given["vpc_subnets"], prefixes, load)


def aurora(given: Given) -> Iterator[Finding]:
    """PgBouncer's pools are laid out for all maxima, whatever the load."""
    pods = {
        name: int((own.get("replicas") or PGBOUNCER["replicas"])["min"])
        for name, own in given["pgbouncer_environments"].items()
    }
    for cluster in given["aurora_clusters"][:1] if pods else ():
        capacity = cluster["min_capacity"], cluster["max_capacity"]
        try:
            connections.connection_pools(given["services_catalogue"], given["services_environments"], pods, *capacity)
        except connections.TooFewConnections as error:
            for sentence in error.problems:
                problem, remedy = sentence.removesuffix(".").rsplit(": ", 1)
                name, reason = problem.split(": ", 1)
                yield Finding(f"pgbouncer_environments.{name}", None, f"has too few connections ({reason})", remedy)


def notes(variables: Given) -> Iterator[str]:
    """Instance types that nothing is known about."""
    given = complete(variables)
    for item in [*given["eks_node_groups_groups"], *given["karpenter_node_pools"]]:
        for name in item.get("instance_types") or ():
            if name not in INSTANCES:
                yield f"Nothing is known here of {name}, so it is not checked whether {item['name']} holds its pods."

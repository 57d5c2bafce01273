"""Pods on the nodes of their pool, load by load."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ..preflight.findings import Finding
from .amounts import Amount
from .packing import nodes_needed
from .pools import ENDLESS, Pool
from .workloads import Workload

Loaded = Mapping[str, Sequence[Workload]]
"""What runs by name of the load, the heaviest last."""
SHOWN = 2


@dataclass(frozen=True)
class Use:
    """A pool under a load; no C(needed) where no number of nodes helps."""

    pool: Pool
    load: str
    type: str
    needed: int | None
    pods: list[tuple[str, int, Amount]]
    """Name, count, and what each asks for."""

    @property
    def short(self) -> bool:
        return self.needed is None or self.needed > self.pool.nodes[self.type]


def pool_findings(pool: Pool, running: Loaded) -> Iterator[Finding]:
    """Of the heaviest load that does not fit; the first one that does not is named too."""
    misfits: dict[str, Finding] = {}
    short = []
    for load, pods in running.items():
        here = [each for each in pods if each.pool == pool.name and each.pods]
        unfit = [each for each in here if not any(room.times(each.each) for room in pool.room.values())]
        misfits |= {each.name: misfit(pool, each) for each in unfit}
        used = use(pool, load, [each for each in here if each not in unfit])
        short += [used] if used.short else []
    yield from misfits.values()
    if short:
        heaviest = max(short, key=lambda used: endless(used.needed))
        yield too_few(heaviest, short[0].load)


def use(pool: Pool, load: str, here: Sequence[Workload]) -> Use:
    """On the worst of the types that hold each pod: the autoscaler may find only that one."""
    batches = batched(here)
    sizes = [each for _, _, each in batches]
    fitting = [name for name, room in pool.room.items() if all(room.times(each) for each in sizes)]
    equal = [(count, each) for _, count, each in batches]
    needed = {name: nodes_needed(equal, pool.room[name], pool.nodes[name]) for name in fitting or pool.room}
    worst = max(needed, key=lambda name: endless(needed[name]) - pool.nodes[name])
    return Use(pool, load, worst, needed[worst], batches)


def batched(here: Sequence[Workload]) -> list[tuple[str, int, Amount]]:
    """The same service in several namespaces is one."""
    counts: dict[tuple[str, Amount], int] = Counter()
    for each in here:
        counts[each.name, each.each] += each.pods
    return [(name, count, each) for (name, each), count in counts.items()]


def endless(needed: int | None) -> int:
    return ENDLESS if needed is None else needed


def misfit(pool: Pool, each: Workload) -> Finding:
    rooms = " or ".join(f"{room} on {name}" for name, room in pool.room.items())
    return Finding(
        each.variable,
        None,
        f"asks for {each.each} a pod, and beside its agents a node of {pool.name} has {rooms}",
        "request less, or give the pool larger instances",
    )


def too_few(used: Use, first: str) -> Finding:
    pool, needed = used.pool, used.needed
    nodes, room = pool.nodes[used.type], pool.room[used.type]
    largest = sorted(used.pods, key=lambda batch: (-batch[1] * max(batch[2].cpu, 1), batch[0]))
    named = ", ".join(f"{count} {name} of {each}" for name, count, each in largest[:SHOWN])
    rest = sum(count for _, count, _ in largest[SHOWN:])
    others = f" and {rest} other pods" if rest else ""
    already = f" (and already at {first})" if first != used.load else ""
    wanted = f"needs {needed} of {used.type}" if needed else "has no type that holds all of them"
    return Finding(
        pool.variable,
        pool.value,
        f"gives {nodes} nodes with room for {room} and {room.pods} pods each, and at {used.load}{already} "
        f"the pool {wanted}: {named}{others}",
        "allow more or larger nodes, or request less",
    )

"""How full each pool is, load by load, as a table in Markdown; and all of them at the heaviest load, as a line."""

from __future__ import annotations

from .amounts import Amount
from .check import complete, loaded
from .fit import use
from .pools import Pool, pools
from .workloads import MAXIMUM, Given


def table(variables: Given) -> list[str]:
    """A line for each pool: what its nodes have for pods, and what is asked of that at each load."""
    given = complete(variables)
    running = loaded(given)
    named = [name for name in running if name != MAXIMUM] or [MAXIMUM]
    lines = [["pool", "nodes at most", "for pods", *named], ["---"] * (3 + len(named))]
    for pool in pools(given):
        if pool.nodes:
            uses = [use(pool, name, [each for each in running[name] if each.pool == pool.name]) for name in named]
            lines.append([pool.name, *nodes(pool, uses[-1].type), *(asked(each.pods) for each in uses)])
    return [f"| {' | '.join(line)} |" for line in lines]


def line(variables: Given) -> str:
    """What the heaviest load of the inventory asks of all nodes together, and which pool it fills most."""
    given = complete(variables)
    running = loaded(given)
    load = [name for name in running if name != MAXIMUM][-1:] or [MAXIMUM]
    have = [pool for pool in pools(given) if pool.nodes]
    uses = [use(pool, load[0], [each for each in running[load[0]] if each.pool == pool.name]) for pool in have]
    if not uses:
        return ""
    room = sum((each.pool.room[each.type] * each.pool.nodes[each.type] for each in uses), Amount())
    need = sum((total(each.pods) for each in uses), Amount())
    fullest = max(uses, key=lambda each: (each.needed or 0) / max(each.pool.nodes[each.type], 1))
    most = fullest.pool.nodes[fullest.type]
    gpus = f", {need.gpu} of {room.gpu} GPU" if room.gpu else ""
    return (
        f"capacity at {load[0]}: {need.pods} of {room.pods} pods, {need.cpu / 1000:.0f} of {room.cpu / 1000:.0f} CPU, "
        f"{need.memory / 1024:.0f} of {room.memory / 1024:.0f} GiB{gpus}; fullest is {fullest.pool.name}, "
        f"{fullest.needed} of {most} nodes"
    )


def nodes(pool: Pool, kind: str) -> tuple[str, str]:
    return f"{pool.nodes[kind]} {kind}", shown(pool.room[kind] * pool.nodes[kind])


def asked(pods: list[tuple[str, int, Amount]]) -> str:
    return shown(total(pods))


def total(pods: list[tuple[str, int, Amount]]) -> Amount:
    return sum((each * count for _, count, each in pods), Amount())


def shown(amount: Amount) -> str:
    gpus = f", {amount.gpu} GPU" if amount.gpu else ""
    return f"{amount.cpu / 1000:.1f} CPU, {amount.memory / 1024:.0f} GiB{gpus}, {amount.pods} pods"

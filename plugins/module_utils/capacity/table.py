"""How full each pool is, load by load, as a table in Markdown."""

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


def nodes(pool: Pool, kind: str) -> tuple[str, str]:
    return f"{pool.nodes[kind]} {kind}", shown(pool.room[kind] * pool.nodes[kind])


def asked(pods: list[tuple[str, int, Amount]]) -> str:
    return shown(sum((each * count for _, count, each in pods), Amount()))


def shown(amount: Amount) -> str:
    gpus = f", {amount.gpu} GPU" if amount.gpu else ""
    return f"{amount.cpu / 1000:.1f} CPU, {amount.memory / 1024:.0f} GiB{gpus}, {amount.pods} pods"

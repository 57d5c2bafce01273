"""Which copies of shards have to be made, moved and dropped, so that all peers that stay have alike many."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

ACTIVE = "Active"


@dataclass(frozen=True)
class Layout:
    """The replicas of one collection, by shard and peer, with their states. C(peers) are those that are to stay."""

    replicas: Mapping[tuple[int, str], str]
    shards: int
    factor: int
    peers: frozenset[str]
    transfers: int = 0

    def holders(self) -> dict[int, set[str]]:
        """Peers with an active replica, by shard."""
        held: dict[int, set[str]] = {shard: set() for shard in range(self.shards)}
        for (shard, peer), state in self.replicas.items():
            if state == ACTIVE:
                held.setdefault(shard, set()).add(peer)
        return held

    def unsettled(self) -> list[str]:
        """What Qdrant is still busy with by itself, on the peers that stay."""
        return [
            f"shard {shard} is {state} on {peer}"
            for (shard, peer), state in sorted(self.replicas.items())
            if state != ACTIVE and peer in self.peers
        ]


@dataclass(frozen=True)
class Step:
    """One change of one shard: C(source) has it, C(target) gets it; a drop has no target."""

    action: Literal["replicate", "move", "drop"]
    shard: int
    source: str
    target: str = ""


def refusals(layout: Layout) -> list[str]:
    """Why nothing may be moved, to follow the name of the collection."""
    wrong = []
    if len(layout.peers) < layout.factor:
        wrong.append(
            f"replication_factor is {layout.factor} and {len(layout.peers)} peers would stay: "
            "keep as many peers, or lower the factor first"
        )
    lost = [str(shard) for shard, holders in layout.holders().items() if not holders]
    if lost:
        wrong.append(
            f"shard {', '.join(lost)} has no active replica, and moving others would not bring it back: "
            "bring its peer back, or restore a snapshot"
        )
    return wrong


def plan(layout: Layout) -> list[Step]:
    """Steps to be taken one after the other, for a layout that is not refused.

    No shard is ever on a peer twice, nor has fewer active replicas than it had, up to the replication factor.
    """
    holders = layout.holders()
    load = {peer: sum(peer in held for held in holders.values()) for peer in layout.peers}
    steps = [step for shard in sorted(holders) for step in complete(shard, holders[shard], layout, load)]
    steps += [
        Step("drop", shard, peer)
        for (shard, peer), state in sorted(layout.replicas.items())
        if state != ACTIVE and peer not in layout.peers
    ]
    return steps + balance(holders, load)


def complete(shard: int, held: set[str], layout: Layout, load: dict[str, int]) -> list[Step]:
    """Off the peers that go, and up to the replication factor. C(held) and C(load) are brought up to date."""
    steps = []
    for peer in sorted(held - layout.peers):
        free = layout.peers - held
        target = least(free, load) if free else ""
        steps.append(Step("move" if target else "drop", shard, peer, target))
        held.remove(peer)
        give(target, held, load)
    while len(held) < layout.factor:
        target = least(layout.peers - held, load)
        steps.append(Step("replicate", shard, min(held), target))
        give(target, held, load)
    return steps


def balance(holders: Mapping[int, set[str]], load: dict[str, int]) -> list[Step]:
    """From the fullest peer to the emptiest, until they differ by one at most; each step makes them more alike."""
    steps = []
    while load:
        empty, full = least(load, load), min(load, key=lambda peer: (-load[peer], peer))
        if load[full] - load[empty] <= 1:
            break
        shard = min(shard for shard, held in holders.items() if full in held and empty not in held)
        steps.append(Step("move", shard, full, empty))
        holders[shard].remove(full)
        load[full] -= 1
        give(empty, holders[shard], load)
    return steps


def least(peers: Mapping[str, int] | set[str] | frozenset[str], load: Mapping[str, int]) -> str:
    return min(peers, key=lambda peer: (load[peer], peer))


def give(peer: str, held: set[str], load: dict[str, int]) -> None:
    if peer:
        held.add(peer)
        load[peer] += 1

"""Spread the shards of all collections over the peers that stay, then remove the others."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ansible_collections.pinksea.platform.plugins.module_utils.errors import ManyErrors, PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.parallel import side_by_side
from ansible_collections.pinksea.platform.plugins.module_utils.qdrant.client import Qdrant
from ansible_collections.pinksea.platform.plugins.module_utils.qdrant.peers import layout, peers
from ansible_collections.pinksea.platform.plugins.module_utils.qdrant.results import wait
from ansible_collections.pinksea.platform.plugins.module_utils.qdrant.shards import (
    ACTIVE,
    Layout,
    Step,
    plan,
    refusals,
)
from ansible_collections.pinksea.platform.plugins.module_utils.readiness import Status
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import Change

IDLE_LOOKS = 5
"""Looks at a step that no transfer works on, after which it has failed; the peer that is asked may lag behind."""


class Rebalance:
    def __init__(self, client: Qdrant, options: Mapping[str, Any], *, check_mode: bool) -> None:
        self.client, self.options, self.check_mode = client, options, check_mode
        self.staying = frozenset(options["peers"])
        self.changes: list[Change] = []

    def run(self) -> None:
        """Everything that is refused is refused before anything moves."""
        collections = sorted(row["name"] for row in self.client.get("collections")["collections"])
        if not self.check_mode:
            wait({"peers": self.joined}, self.options)
        before = dict(zip(collections, side_by_side(self.layout, collections), strict=True))
        problems = [f"qdrant_collection {name}: {why}." for name, each in before.items() for why in refusals(each)]
        if problems:
            raise ManyErrors(problems)
        for name in collections:
            self.spread(name, before[name])
        self.remove()

    def layout(self, collection: str) -> Layout:
        return layout(self.client, collection, self.staying)

    def joined(self) -> Status:
        missing = sorted(self.staying - peers(self.client).keys())
        reason = f"{', '.join(missing)} has not joined, look at the log of its pod"
        return Status("incomplete", "pending", reason) if missing else Status("complete", "ready")

    def spread(self, collection: str, seen: Layout) -> None:
        if not self.check_mode:
            wait({f"qdrant_collection {collection}": lambda: self.settled(collection)}, self.options)
            seen = self.layout(collection)
        for step in plan(seen):
            if not self.check_mode:
                self.take(collection, step)
            self.changes.append(change(collection, step))

    def settled(self, collection: str) -> Status:
        """Whether Qdrant is done with what it does by itself, or what a run that was killed has asked of it."""
        seen = self.layout(collection)
        busy = [f"{seen.transfers} transfers are under way"] if seen.transfers else []
        reason = ", ".join(busy + seen.unsettled())
        return Status("moving shards", "pending", reason) if reason else Status("settled", "ready")

    def take(self, collection: str, step: Step) -> None:
        ids = peers(self.client)
        if step.action == "drop":
            body: dict[str, Any] = {"drop_replica": {"shard_id": step.shard, "peer_id": ids[step.source]}}
        else:
            where = {"from_peer_id": ids[step.source], "to_peer_id": ids[step.target]}
            body = {f"{step.action}_shard": {"shard_id": step.shard, **where}}
        self.client.call("POST", "collections", collection, "cluster", body=body)
        wait({f"shard {step.shard} of {collection}": self.taken(collection, step)}, self.options)

    def taken(self, collection: str, step: Step) -> Callable[[], Status]:
        idle = 0

        def look() -> Status:
            nonlocal idle
            seen = self.layout(collection)
            if done(step, seen):
                return Status("there", "ready")
            idle = 0 if seen.transfers else idle + 1
            if idle < IDLE_LOOKS:
                return Status("moving", "pending")
            return Status("not moved", "failed", f"Qdrant gave up, look at the logs of {step.source} and {step.target}")

        return look

    def remove(self) -> None:
        for name, identifier in sorted(peers(self.client).items()):
            if name in self.staying:
                continue
            if not self.check_mode:
                self.client.call("DELETE", "cluster", "peer", str(identifier))
            self.changes.append(Change("delete", "qdrant_peer", name, before={"name": name}))


def done(step: Step, seen: Layout) -> bool:
    """Whether a step is over as every peer knows it, and nothing but a copy is left where it came from."""
    arrived = step.action == "drop" or seen.replicas.get((step.shard, step.target)) == ACTIVE
    left = step.action == "replicate" or (step.shard, step.source) not in seen.replicas
    return arrived and left and not seen.transfers


def change(collection: str, step: Step) -> Change:
    shard = f"{collection}/{step.shard}"
    if step.action == "move":
        before, after = {"peer": step.source}, {"peer": step.target}
        return Change("update", "qdrant_shard", shard, before, after, frozenset({"peer"}))
    if step.action == "drop":
        return Change("delete", "qdrant_replica", f"{shard} on {step.source}", before={"peer": step.source})
    return Change("create", "qdrant_replica", f"{shard} on {step.target}", after={"peer": step.target})


def refuse(client: Qdrant, wanted: frozenset[str]) -> None:
    """Names that do not fit are more likely a mistake than a cluster to be left by everybody."""
    present = peers(client)
    if not wanted & present.keys():
        raise PlatformError(
            f"peers {', '.join(sorted(wanted)) or '(none)'} has none of those in the cluster, "
            f"{', '.join(sorted(present))}: give the names of the pods that are to stay."
        )

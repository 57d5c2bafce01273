"""What is wrong with a topology, a sentence for each finding. Nothing wrong: no sentence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from ansible_collections.pinksea.platform.plugins.module_utils.sentinel.model import Sentinel, Server, Topology


@dataclass(frozen=True)
class Expected:
    """What should hold: C(replicas) of the master, at most C(max_lag) seconds behind."""

    name: str
    sentinels: int
    replicas: int
    max_lag: int
    auth: bool = True


def findings(seen: Topology, expected: Expected) -> list[str]:
    answering = [sentinel for sentinel in seen.sentinels if not sentinel.error]
    return [
        *(f"sentinel {sentinel.address} {sentinel.error}." for sentinel in seen.sentinels if sentinel.error),
        *agreement(answering),
        *quorum(answering, expected),
        *servers(seen, answering, expected),
        *(unprotected(seen) if expected.auth else []),
    ]


def said_by(answering: list[Sentinel]) -> Counter[str]:
    return Counter(sentinel.master for sentinel in answering)


def agreement(answering: list[Sentinel]) -> Iterator[str]:
    """All name the same master, and none takes it for down."""
    for master, _ in said_by(answering).most_common()[1:]:
        dissent = ", ".join(sentinel.address for sentinel in answering if sentinel.master == master)
        majority = said_by(answering).most_common()[0][0]
        yield (
            f"sentinel {dissent} names {master} as the master, the others {majority}: "
            f"look at the network between them, then run SENTINEL RESET on {dissent}."
        )
    for sentinel in answering:
        if sentinel.down:
            yield f"sentinel {sentinel.address} takes its master {sentinel.master} for down: look at that server."


def quorum(answering: list[Sentinel], expected: Expected) -> Iterator[str]:
    """Each knows all others and could authorise a failover; the quorum is a majority."""
    majority = expected.sentinels // 2 + 1
    for sentinel in answering:
        if sentinel.tilt:
            yield f"sentinel {sentinel.address} does nothing for now (tilt), as it stood still for a while: try later."
        if sentinel.refusal:
            yield f"sentinel {sentinel.address} cannot authorise a failover: {sentinel.refusal}."
        if sentinel.others + 1 != expected.sentinels:
            yield (
                f"sentinel {sentinel.address} knows {sentinel.others + 1} sentinels of {expected.name}, "
                f"{expected.sentinels} are given: correct the list, or run SENTINEL RESET {expected.name} on it "
                "to forget those that are gone."
            )
        if sentinel.quorum != majority:
            yield (
                f"sentinel {sentinel.address} has quorum {sentinel.quorum}: set {majority}, "
                f"the majority of {expected.sentinels}."
            )


def servers(seen: Topology, answering: list[Sentinel], expected: Expected) -> Iterator[str]:
    """One master, the one that the Sentinels name, and its replicas in step."""
    yield from (f"redis {server.address} {server.error}." for server in seen.servers if server.error)
    if len(seen.masters) > 1:
        yield (
            f"{' and '.join(seen.masters)} both claim to be the master: writes go to two places; "
            "stop the one that the sentinels do not name."
        )
    named = said_by(answering).most_common(1)
    if not named:
        return
    master = next((server for server in seen.servers if server.address == named[0][0] and not server.error), None)
    if master is None:
        return
    if master.role != "master":
        yield f"redis {master.address} is named as the master and says that it is a replica of {master.master}."
        return
    yield from replicas(seen, master, expected)


def replicas(seen: Topology, master: Server, expected: Expected) -> Iterator[str]:
    if len(master.lags) < expected.replicas:
        yield f"the master {master.address} has {len(master.lags)} replicas, {expected.replicas} are expected."
    for address, lag in master.lags:
        if lag > expected.max_lag:
            yield f"replica {address} is {lag} s behind {master.address}, {expected.max_lag} s are allowed."
    for server in seen.servers:
        if server.role == "replica" and not server.link_up:
            yield f"replica {server.address} has lost its link to {server.master}."
    if not master.guarded:
        yield (
            f"the master {master.address} takes writes that no replica has: set min-replicas-to-write to 1, "
            "or a failover can lose them."
        )


def unprotected(seen: Topology) -> Iterator[str]:
    for kind, nodes in (("sentinel", seen.sentinels), ("redis", seen.servers)):
        for node in nodes:
            if node.open:
                yield f"{kind} {node.address} answers without a password: set requirepass."

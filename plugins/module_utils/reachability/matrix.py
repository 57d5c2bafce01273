"""Which of many reach which, and how that differs from what was declared."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from .model import Endpoint
from .ports import NO_PORT, Ports
from .solver import Reach, World

Pair = tuple[str, str]
Edges = Mapping[Pair, Ports]


def matrix(world: World, pairs: Iterable[tuple[Endpoint, Endpoint]]) -> dict[Pair, Reach]:
    """At the ports on which the targets listen."""
    return {(source.name, target.name): heard(world.reach(source, target), target.listens) for source, target in pairs}


def heard(reach: Reach, listens: Ports) -> Reach:
    return Reach(reach.possible & listens, reach.certain & listens)


def edges(found: Mapping[Pair, Reach]) -> dict[Pair, Ports]:
    """The pairs that may have something to say to each other."""
    return {pair: reach.possible for pair, reach in found.items() if reach.possible}


def differences(found: Mapping[Pair, Reach], declared: Edges) -> list[str]:
    """A sentence for what is open and was not declared, and for what was declared and is not open for sure."""
    sentences = []
    for source, target in sorted({*found, *declared}):
        wanted = declared.get((source, target), NO_PORT)
        reach = found.get((source, target), Reach(NO_PORT, NO_PORT))
        if surplus := reach.possible - wanted:
            sentences.append(f"{source} reaches {target} at {surplus}, which nobody declared.")
        if missing := wanted - reach.certain:
            sentences.append(f"{source} does not reach {target} at {missing}, which was declared.")
    return sentences

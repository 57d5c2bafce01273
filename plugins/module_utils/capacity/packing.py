"""How many nodes pods need.

Counts are such that pods can be laid out on that many nodes; the very least may be less. They never fall when a pod
asks for more or when there are more pods, which first-fit does not promise.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from math import lcm

from .amounts import Amount

Batch = tuple[int, Amount]
"""So many equal pods."""


def nodes_needed(batches: Sequence[Batch], room: Amount, enough: int = 0) -> int | None:
    """The best of all ways to keep places for one batch on every node, and none; None when a pod fits no node.

    The first way that takes no more than C(enough) nodes is as good as any.
    """
    best = None
    for way in ways([batch for batch in batches if batch[0]], room):
        if way is not None and (best is None or way < best):
            best = way
            if best <= enough:
                break
    return best


def ways(batches: Sequence[Batch], room: Amount) -> Iterator[int | None]:
    yield shared(batches, room)
    for index, (count, each) in enumerate(batches):
        others = [*batches[:index], *batches[index + 1 :]]
        for places in range(1, min(count, room.times(each)) + 1):
            rest = shared(others, room - each * places)
            yield None if rest is None else max(-(-count // places), rest)


def shared(batches: Sequence[Batch], room: Amount) -> int | None:
    """A pod counts as one part of as many as fit a node, so parts that make up a node fit it in every respect.

    Laid out by size, the largest first, nodes are left short of one pod of the next size at most, and pods may be
    taken for larger than they are to be of one size with others: C(least) is the cheapest way for each so many sizes.
    """
    counts: dict[int, int] = Counter()
    for count, each in batches:
        counts[room.times(each)] += count
    sizes = sorted(counts)
    if 0 in counts:
        return None
    whole = lcm(*sizes)
    least = [0]
    for end in range(1, len(sizes) + 1):
        alike = ((start, sum(counts[size] for size in sizes[start:end])) for start in range(end))
        least.append(min(least[start] + (count + (start > 0)) * whole // sizes[start] for start, count in alike))
    return -(-least[-1] // whole)

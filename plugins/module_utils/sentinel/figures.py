"""What writes that were confirmed, or not, tell of a failover."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Ack:
    """A write that the server C(master) took and a replica confirmed, at C(at) seconds of a steady clock."""

    number: int
    at: float
    master: str


@dataclass(frozen=True)
class Round:
    """One failover: C(seconds) from the last write that the old master took to the first that the new one took."""

    old: str
    new: str
    seconds: float
    acknowledged: int
    lost: int


def first_of_another(acks: Iterable[Ack], old: str) -> Ack | None:
    """The first write that a server other than C(old) took."""
    return next((ack for ack in acks if ack.master != old), None)


def judge(acks: Sequence[Ack], old: str, kept: set[int]) -> Round:
    """The figures of a round that came to a new master; C(kept) are the writes it still has."""
    new = first_of_another(acks, old)
    if new is None:
        raise ValueError(f"no server but {old} took a write")
    last = max((ack.at for ack in acks if ack.master == old and ack.at <= new.at), default=new.at)
    lost = {ack.number for ack in acks} - kept
    return Round(old, new.master, round(new.at - last, 3), len(acks), len(lost))


def percentile(values: Sequence[float], percent: float) -> float:
    """By nearest rank: the smallest value that C(percent) of the values do not exceed."""
    ordered = sorted(values)
    return ordered[max(math.ceil(len(ordered) * percent / 100), 1) - 1]

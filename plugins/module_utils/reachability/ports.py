"""Sets of ports, so that one question is about all of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import reduce
from typing import Self

PROTOCOLS = ("TCP", "UDP", "SCTP")
SIZE = 1 << 16
LAST = SIZE - 1


@dataclass(frozen=True)
class Ports:
    """One bit for each port of each protocol."""

    bits: int = 0

    @classmethod
    def between(cls, protocol: str, low: int = 0, high: int = LAST) -> Self:
        ones = (1 << (high - low + 1)) - 1
        return cls(ones << (PROTOCOLS.index(protocol) * SIZE + low))

    @classmethod
    def one(cls, protocol: str, port: int) -> Self:
        return cls.between(protocol, port, port)

    def __or__(self, other: Ports) -> Ports:
        return Ports(self.bits | other.bits)

    def __and__(self, other: Ports) -> Ports:
        return Ports(self.bits & other.bits)

    def __sub__(self, other: Ports) -> Ports:
        return Ports(self.bits & ~other.bits)

    def __bool__(self) -> bool:
        return bool(self.bits)

    def __contains__(self, port: tuple[str, int]) -> bool:
        return bool(self & Ports.one(*port))

    def __str__(self) -> str:
        return "every port" if self == EVERY_PORT else ", ".join(_text(*each) for each in self.ranges())

    def ranges(self) -> Iterator[tuple[str, int, int]]:
        for index, protocol in enumerate(PROTOCOLS):
            bits, low = self.bits >> (index * SIZE) & ((1 << SIZE) - 1), 0
            while bits:
                zeros = (bits & -bits).bit_length() - 1
                bits, low = bits >> zeros, low + zeros
                ones = (~bits & (bits + 1)).bit_length() - 1
                yield protocol, low, low + ones - 1
                bits, low = bits >> ones, low + ones


EVERY_PORT = Ports((1 << SIZE * len(PROTOCOLS)) - 1)
NO_PORT = Ports()


def union(sets: Iterable[Ports]) -> Ports:
    return reduce(Ports.__or__, sets, NO_PORT)


def intersection(sets: Iterable[Ports]) -> Ports:
    return reduce(Ports.__and__, sets, EVERY_PORT)


def _text(protocol: str, low: int, high: int) -> str:
    """C(5432), C(6333-6334), C(53/UDP): most of them are TCP."""
    numbers = str(low) if low == high else f"{low}-{high}"
    return numbers if protocol == "TCP" else f"{numbers}/{protocol}"

"""CPU, memory, GPUs and pods as whole numbers."""

from __future__ import annotations

import re
from dataclasses import astuple, dataclass
from fractions import Fraction

SUFFIXES = {"Ki": 2**10, "Mi": 2**20, "Gi": 2**30, "Ti": 2**40, "k": 10**3, "M": 10**6, "G": 10**9, "T": 10**12, "": 1}
QUANTITY = re.compile(r"([0-9]+(?:\.[0-9]+)?)(m|[KMGT]i|[kMGT])?")


@dataclass(frozen=True)
class Amount:
    """CPU in thousandths of a core, memory in MiB."""

    cpu: int = 0
    memory: int = 0
    gpu: int = 0
    pods: int = 0

    def __add__(self, other: Amount) -> Amount:
        return Amount(*(one + more for one, more in zip(astuple(self), astuple(other), strict=True)))

    def __mul__(self, count: int) -> Amount:
        return Amount(*(one * count for one in astuple(self)))

    def __sub__(self, other: Amount) -> Amount:
        return self + other * -1

    def times(self, each: Amount) -> int:
        """How often C(each) fits in here, of which every part is one pod."""
        pairs: list[tuple[int, int]] = list(zip(astuple(self), astuple(each), strict=True))
        return max(min(have // want for have, want in pairs if want), 0)

    def __str__(self) -> str:
        gpu = f", {self.gpu} GPU" if self.gpu else ""
        return f"{self.cpu / 1000:g} CPU, {shown(self.memory)}{gpu}"


def shown(mib: int) -> str:
    return f"{mib / 1024:.4g} GiB" if mib >= 1024 else f"{mib} MiB"


def exact(quantity: object) -> Fraction:
    """A quantity of Kubernetes: 2, "500m", "4Gi"."""
    match = QUANTITY.fullmatch(str(quantity))
    if not match:
        raise ValueError(f"{quantity!r} is not a quantity")
    number = Fraction(match[1])
    return number / 1000 if match[2] == "m" else number * SUFFIXES[match[2] or ""]


def cores(quantity: object) -> int:
    return -int(-exact(quantity) * 1000 // 1)


def mebibytes(quantity: object) -> int:
    return -int(-exact(quantity) // 2**20)

"""What is in a database, and in which of it two databases differ."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

BITS = 64


@dataclass(frozen=True)
class Table:
    """C(checksum) is of all rows, whatever their order; C(parts) are columns, indexes, policies and so on."""

    rows: int
    checksum: str
    parts: frozenset[str]

    def summary(self) -> dict[str, int | str]:
        return {"rows": self.rows, "checksum": self.checksum}


Contents = Mapping[str, Table]


def checksum(sums: Iterable[int]) -> str:
    """Sums of halves of the rows' digests, to as many bits as they have."""
    return "".join(f"{each % 2**BITS:0{BITS // 4}x}" for each in sums)


def differences(original: Contents, copy: Contents) -> list[str]:
    """One sentence for each."""
    found = [f"table {name} is in the original only." for name in sorted(original.keys() - copy.keys())]
    found += [f"table {name} is in the copy only." for name in sorted(copy.keys() - original.keys())]
    for name in sorted(original.keys() & copy.keys()):
        found += _within(name, original[name], copy[name])
    return found


def _within(name: str, original: Table, copy: Table) -> Iterator[str]:
    for part in sorted(original.parts - copy.parts):
        yield f"table {name}: {part} is in the original only."
    for part in sorted(copy.parts - original.parts):
        yield f"table {name}: {part} is in the copy only."
    if original.rows != copy.rows:
        yield f"rows of table {name}: {original.rows} in the original, {copy.rows} in the copy."
    elif original.checksum != copy.checksum:
        yield f"rows of table {name}: {copy.rows} in both, and they are not the same."

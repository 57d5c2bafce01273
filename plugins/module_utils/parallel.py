"""Calls side by side: AWS describes and changes most kinds one object a call."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor

WORKERS = 8


def side_by_side[Given, Found](work: Callable[[Given], Found], given: Iterable[Given]) -> list[Found]:
    """The results of C(work), in the order of what it was given."""
    with ThreadPoolExecutor(max_workers=WORKERS) as pool:
        return list(pool.map(work, given))

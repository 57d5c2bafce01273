"""Remove what others left, in rounds: each makes room for the next, as AWS gives things back after a while."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any

from ansible_collections.pinksea.platform.plugins.module_utils.errors import ManyErrors
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import Change

BUSY = ("DependencyViolation", "ResourceInUse", "InvalidNetworkInterface.InUse", "InvalidParameterValue", "VolumeInUse")
"""Codes of refusals that end when something else is gone."""
GONE = "NotFound"
"""Part of the codes for an orphan that went on its own since it was found."""


@dataclass(frozen=True)
class Orphan:
    """C(leaving): AWS removes it on its own, so it is only waited for; C(data): somebody may want it back."""

    kind: str
    id: str
    name: str
    leaving: bool = False
    data: bool = False

    def change(self) -> Change:
        return Change("delete", self.kind, self.name, before={"id": self.id, "name": self.name})


@dataclass(frozen=True)
class Sort:
    """One sort of orphans: how to find and how to remove them."""

    find: Callable[[], Iterable[Orphan]]
    remove: Callable[[str], Any]


def label(tags: Iterable[dict[str, str]], otherwise: str) -> str:
    """The tag Name, or what else names the object."""
    return next((tag["Value"] for tag in tags if tag["Key"] == "Name" and tag["Value"]), otherwise)


def found(sorts: Iterable[Sort]) -> list[Orphan]:
    return [orphan for sort in sorts for orphan in sort.find()]


def refuse_data(orphans: Iterable[Orphan], named: Collection[str]) -> None:
    """Data goes only when it is named."""
    kept = [each for each in orphans if each.data and not {each.id, each.name} & set(named)]
    if kept:
        raise ManyErrors(
            [
                f"{each.kind} {each.name} ({each.id}) holds data of the cluster: copy what is still needed and name it "
                f"in orphans_delete ([{each.id}]) to remove it."
                for each in kept
            ]
        )


def sweep(
    sorts: list[Sort],
    *,
    timeout: float,
    interval: float,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
) -> list[Change]:
    """What was removed, once nothing is left."""
    started, removed = clock(), dict[str, Change]()
    while True:
        left: dict[str, str] = {}
        for sort in sorts:
            for orphan in sort.find():
                left[orphan.id] = f"{orphan.kind} {orphan.name} ({orphan.id}) is still there"
                if not orphan.leaving:
                    removed[orphan.id] = orphan.change()
                    left[orphan.id] += attempt(sort, orphan)
        if not left:
            return list(removed.values())
        if clock() - started >= timeout:
            raise ManyErrors([f"{text} after {timeout:.0f} s (wait_timeout): run again." for text in left.values()])
        sleep(interval)


def attempt(sort: Sort, orphan: Orphan) -> str:
    """Why it could not be removed yet."""
    try:
        sort.remove(orphan.id)
    except Exception as error:  # of the API's client, of which this file knows nothing
        if not any(code in str(error) for code in (*BUSY, GONE)):
            raise
        return f" ({error})"
    return ""

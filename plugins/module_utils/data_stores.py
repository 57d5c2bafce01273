"""What all data stores have in common: what they hold is never lost by accident."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from itertools import count
from typing import Any

from ansible_collections.pinksea.platform.plugins.module_utils.errors import ManyErrors, PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.parallel import side_by_side
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import Change, Item, Kind, State, plan
from ansible_collections.pinksea.platform.plugins.module_utils.tags import tag_list, tags_from

Settle = Callable[[str], None]
"""Blocks until the object of that name takes the next change, or (where it is called gone) until it is gone."""


def refuse_unnamed(kind: str, existing: Iterable[str], named: Collection[str], variable: str, loss: str) -> None:
    """C(variable) is where the operator names those that may go, C(loss) what goes with them."""
    problems = [
        f"{kind} {name} exists and {variable} does not name it: "
        f"add it there if {loss} may be lost, or keep it by leaving its role out."
        for name in existing
        if name not in named
    ]
    if problems:
        raise ManyErrors(problems)


def refuse_early(
    kind: Kind, wanted: Mapping[str, Item], state: State, *, named: Collection[str], variable: str, loss: str
) -> frozenset[str]:
    """Whatever is refused is refused before what the stores stand on is touched. The names that are to be created."""
    current = kind.read()
    if state == "absent":
        refuse_unnamed(kind.kind, current, named, variable, loss)
    return frozenset(change.name for change in plan(kind, wanted, current, state) if change.action == "create")


def refuse_replacement(change: Change, fields: Iterable[str], lost: str, instead: str) -> None:
    """Refuse an update that only a new, empty store could satisfy."""
    before, after = change.before or {}, change.after or {}
    for key in sorted(change.fields & set(fields)):
        raise PlatformError(
            f"{change.kind} {change.name}: {key} is {before.get(key)!r} and becomes {after[key]!r} only in a new one, "
            f"which would lose {lost}: keep the present value, or {instead}."
        )


class StoreKind(Kind):
    """A kind of RDS or ElastiCache, which list and tag in the same way."""

    listing: tuple[str, str]
    """The describe call, and the key of its answer."""
    key: str
    """Where the answer has the name."""
    arn = "ARN"
    """Where the answer has the ARN."""

    def __init__(self, client: Any, wanted: Mapping[str, Item], gone: Settle) -> None:
        self.client = client
        self.wanted = wanted
        self.gone = gone

    def pages(self, method: str, answer: str, **arguments: Any) -> list[Item]:
        return [row for page in self.client.get_paginator(method).paginate(**arguments) for row in page[answer]]

    def found(self) -> Iterator[tuple[str, Item, dict[str, str]]]:
        """Name, answer and tags of each wanted object that exists."""
        rows = [row for row in self.pages(*self.listing) if row[self.key] in self.wanted]
        for row, tags in zip(rows, side_by_side(self.tags, rows), strict=True):
            yield row[self.key], row, tags

    def tags(self, row: Item) -> dict[str, str]:
        return tags_from(self.client.list_tags_for_resource(ResourceName=row[self.arn])["TagList"])

    def retag(self, change: Change) -> None:
        if "tags" in change.fields:
            tags = tag_list((change.after or {})["tags"])
            self.client.add_tags_to_resource(ResourceName=(change.before or {})["arn"], Tags=tags)

    def pending(self, objects: Mapping[str, Item]) -> list[dict[str, str]]:
        under_way = [name for name, item in objects.items() if item.get("status", "available") != "available"]
        return [{"kind": self.kind, "name": name} for name in under_way]


def free_name(base: str, taken: Collection[str]) -> str:
    """The first of base, base-2, base-3 and so on that is free."""
    names = (base if number == 1 else f"{base}-{number}" for number in count(1))
    return next(name for name in names if name not in taken)

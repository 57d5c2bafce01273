"""What the WAF kinds share: they lie in a scope, lists come in pages, and a change needs the lock token of a look."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, ClassVar

from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import Item, Kind
from ansible_collections.pinksea.platform.plugins.module_utils.retry import eventually
from ansible_collections.pinksea.platform.plugins.module_utils.tags import tags_from

PASSING = frozenset(
    {"WAFOptimisticLockException", "WAFUnavailableEntityException", "WAFAssociatedItemException"},
)
"""Somebody else was quicker, or WAF does not know yet what has just been made or taken away."""


def patiently(call: Callable[[], Any]) -> Any:
    """Look and act again while the reason to refuse may pass."""
    return eventually(call, PASSING)


def pages(call: Callable[..., Item], answer: str, **arguments: str) -> Iterator[Item]:
    """All rows of a list call; WAF gives a marker with every full page, also with the last."""
    marker: dict[str, str] = {}
    while True:
        page = call(**arguments, **marker)
        rows = page.get(answer, [])
        yield from rows
        if not rows or not page.get("NextMarker"):
            return
        marker = {"NextMarker": page["NextMarker"]}


class ScopedKind(Kind):
    """A kind whose objects have a name within a scope; C(clients) has one client for each scope in use."""

    identifiers: tuple[str, ...] = ("arn", "id")
    listing: ClassVar[tuple[str, str]]

    def __init__(self, clients: Mapping[str, Any], wanted: Mapping[str, Item]) -> None:
        self.clients = clients
        self.wanted = wanted

    def rows(self) -> list[Item]:
        """Summaries of the wanted objects that exist, each with its scope."""
        method, answer = self.listing
        listed = [
            {**row, "Scope": scope}
            for scope, client in self.clients.items()
            for row in pages(getattr(client, method), answer, Scope=scope)
        ]
        return [row for row in listed if self.wanted.get(row["Name"], {}).get("scope") == row["Scope"]]

    def tags(self, row: Item) -> dict[str, str]:
        answer = self.clients[row["Scope"]].list_tags_for_resource(ResourceARN=row["ARN"])
        return tags_from(answer["TagInfoForResource"]["TagList"])

"""Saved queries of CloudWatch Logs Insights."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import Change, Item, Kind


def to_item(query: Item) -> Item:
    return {
        "name": query["name"],
        "query": query["queryString"],
        "log_groups": sorted(query.get("logGroupNames") or []),
        "id": query["queryDefinitionId"],
    }


class QueryDefinitions(Kind):
    """Several may have one name; the oldest that the API lists counts."""

    kind = "query_definition"
    identifiers = ("id",)

    def __init__(self, client: Any) -> None:
        self.client = client

    def read(self) -> dict[str, Item]:
        found: dict[str, Item] = {}
        for query in self.listed():
            found.setdefault(query["name"], to_item(query))
        return found

    def listed(self) -> Iterator[Item]:
        page = self.client.describe_query_definitions(maxResults=1000)
        yield from page["queryDefinitions"]
        while token := page.get("nextToken"):
            page = self.client.describe_query_definitions(maxResults=1000, nextToken=token)
            yield from page["queryDefinitions"]

    def create(self, wanted: Item) -> None:
        self.put(wanted)

    def update(self, change: Change) -> None:
        self.put(change.after or {}, queryDefinitionId=(change.before or {})["id"])

    def put(self, wanted: Item, **identity: str) -> None:
        self.client.put_query_definition(
            name=wanted["name"], queryString=wanted["query"], logGroupNames=wanted["log_groups"], **identity
        )

    def delete(self, current: Item) -> None:
        self.client.delete_query_definition(queryDefinitionId=current["id"])

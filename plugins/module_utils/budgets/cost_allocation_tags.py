"""Tags by which costs are split. Billing knows a tag a day after it was first seen, and activates no other."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import Change, Item, Kind


class CostAllocationTags(Kind):
    """One exists when it is active. They belong to the account, whose other budgets may count on them."""

    kind = "cost_allocation_tag"
    identifiers = ()

    def __init__(self, client: Any, keys: Iterable[str]) -> None:
        self.client = client
        self.keys = list(keys)

    def known(self, **only: str) -> dict[str, Item]:
        """Those that billing has seen."""
        if not self.keys:
            return {}
        pages = self.client.get_paginator("list_cost_allocation_tags").paginate(TagKeys=self.keys, **only)
        return {row["TagKey"]: {"name": row["TagKey"]} for page in pages for row in page["CostAllocationTags"]}

    def read(self) -> dict[str, Item]:
        return self.known(Status="Active")

    def create(self, wanted: Item) -> None:
        self.switch(wanted["name"], "Active")

    def update(self, change: Change) -> None:
        """There is nothing about one that could differ."""

    def delete(self, current: Item) -> None:
        self.switch(current["name"], "Inactive")

    def switch(self, name: str, status: str) -> None:
        answer = self.client.update_cost_allocation_tags_status(
            CostAllocationTagsStatus=[{"TagKey": name, "Status": status}]
        )
        for error in answer.get("Errors", []):
            raise PlatformError(f"{self.kind} {name}: {error['Message']} ({error['Code']}).")

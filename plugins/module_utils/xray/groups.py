"""X-Ray groups: traces that match an expression."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.parallel import side_by_side
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import Change, Item, Kind
from ansible_collections.pinksea.platform.plugins.module_utils.tags import tag_list, tags_from

LONGEST_NAME = 32


def refuse_name(kind: str, name: str) -> None:
    """X-Ray has the same limit for the names of everything."""
    if len(name) > LONGEST_NAME:
        raise PlatformError(f"{kind} {name}: its name has {len(name)} characters: give it {LONGEST_NAME} at most.")


class Groups(Kind):
    kind = "xray_group"

    def __init__(self, client: Any, wanted: Mapping[str, Item]) -> None:
        self.client = client
        self.wanted = wanted

    def read(self) -> dict[str, Item]:
        pages = self.client.get_paginator("get_groups").paginate()
        groups = [group for page in pages for group in page["Groups"] if group["GroupName"] in self.wanted]
        return {item["name"]: item for item in side_by_side(self.describe, groups)}

    def describe(self, group: Item) -> Item:
        arn = group["GroupARN"]
        return {
            "name": group["GroupName"],
            "filter": group.get("FilterExpression", ""),
            "insights": group.get("InsightsConfiguration", {}).get("InsightsEnabled", False),
            "tags": tags_from(self.client.list_tags_for_resource(ResourceARN=arn)["Tags"]),
            "arn": arn,
        }

    def create(self, wanted: Item) -> None:
        self.client.create_group(**self.settings(wanted), Tags=tag_list(wanted["tags"]))

    def update(self, change: Change) -> None:
        before, after = change.before or {}, change.after or {}
        if change.fields - {"tags"}:
            self.client.update_group(**self.settings(after))
        if "tags" in change.fields:
            self.client.tag_resource(ResourceARN=before["arn"], Tags=tag_list(after["tags"]))

    def settings(self, wanted: Item) -> Item:
        insights = {"InsightsEnabled": wanted["insights"], "NotificationsEnabled": False}
        return {
            "GroupName": wanted["name"],
            "FilterExpression": wanted["filter"],
            "InsightsConfiguration": insights,
        }

    def delete(self, current: Item) -> None:
        self.client.delete_group(GroupName=current["name"])

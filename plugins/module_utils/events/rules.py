"""EventBridge rules of the default bus, with their targets."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.parallel import side_by_side
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import Change, Item, Kind
from ansible_collections.pinksea.platform.plugins.module_utils.tags import tag_list, tags_from

RULE = frozenset({"description", "pattern", "state"})


class Rules(Kind):
    kind = "eventbridge_rule"

    def __init__(self, client: Any, names: Iterable[str]) -> None:
        self.client = client
        self.names = list(names)

    def read(self) -> dict[str, Item]:
        found = zip(self.names, side_by_side(self.describe, self.names), strict=True)
        return {name: item for name, item in found if item}

    def describe(self, name: str) -> Item | None:
        try:
            rule = self.client.describe_rule(Name=name)
        except self.client.exceptions.ResourceNotFoundException:
            return None
        pages = self.client.get_paginator("list_targets_by_rule").paginate(Rule=name)
        return {
            "name": name,
            "description": rule.get("Description", ""),
            "pattern": json.loads(rule.get("EventPattern", "{}")),
            "state": rule["State"],
            "targets": {row["Id"]: row["Arn"] for page in pages for row in page["Targets"]},
            "tags": tags_from(self.client.list_tags_for_resource(ResourceARN=rule["Arn"])["Tags"]),
            "arn": rule["Arn"],
        }

    def create(self, wanted: Item) -> None:
        self.put(wanted, Tags=tag_list(wanted["tags"]))
        self.aim(wanted["name"], {}, wanted["targets"])

    def update(self, change: Change) -> None:
        before, after = change.before or {}, change.after or {}
        if change.fields & RULE:
            self.put(after)
        if "targets" in change.fields:
            self.aim(change.name, before["targets"], after["targets"])
        if "tags" in change.fields:
            self.client.tag_resource(ResourceARN=before["arn"], Tags=tag_list(after["tags"]))

    def put(self, wanted: Item, **more: Any) -> None:
        self.client.put_rule(
            Name=wanted["name"],
            Description=wanted["description"],
            EventPattern=json.dumps(wanted["pattern"]),
            State=wanted["state"],
            **more,
        )

    def aim(self, name: str, before: Mapping[str, str], after: Mapping[str, str]) -> None:
        wanted = [{"Id": key, "Arn": arn} for key, arn in after.items() if before.get(key) != arn]
        answers = [self.client.put_targets(Rule=name, Targets=wanted)] if wanted else []
        if gone := sorted(before.keys() - after.keys()):
            answers.append(self.client.remove_targets(Rule=name, Ids=gone))
        for failed in [entry for answer in answers for entry in answer["FailedEntries"]]:
            raise PlatformError(
                f"{self.kind} {name}: target {failed['TargetId']} is refused "
                f"({failed['ErrorCode']}: {failed['ErrorMessage']}): correct its ARN."
            )

    def delete(self, current: Item) -> None:
        self.aim(current["name"], current["targets"], {})
        self.client.delete_rule(Name=current["name"])

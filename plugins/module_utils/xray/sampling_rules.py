"""X-Ray sampling rules: which share of requests is traced."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.parallel import side_by_side
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import Change, Item, Kind
from ansible_collections.pinksea.platform.plugins.module_utils.tags import tag_list, tags_from

SETTINGS = {
    "priority": "Priority",
    "fixed_rate": "FixedRate",
    "reservoir": "ReservoirSize",
    "service_name": "ServiceName",
    "service_type": "ServiceType",
    "host": "Host",
    "http_method": "HTTPMethod",
    "url_path": "URLPath",
}


def refuse_limits(rule: Item) -> None:
    for option, low, high in (("priority", 1, 9999), ("fixed_rate", 0, 1)):
        if not low <= rule[option] <= high:
            raise PlatformError(
                f"xray_sampling_rule {rule['name']}: {option} is {rule[option]}: give a value from {low} to {high}."
            )


class SamplingRules(Kind):
    kind = "xray_sampling_rule"

    def __init__(self, client: Any, wanted: Mapping[str, Item]) -> None:
        self.client = client
        self.wanted = wanted

    def read(self) -> dict[str, Item]:
        pages = self.client.get_paginator("get_sampling_rules").paginate()
        rules = [record["SamplingRule"] for page in pages for record in page["SamplingRuleRecords"]]
        found = side_by_side(self.describe, (rule for rule in rules if rule["RuleName"] in self.wanted))
        return {item["name"]: item for item in found}

    def describe(self, rule: Item) -> Item:
        arn = rule["RuleARN"]
        return {
            "name": rule["RuleName"],
            **{key: rule[name] for key, name in SETTINGS.items()},
            "tags": tags_from(self.client.list_tags_for_resource(ResourceARN=arn)["Tags"]),
            "arn": arn,
        }

    def create(self, wanted: Item) -> None:
        rule = {**self.settings(wanted), "ResourceARN": "*", "Version": 1}
        self.client.create_sampling_rule(SamplingRule=rule, Tags=tag_list(wanted["tags"]))

    def update(self, change: Change) -> None:
        before, after = change.before or {}, change.after or {}
        if change.fields - {"tags"}:
            self.client.update_sampling_rule(SamplingRuleUpdate=self.settings(after))
        if "tags" in change.fields:
            self.client.tag_resource(ResourceARN=before["arn"], Tags=tag_list(after["tags"]))

    def settings(self, wanted: Item) -> Item:
        return {"RuleName": wanted["name"], **{name: wanted[key] for key, name in SETTINGS.items()}}

    def delete(self, current: Item) -> None:
        self.client.delete_sampling_rule(RuleName=current["name"])

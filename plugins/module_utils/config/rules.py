"""Rules of AWS Config that AWS manages."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ansible_collections.pinksea.platform.plugins.module_utils.parallel import side_by_side
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import Change, Item, Kind
from ansible_collections.pinksea.platform.plugins.module_utils.tags import tag_list, tags_from


class Rules(Kind):
    """A rule stays visible for some seconds while AWS Config removes what it has found."""

    kind = "config_rule"

    def __init__(self, client: Any, wanted: Mapping[str, Item]) -> None:
        self.client = client
        self.wanted = wanted

    def read(self) -> dict[str, Item]:
        pages = self.client.get_paginator("describe_config_rules").paginate()
        rules = [rule for page in pages for rule in page["ConfigRules"] if rule["ConfigRuleName"] in self.wanted]
        staying = (rule for rule in rules if not rule.get("ConfigRuleState", "").startswith("DELETING"))
        return {item["name"]: item for item in side_by_side(self.describe, staying)}

    def describe(self, rule: Item) -> Item:
        arn = rule["ConfigRuleArn"]
        return {
            "name": rule["ConfigRuleName"],
            "description": rule.get("Description", ""),
            "identifier": rule["Source"].get("SourceIdentifier"),
            "parameters": json.loads(rule.get("InputParameters") or "{}"),
            "tags": tags_from(self.client.list_tags_for_resource(ResourceArn=arn)["Tags"]),
            "arn": arn,
        }

    def create(self, wanted: Item) -> None:
        self.put(wanted, Tags=tag_list(wanted["tags"]))

    def update(self, change: Change) -> None:
        after = change.after or {}
        if change.fields - {"tags"}:
            self.put(after)
        if "tags" in change.fields:
            self.client.tag_resource(ResourceArn=(change.before or {})["arn"], Tags=tag_list(after["tags"]))

    def put(self, wanted: Item, **more: Any) -> None:
        rule = {
            "ConfigRuleName": wanted["name"],
            "Description": wanted["description"],
            "Source": {"Owner": "AWS", "SourceIdentifier": wanted["identifier"]},
        }
        if wanted["parameters"]:
            rule["InputParameters"] = json.dumps(wanted["parameters"], sort_keys=True)
        self.client.put_config_rule(ConfigRule=rule, **more)

    def delete(self, current: Item) -> None:
        self.client.delete_config_rule(ConfigRuleName=current["name"])

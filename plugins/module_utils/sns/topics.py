"""SNS topics with their subscriptions."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ansible_collections.pinksea.platform.plugins.module_utils.parallel import side_by_side
from ansible_collections.pinksea.platform.plugins.module_utils.policies import canonical
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import Change, Item, Kind
from ansible_collections.pinksea.platform.plugins.module_utils.tags import tag_list, tags_from

ATTRIBUTES = {"display_name": "DisplayName", "kms_key": "KmsMasterKeyId", "policy": "Policy"}


def to_attributes(item: Item, fields: frozenset[str]) -> dict[str, str]:
    values = {key: item[key] for key in ATTRIBUTES if key in fields and item.get(key) is not None}
    return {ATTRIBUTES[key]: json.dumps(value) if key == "policy" else value for key, value in values.items()}


class Topics(Kind):
    kind = "sns_topic"
    identifiers = ()

    def __init__(self, client: Any, wanted: Mapping[str, Item]) -> None:
        self.client = client
        self.wanted = wanted

    def read(self) -> dict[str, Item]:
        found = zip(self.wanted, side_by_side(self.describe, self.wanted.values()), strict=True)
        return {name: item for name, item in found if item}

    def describe(self, wanted: Item) -> Item | None:
        arn = wanted["arn"]
        try:
            attributes = self.client.get_topic_attributes(TopicArn=arn)["Attributes"]
        except self.client.exceptions.NotFoundException:
            return None
        return {
            "name": wanted["name"],
            "display_name": attributes.get("DisplayName", ""),
            "kms_key": attributes.get("KmsMasterKeyId", ""),
            "policy": canonical(json.loads(attributes["Policy"])),
            "subscriptions": [each for each in self.subscriptions(arn) if each in wanted["subscriptions"]],
            "tags": tags_from(self.client.list_tags_for_resource(ResourceArn=arn)["Tags"]),
            "arn": arn,
        }

    def subscriptions(self, arn: str) -> list[dict[str, str]]:
        """Those that wait for somebody's confirmation are among them, so nobody is asked again and again."""
        pages = self.client.get_paginator("list_subscriptions_by_topic").paginate(TopicArn=arn)
        rows = [
            {"protocol": row["Protocol"], "endpoint": row["Endpoint"]}
            for page in pages
            for row in page["Subscriptions"]
        ]
        return sorted(rows, key=lambda row: (row["protocol"], row["endpoint"]))

    def create(self, wanted: Item) -> None:
        attributes = to_attributes(wanted, frozenset(wanted))
        self.client.create_topic(
            Name=wanted["name"],
            Attributes={key: value for key, value in attributes.items() if value},
            Tags=tag_list(wanted["tags"]),
        )
        self.subscribe(wanted, [])

    def update(self, change: Change) -> None:
        before, after = change.before or {}, change.after or {}
        for name, value in to_attributes(after, change.fields).items():
            self.client.set_topic_attributes(TopicArn=before["arn"], AttributeName=name, AttributeValue=value)
        if "subscriptions" in change.fields:
            self.subscribe(after, before["subscriptions"])
        if "tags" in change.fields:
            self.client.tag_resource(ResourceArn=before["arn"], Tags=tag_list(after["tags"]))

    def subscribe(self, wanted: Item, before: list[dict[str, str]]) -> None:
        for each in wanted["subscriptions"]:
            if each not in before:
                self.client.subscribe(TopicArn=wanted["arn"], Protocol=each["protocol"], Endpoint=each["endpoint"])

    def delete(self, current: Item) -> None:
        self.client.delete_topic(TopicArn=current["arn"])

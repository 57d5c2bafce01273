"""KMS keys, told apart by their alias."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import Change, Item, Kind

GONE = ("PendingDeletion", "PendingReplicaDeletion")


def tag_list(tags: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"TagKey": key, "TagValue": value} for key, value in sorted(tags.items())]


class Keys(Kind):
    kind = "kms_key"
    identifiers = ("arn", "id")

    def __init__(self, client: Any, wanted: Mapping[str, Item], pending_window: int) -> None:
        """C(pending_window): days between the request to delete a key and its deletion."""
        self.client = client
        self.wanted = wanted
        self.pending_window = pending_window

    def aliases(self) -> dict[str, str]:
        """The key behind each alias of the account."""
        pages = self.client.get_paginator("list_aliases").paginate()
        rows = [row for page in pages for row in page["Aliases"] if "TargetKeyId" in row]
        return {row["AliasName"].removeprefix("alias/"): row["TargetKeyId"] for row in rows}

    def read(self) -> dict[str, Item]:
        keys = self.aliases()
        items = {name: self.describe(name, keys[name]) for name in self.wanted if name in keys}
        return {name: item for name, item in items.items() if item}

    def describe(self, name: str, key_id: str) -> Item | None:
        """None for a key that is going: it takes a new one to have that alias again."""
        key = self.client.describe_key(KeyId=key_id)["KeyMetadata"]
        if key["KeyState"] in GONE:
            return None
        tags = self.client.list_resource_tags(KeyId=key_id)["Tags"]
        return {
            "name": name,
            "description": key.get("Description", ""),
            "rotation": self.client.get_key_rotation_status(KeyId=key_id)["KeyRotationEnabled"],
            "policy": json.loads(self.client.get_key_policy(KeyId=key_id, PolicyName="default")["Policy"]),
            "tags": {tag["TagKey"]: tag["TagValue"] for tag in tags},
            "id": key_id,
            "arn": key["Arn"],
        }

    def create(self, wanted: Item) -> None:
        policy = {"Policy": json.dumps(wanted["policy"])} if wanted.get("policy") else {}
        key_id = (
            self.nameless(wanted["name"])
            or self.client.create_key(Description=wanted["description"], Tags=tag_list(wanted["tags"]), **policy)[
                "KeyMetadata"
            ]["KeyId"]
        )
        if wanted["rotation"]:
            self.client.enable_key_rotation(KeyId=key_id)
        self.point_alias(wanted["name"], key_id)

    def nameless(self, name: str) -> str | None:
        """A key that a killed run made and did not come to give its alias."""
        named = set(self.aliases().values())
        for page in self.client.get_paginator("list_keys").paginate():
            for key_id in [row["KeyId"] for row in page["Keys"] if row["KeyId"] not in named]:
                key = self.client.describe_key(KeyId=key_id)["KeyMetadata"]
                if key["KeyManager"] == "CUSTOMER" and key["KeyState"] == "Enabled":
                    tags = self.client.list_resource_tags(KeyId=key_id)["Tags"]
                    if {"TagKey": "Name", "TagValue": name} in tags:
                        return str(key_id)
        return None

    def point_alias(self, name: str, key_id: str) -> None:
        """The alias may still belong to a key that is going."""
        try:
            self.client.create_alias(AliasName=f"alias/{name}", TargetKeyId=key_id)
        except self.client.exceptions.AlreadyExistsException:
            self.client.update_alias(AliasName=f"alias/{name}", TargetKeyId=key_id)

    def update(self, change: Change) -> None:
        before, after, fields = change.before or {}, change.after or {}, change.fields
        key_id = before["id"]
        if "description" in fields:
            self.client.update_key_description(KeyId=key_id, Description=after["description"])
        if "rotation" in fields:
            switch = self.client.enable_key_rotation if after["rotation"] else self.client.disable_key_rotation
            switch(KeyId=key_id)
        if "policy" in fields:
            self.client.put_key_policy(KeyId=key_id, PolicyName="default", Policy=json.dumps(after["policy"]))
        if "tags" in fields:
            self.client.tag_resource(KeyId=key_id, Tags=tag_list(after["tags"]))

    def delete(self, current: Item) -> None:
        self.client.schedule_key_deletion(KeyId=current["id"], PendingWindowInDays=self.pending_window)
        self.client.delete_alias(AliasName=f"alias/{current['name']}")

"""CloudTrail trails."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible_collections.pinksea.platform.plugins.module_utils.parallel import side_by_side
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import Change, Item, Kind, stated
from ansible_collections.pinksea.platform.plugins.module_utils.tags import tag_list, tags_from

PLAIN = {
    "bucket": "S3BucketName",
    "prefix": "S3KeyPrefix",
    "multi_region": "IsMultiRegionTrail",
    "kms_key_arn": "KmsKeyId",
}


def request(trail: Item) -> Item:
    """A trail of all regions always holds the events of global services, and no other one needs them."""
    plain = stated({name: trail[key] for key, name in PLAIN.items()})
    return {
        "Name": trail["name"],
        **plain,
        "IncludeGlobalServiceEvents": trail["multi_region"],
        "EnableLogFileValidation": trail["log_validation"],
    }


class Trails(Kind):
    kind = "cloudtrail_trail"

    def __init__(self, client: Any, wanted: Mapping[str, Item]) -> None:
        self.client = client
        self.wanted = wanted

    def read(self) -> dict[str, Item]:
        """The named trails that live in this region."""
        trails = self.client.describe_trails(includeShadowTrails=False)["trailList"]
        found = side_by_side(self.describe, (trail for trail in trails if trail["Name"] in self.wanted))
        return {item["name"]: item for item in found}

    def describe(self, trail: Item) -> Item:
        arn = trail["TrailARN"]
        return {
            "name": trail["Name"],
            **{key: trail.get(name) for key, name in PLAIN.items()},
            "log_validation": trail["LogFileValidationEnabled"],
            "logging": self.client.get_trail_status(Name=arn)["IsLogging"],
            "tags": tags_from(self.client.list_tags(ResourceIdList=[arn])["ResourceTagList"][0]["TagsList"]),
            "arn": arn,
        }

    def create(self, wanted: Item) -> None:
        self.client.create_trail(**request(wanted), TagsList=tag_list(wanted["tags"]))
        if wanted["logging"]:
            self.client.start_logging(Name=wanted["name"])

    def update(self, change: Change) -> None:
        before, after, fields = change.before or {}, change.after or {}, change.fields
        if fields - {"tags", "logging"}:
            self.client.update_trail(**request(after))
        if "logging" in fields:
            switch = self.client.start_logging if after["logging"] else self.client.stop_logging
            switch(Name=change.name)
        if "tags" in fields:
            self.client.add_tags(ResourceId=before["arn"], TagsList=tag_list(after["tags"]))

    def delete(self, current: Item) -> None:
        self.client.delete_trail(Name=current["name"])

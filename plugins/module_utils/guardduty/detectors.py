"""The GuardDuty detector, of which an account has one in a region."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ansible_collections.pinksea.platform.plugins.module_utils.parallel import side_by_side
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import Change, Item, Kind

FEATURES = (
    "S3_DATA_EVENTS",
    "EKS_AUDIT_LOGS",
    "EBS_MALWARE_PROTECTION",
    "RDS_LOGIN_EVENTS",
    "LAMBDA_NETWORK_LOGS",
    "RUNTIME_MONITORING",
)
"""Those that can be switched; DNS, flow and CloudTrail logs are always looked at."""


def switches(enabled: Iterable[str]) -> list[Item]:
    on = frozenset(enabled)
    return [{"Name": name, "Status": "ENABLED" if name in on else "DISABLED"} for name in FEATURES]


class Detectors(Kind):
    """A detector is ours by its Name tag; one without it goes by its id."""

    kind = "guardduty_detector"
    identifiers = ("id",)

    def __init__(self, client: Any) -> None:
        self.client = client

    def read(self) -> dict[str, Item]:
        pages = self.client.get_paginator("list_detectors").paginate()
        found = side_by_side(self.describe, (key for page in pages for key in page["DetectorIds"]))
        return {item["name"]: item for item in found if item}

    def describe(self, key: str) -> Item:
        """Nothing of a detector that another run has removed since it was listed."""
        try:
            detector = self.client.get_detector(DetectorId=key)
        except self.client.exceptions.BadRequestException:
            return {}
        tags = detector.get("Tags") or {}
        return {
            "name": tags.get("Name", key),
            "enabled": detector["Status"] == "ENABLED",
            "frequency": detector.get("FindingPublishingFrequency"),
            "features": sorted(
                feature["Name"]
                for feature in detector.get("Features") or []
                if feature["Name"] in FEATURES and feature["Status"] == "ENABLED"
            ),
            "tags": tags,
            "id": key,
            "account": detector["ServiceRole"].split(":")[4],
        }

    def create(self, wanted: Item) -> None:
        self.client.create_detector(
            Enable=wanted["enabled"],
            FindingPublishingFrequency=wanted["frequency"],
            Features=switches(wanted["features"]),
            Tags=wanted["tags"],
        )

    def update(self, change: Change) -> None:
        before, after = change.before or {}, change.after or {}
        if change.fields - {"tags"}:
            self.client.update_detector(
                DetectorId=before["id"],
                Enable=after["enabled"],
                FindingPublishingFrequency=after["frequency"],
                Features=switches(after["features"]),
            )
        if "tags" in change.fields:
            self.client.tag_resource(ResourceArn=self.arn(before), Tags=after["tags"])

    def arn(self, detector: Item) -> str:
        """GuardDuty answers ids, but tags by ARN."""
        region = self.client.meta.region_name
        return f"arn:{self.client.meta.partition}:guardduty:{region}:{detector['account']}:detector/{detector['id']}"

    def delete(self, current: Item) -> None:
        self.client.delete_detector(DetectorId=current["id"])

"""Objects of a bucket that mirror the files of a directory; each carries the checksum of its file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import uuid4

from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.parallel import side_by_side
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import Change, Item, Kind
from botocore.exceptions import ClientError


class Objects(Kind):
    """What is in the bucket but not wanted is read by name only."""

    kind = "s3_object"
    identifiers = ()

    def __init__(self, client: Any, bucket: str, root: Path, wanted: Mapping[str, Item]) -> None:
        self.client = client
        self.bucket = bucket
        self.root = root
        self.wanted = wanted

    def read(self) -> dict[str, Item]:
        keys = self.keys()
        known = side_by_side(self.describe, [key for key in keys if key in self.wanted])
        return {key: {"name": key} for key in keys} | {item["name"]: item for item in known}

    def keys(self) -> list[str]:
        try:
            pages = list(self.client.get_paginator("list_objects_v2").paginate(Bucket=self.bucket))
        except ClientError as error:
            if error.response["Error"]["Code"] != "NoSuchBucket":
                raise
            raise PlatformError(f"s3_bucket {self.bucket} does not exist: run site.yml first.") from error
        return [row["Key"] for page in pages for row in page.get("Contents", [])]

    def describe(self, key: str) -> Item:
        head = self.client.head_object(Bucket=self.bucket, Key=key)
        return {
            "name": key,
            "sha256": head["Metadata"].get("sha256"),
            "content_type": head.get("ContentType"),
            "cache_control": head.get("CacheControl"),
        }

    def create(self, wanted: Item) -> None:
        self.client.put_object(
            Bucket=self.bucket,
            Key=wanted["name"],
            Body=self.root.joinpath(wanted["name"]).read_bytes(),
            ContentType=wanted["content_type"],
            CacheControl=wanted["cache_control"],
            Metadata={"sha256": wanted["sha256"]},
        )

    def update(self, change: Change) -> None:
        self.create(change.after or {})

    def delete(self, current: Item) -> None:
        self.client.delete_object(Bucket=self.bucket, Key=current["name"])


def invalidate(client: Any, distribution_id: str, paths: list[str]) -> None:
    batch = {"Paths": {"Quantity": len(paths), "Items": paths}, "CallerReference": str(uuid4())}
    client.create_invalidation(DistributionId=distribution_id, InvalidationBatch=batch)

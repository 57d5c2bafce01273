"""Emptying a bucket for good, all versions, and removing it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError
from botocore.exceptions import ClientError

PASSES = 5
"""Deliveries of logs may go on while their bucket is emptied."""


def versions(client: Any, bucket: str) -> Iterator[list[dict[str, str]]]:
    """Versions and delete markers, a page (at most a thousand, as many as one call deletes) at a time."""
    for page in client.get_paginator("list_object_versions").paginate(Bucket=bucket):
        listed = [*page.get("Versions", []), *page.get("DeleteMarkers", [])]
        if listed:
            yield [{"Key": item["Key"], "VersionId": item["VersionId"]} for item in listed]


def delete_objects(client: Any, bucket: str) -> None:
    for batch in versions(client, bucket):
        answer = client.delete_objects(Bucket=bucket, Delete={"Objects": batch, "Quiet": True})
        for error in answer.get("Errors", []):
            raise PlatformError(
                f"s3_bucket {bucket}: {error['Key']} cannot be deleted ({error['Code']}: {error['Message']}): "
                "lift what protects it, then run again."
            )


def abort_uploads(client: Any, bucket: str) -> None:
    for page in client.get_paginator("list_multipart_uploads").paginate(Bucket=bucket):
        for upload in page.get("Uploads", []):
            client.abort_multipart_upload(Bucket=bucket, Key=upload["Key"], UploadId=upload["UploadId"])


def empty(client: Any, bucket: str) -> None:
    """What an interrupted run left in the bucket is left for this one."""
    for _ in range(PASSES):
        abort_uploads(client, bucket)
        delete_objects(client, bucket)
        try:
            client.delete_bucket(Bucket=bucket)
        except ClientError as error:
            if error.response["Error"]["Code"] != "BucketNotEmpty":
                raise
        else:
            return
    raise PlatformError(
        f"s3_bucket {bucket} is still written to while it is emptied: stop its writers, then run again."
    )

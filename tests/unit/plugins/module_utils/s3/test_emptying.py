"""Emptying a bucket by requests: the emulator has neither pages of a thousand versions nor writers beside us."""

from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.s3 import emptying
from botocore.stub import Stubber

BUCKET = {"Bucket": "b"}


@pytest.fixture
def s3() -> Any:
    return boto3.client("s3", region_name="us-east-1", aws_access_key_id="x", aws_secret_access_key="x")


@pytest.fixture
def stub(s3: Any) -> Iterator[Stubber]:
    with Stubber(s3) as stubber:
        yield stubber
        stubber.assert_no_pending_responses()


def page(numbers: range, more: bool) -> dict[str, Any]:
    rows = [{"Key": str(number), "VersionId": "v"} for number in numbers]
    following = {"NextKeyMarker": "k", "NextVersionIdMarker": "v"} if more else {}
    return {"Versions": rows, "IsTruncated": more, **following}


def batch(numbers: range) -> dict[str, Any]:
    rows = [{"Key": str(number), "VersionId": "v"} for number in numbers]
    return {**BUCKET, "Delete": {"Objects": rows, "Quiet": True}}


def test_a_page_is_deleted_by_one_call(s3: Any, stub: Stubber) -> None:
    stub.add_response("list_multipart_uploads", {"IsTruncated": False}, BUCKET)
    stub.add_response("list_object_versions", page(range(1000), more=True), BUCKET)
    stub.add_response("delete_objects", {}, batch(range(1000)))
    stub.add_response(
        "list_object_versions", page(range(1), more=False), {**BUCKET, "KeyMarker": "k", "VersionIdMarker": "v"}
    )
    stub.add_response("delete_objects", {}, batch(range(1)))
    stub.add_response("delete_bucket", {}, BUCKET)
    emptying.empty(s3, "b")


def test_an_object_that_stays_is_reported(s3: Any, stub: Stubber) -> None:
    stub.add_response("list_multipart_uploads", {"IsTruncated": False}, BUCKET)
    stub.add_response("list_object_versions", page(range(1), more=False), BUCKET)
    refused = {"Key": "0", "Code": "AccessDenied", "Message": "locked"}
    stub.add_response("delete_objects", {"Errors": [refused]}, batch(range(1)))
    with pytest.raises(PlatformError, match=r"s3_bucket b: 0 cannot be deleted \(AccessDenied: locked\)"):
        emptying.empty(s3, "b")


def empty_but_for_a_writer(stub: Stubber) -> None:
    stub.add_response("list_multipart_uploads", {"IsTruncated": False}, BUCKET)
    stub.add_response("list_object_versions", page(range(0), more=False), BUCKET)
    stub.add_client_error("delete_bucket", "BucketNotEmpty")


def test_what_was_written_meanwhile_goes_too(s3: Any, stub: Stubber) -> None:
    empty_but_for_a_writer(stub)
    stub.add_response("list_multipart_uploads", {"IsTruncated": False}, BUCKET)
    stub.add_response("list_object_versions", page(range(1), more=False), BUCKET)
    stub.add_response("delete_objects", {}, batch(range(1)))
    stub.add_response("delete_bucket", {}, BUCKET)
    emptying.empty(s3, "b")


def test_a_bucket_that_fills_all_the_time_is_reported(s3: Any, stub: Stubber) -> None:
    for _ in range(emptying.PASSES):
        empty_but_for_a_writer(stub)
    with pytest.raises(PlatformError, match="s3_bucket b is still written to"):
        emptying.empty(s3, "b")

"""S3."""

from typing import Any

from botocore.exceptions import ClientError

from tests.unit.plugins.modules.listings import answer

SETTINGS = (
    "get_public_access_block",
    "get_bucket_ownership_controls",
    "get_bucket_encryption",
    "get_bucket_versioning",
    "get_bucket_policy",
    "get_bucket_lifecycle_configuration",
    "get_bucket_cors",
    "get_bucket_logging",
    "get_bucket_notification_configuration",
    "get_bucket_replication",
    "get_bucket_tagging",
)


def asked(client: Any, method: str, bucket: str) -> Any:
    try:
        return answer(getattr(client, method)(Bucket=bucket))
    except ClientError as error:
        return error.response["Error"]["Code"]


def listing(client: Any) -> dict[str, Any]:
    names = [bucket["Name"] for bucket in client.list_buckets()["Buckets"]]
    return {name: {method: asked(client, method, name) for method in SETTINGS} for name in names}

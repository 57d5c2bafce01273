"""How each setting of a bucket is read, written and removed: one row of data per setting."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ansible_collections.pinksea.platform.plugins.module_utils.policies import canonical
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import Item
from ansible_collections.pinksea.platform.plugins.module_utils.s3 import settings
from ansible_collections.pinksea.platform.plugins.module_utils.tags import tag_list, tags_from

NEW = frozenset({"NoSuchBucket", "OperationAborted"})
"""What S3 answers for some seconds after a bucket was made."""
BLOCKED = dict.fromkeys(("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"), True)


@dataclass(frozen=True)
class Setting:
    """One setting: the calls that read, write and remove it, and its value between S3's shape and ours."""

    get: str
    put: str
    argument: str
    found: Callable[[Item], Any]
    given: Callable[[Any], Any]
    missing: str = ""
    nothing: Any = None
    remove: str = ""
    early: frozenset[str] = NEW
    """Errors that pass by themselves: those of a new bucket, and of what the setting names being new."""


SETTINGS: dict[str, Setting] = {
    "public_access_blocked": Setting(
        "get_public_access_block",
        "put_public_access_block",
        "PublicAccessBlockConfiguration",
        lambda answer: answer["PublicAccessBlockConfiguration"] == BLOCKED,
        lambda value: BLOCKED,
        "NoSuchPublicAccessBlockConfiguration",
        nothing=False,
    ),
    "ownership": Setting(
        "get_bucket_ownership_controls",
        "put_bucket_ownership_controls",
        "OwnershipControls",
        lambda answer: answer["OwnershipControls"]["Rules"][0]["ObjectOwnership"],
        lambda value: {"Rules": [{"ObjectOwnership": value}]},
        "OwnershipControlsNotFoundError",
        nothing="ObjectWriter",
    ),
    "encryption": Setting(
        "get_bucket_encryption",
        "put_bucket_encryption",
        "ServerSideEncryptionConfiguration",
        settings.encryption_of,
        settings.encryption_argument,
        "ServerSideEncryptionConfigurationNotFoundError",
        nothing={},
    ),
    "versioning": Setting(
        "get_bucket_versioning",
        "put_bucket_versioning",
        "VersioningConfiguration",
        lambda answer: answer.get("Status") == "Enabled",
        lambda value: {"Status": "Enabled" if value else "Suspended"},
    ),
    "policy": Setting(
        "get_bucket_policy",
        "put_bucket_policy",
        "Policy",
        lambda answer: canonical(json.loads(answer["Policy"])),
        json.dumps,
        "NoSuchBucketPolicy",
        nothing={},
        remove="delete_bucket_policy",
        early=NEW | {"MalformedPolicy"},
    ),
    "lifecycle": Setting(
        "get_bucket_lifecycle_configuration",
        "put_bucket_lifecycle_configuration",
        "LifecycleConfiguration",
        settings.lifecycle_of,
        settings.lifecycle_argument,
        "NoSuchLifecycleConfiguration",
        nothing=[],
        remove="delete_bucket_lifecycle",
    ),
    "cors": Setting(
        "get_bucket_cors",
        "put_bucket_cors",
        "CORSConfiguration",
        settings.cors_of,
        settings.cors_argument,
        "NoSuchCORSConfiguration",
        nothing=[],
        remove="delete_bucket_cors",
    ),
    "logging": Setting(
        "get_bucket_logging",
        "put_bucket_logging",
        "BucketLoggingStatus",
        settings.logging_of,
        settings.logging_argument,
        early=NEW | {"InvalidTargetBucketForLogging"},
    ),
    "notifications": Setting(
        "get_bucket_notification_configuration",
        "put_bucket_notification_configuration",
        "NotificationConfiguration",
        settings.notifications_of,
        lambda value: {"QueueConfigurations": [settings.notification_argument(item) for item in value]},
        early=NEW | {"InvalidArgument"},
    ),
    "replication": Setting(
        "get_bucket_replication",
        "put_bucket_replication",
        "ReplicationConfiguration",
        settings.replication_of,
        settings.replication_argument,
        "ReplicationConfigurationNotFoundError",
        nothing={},
        remove="delete_bucket_replication",
        early=NEW | {"InvalidRequest"},
    ),
    "tags": Setting(
        "get_bucket_tagging",
        "put_bucket_tagging",
        "Tagging",
        lambda answer: tags_from(answer["TagSet"]),
        lambda value: {"TagSet": tag_list(value)},
        "NoSuchTagSet",
        nothing={},
    ),
}
"""In the order in which they are written: nothing is open before it is protected, replication needs versioning."""

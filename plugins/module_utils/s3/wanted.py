"""What a caller wants of buckets, as items for the engine."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from ansible_collections.pinksea.platform.plugins.module_utils.policies import policy, tls_only
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import Item, by_name, stated
from ansible_collections.pinksea.platform.plugins.module_utils.s3 import settings
from ansible_collections.pinksea.platform.plugins.module_utils.s3.checks import check


def wanted(buckets: Iterable[Item], tags: Mapping[str, str], region: str) -> dict[str, Item]:
    """Buckets that others log to come first, as they have to be there."""
    listed = list(buckets)
    targets = {bucket["logging"]["bucket"] for bucket in listed if bucket.get("logging")}
    items = by_name(
        item(bucket, tags, region) for bucket in sorted(listed, key=lambda each: each["name"] not in targets)
    )
    check(items)
    return items


def item(bucket: Item, tags: Mapping[str, str], region: str) -> Item:
    arn = settings.arn_of(bucket["name"])
    first = [tls_only("s3:*", arn, f"{arn}/*")] if bucket["tls_only"] else []
    parts = {key: settings_of(bucket[key]) for key, settings_of in PARTS.items() if bucket.get(key) is not None}
    return {
        "name": bucket["name"],
        "arn": arn,
        "region": region,
        "ownership": "BucketOwnerEnforced",
        "public_access_blocked": True,
        "encryption": settings.encryption(bucket["kms_key_arn"]),
        "versioning": bucket["versioning"],
        "policy": policy([*first, *bucket["statements"]]),
        **parts,
        "tags": {**tags, "Name": bucket["name"]},
    }


PARTS: dict[str, Callable[[Any], Any]] = {
    "lifecycle": settings.lifecycle,
    "cors": settings.cors,
    "notifications": settings.notifications,
    "logging": lambda value: value if value["bucket"] else {},
    "replication": lambda value: value if value["bucket_arn"] else {},
}


def going(buckets: Iterable[Item]) -> dict[str, Item]:
    """Buckets that are to go need no more than their names."""
    return by_name(stated({"name": bucket["name"]}) for bucket in buckets)

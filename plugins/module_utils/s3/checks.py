"""What S3 would refuse of a bucket, some of it only after the bucket is there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise

from ansible_collections.pinksea.platform.plugins.module_utils.errors import ManyErrors
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import Item

NAME = re.compile(r"[a-z0-9][a-z0-9-]{1,61}[a-z0-9]")
INFREQUENT = ("STANDARD_IA", "ONEZONE_IA")
ACTIONS = ("transitions", "expire_days", "noncurrent_expire_days", "abort_multipart_days")


def lifecycle_problems(rule: Item) -> Iterator[str]:
    if not any(rule.get(action) for action in ACTIONS):
        yield f"does nothing: give one of {', '.join(ACTIONS)}"
    steps = rule.get("transitions", [])
    for step in steps:
        if step["storage_class"] in INFREQUENT and step["days"] < 30:
            yield f"moves objects to {step['storage_class']} after {step['days']} days: S3 takes 30 or more"
    for earlier, later in pairwise(steps):
        shortest = 30 if earlier["storage_class"] in INFREQUENT else 1
        if later["days"] < earlier["days"] + shortest:
            yield (
                f"moves objects to {later['storage_class']} after {later['days']} days: "
                f"S3 takes {earlier['days'] + shortest} or more, as they move to {earlier['storage_class']} before"
            )
    if steps and rule.get("expire_days") and rule["expire_days"] <= steps[-1]["days"]:
        last = steps[-1]["days"]
        yield f"expires objects after {rule['expire_days']} days: make it more than {last}, when they move last"


def problems(bucket: Item) -> Iterator[str]:
    if not NAME.fullmatch(bucket["name"]):
        yield "is no name for a bucket: use 3 to 63 small letters, digits and hyphens (dots break TLS)"
    if bucket.get("replication") and not bucket["versioning"]:
        yield "is to be replicated, but versioning is off: S3 only replicates versions, switch it on"
    ids = [rule["id"] for rule in bucket.get("lifecycle") or []]
    for repeated in sorted({name for name in ids if ids.count(name) > 1}):
        yield f"has two lifecycle rules {repeated!r}: every rule needs an id of its own"
    for rule in bucket.get("lifecycle") or []:
        yield from (f"has a lifecycle rule {rule['id']!r} that {problem}" for problem in lifecycle_problems(rule))


def check(buckets: Mapping[str, Item]) -> None:
    found = [f"s3_bucket {name} {problem}." for name, bucket in buckets.items() for problem in problems(bucket)]
    if found:
        raise ManyErrors(found)

"""S3."""

import json
import re
from collections.abc import Callable
from functools import partial
from typing import Any

from moto.core.responses import ActionResult
from moto.s3.models import FakeBucket
from moto.s3.responses import S3Response

from sandbox.emulator.hold import Hold
from sandbox.emulator.mending import Original, mend
from sandbox.emulator.names import Named

KINDS: dict[str, Callable[[Any], Named]] = {
    "s3_bucket": lambda b: [(name, name) for name in b.buckets],
}
TLS = {"aws:SecureTransport": "true"}
"""The sandbox's one endpoint is plain http and stands for those of AWS, which are TLS: who asks for it is content."""


def holds(condition: dict[str, dict[str, Any]]) -> bool:
    """Of what conditions ask for, only TLS is known of a caller; whatever asks for more is not met."""
    return all(
        operator == "Bool" and TLS.get(key) == str(value).lower()
        for operator, pairs in condition.items()
        for key, value in pairs.items()
    )


def concerns_callers(statement: dict[str, Any]) -> bool:
    """Callers of the emulator are no services of AWS."""
    principal = statement.get("Principal")
    return not (isinstance(principal, dict) and "Service" in principal) and holds(statement.get("Condition", {}))


def judged(original: Callable[[], Any], bucket: Any, counts: Callable[[dict[str, Any]], bool]) -> Any:
    """What moto finds with only those statements of the bucket's policy that count."""
    whole = bucket.policy
    if whole is None:
        return original()
    policy = json.loads(whole)
    policy["Statement"] = [statement for statement in policy["Statement"] if counts(statement)]
    bucket.policy = json.dumps(policy).encode()
    try:
        return original()
    finally:
        bucket.policy = whole


def get_permission(original: Original, bucket: Any, action: str, resource: str) -> Any:
    """moto has no regard for conditions, and denies everything to everybody when a policy denies it without TLS."""
    return judged(partial(original, bucket, action, resource), bucket, concerns_callers)


def _log_permissions_enabled_policy(original: Original, bucket: Any, target_bucket: Any, target_prefix: Any) -> Any:
    """moto falls over statements for everybody."""
    asked = partial(original, target_bucket=target_bucket, target_prefix=target_prefix)
    return judged(asked, target_bucket, lambda statement: isinstance(statement.get("Principal"), dict))


def _notification_config_from_body(original: Original, response: Any) -> Any:
    """S3 takes the names of filters in capitals too, and writes them so itself."""
    response.body = re.sub(rb"<Name>(Prefix|Suffix)</Name>", lambda found: found[0].lower(), response.body)
    response.body = response.body.replace(b"<name>", b"<Name>").replace(b"</name>", b"</Name>")
    return original(response)


def get_bucket_replication(original: Original, response: Any) -> Any:
    """Rules as they were put: moto leaves out what they say of delete markers and encrypted objects."""
    replication = response.backend.get_bucket_replication(response.bucket_name)
    if not replication:
        return original(response)
    rules = [rule | {"Filter": {"Prefix": rule["Filter"]["Prefix"] or ""}} for rule in replication["Rule"]]
    response.data["Action"] = "GetBucketReplication"
    answer = {"ReplicationConfiguration": {"Role": replication["Role"], "Rules": rules}}
    return response.serialized(ActionResult(answer))


def install(hold: Hold) -> None:
    mend(
        [
            (FakeBucket, get_permission),
            (FakeBucket, _log_permissions_enabled_policy),
            (S3Response, _notification_config_from_body),
            (S3Response, get_bucket_replication),
        ]
    )

"""The options of a bucket, as the module takes them."""

from __future__ import annotations

from typing import Any

Options = dict[str, dict[str, Any]]


def listed(options: Options) -> dict[str, Any]:
    return {"type": "list", "elements": "dict", "options": options}


TEXT = {"type": "str"}
TEXTS = {"type": "list", "elements": "str"}
NUMBER = {"type": "int"}
ON = {"type": "bool", "default": True}
NEEDED = {"required": True}
EMPTY = {"default": ""}
CLASSES = ["STANDARD_IA", "ONEZONE_IA", "INTELLIGENT_TIERING", "GLACIER_IR", "GLACIER", "DEEP_ARCHIVE"]

LIFECYCLE: Options = {
    "id": TEXT | NEEDED,
    "prefix": TEXT | EMPTY,
    "transitions": listed({"days": NUMBER | NEEDED, "storage_class": TEXT | NEEDED | {"choices": CLASSES}}),
    "expire_days": NUMBER,
    "noncurrent_expire_days": NUMBER,
    "abort_multipart_days": NUMBER,
}
NOTIFICATION: Options = {
    "name": TEXT | NEEDED,
    "queue_arn": TEXT | NEEDED,
    "events": TEXTS | NEEDED,
    "prefix": TEXT | EMPTY,
    "suffix": TEXT | EMPTY,
}
REPLICATION: Options = {
    "role_arn": TEXT,
    "bucket_arn": TEXT,
    "kms_key_arn": TEXT | EMPTY,
    "delete_markers": ON,
    "metrics": ON,
}
CORS: Options = {
    "origins": TEXTS | NEEDED,
    "methods": TEXTS | NEEDED,
    "headers": TEXTS,
    "expose_headers": TEXTS,
    "max_age": NUMBER,
}
BUCKET: Options = {
    "name": TEXT | NEEDED,
    "kms_key_arn": TEXT,
    "versioning": ON,
    "tls_only": ON,
    "statements": {"type": "list", "elements": "dict", "default": []},
    "lifecycle": listed(LIFECYCLE),
    "notifications": listed(NOTIFICATION),
    "replication": {"type": "dict", "options": REPLICATION, "required_together": [["role_arn", "bucket_arn"]]},
    "logging": {"type": "dict", "options": {"bucket": TEXT, "prefix": TEXT | EMPTY}},
    "cors": listed(CORS),
}

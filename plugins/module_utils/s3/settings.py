"""The settings of a bucket, between the shape of this collection's items and that of S3."""

from __future__ import annotations

from typing import Any

from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import Item, stated

REPLICATION_ID = "all-objects"


def arn_of(bucket: str) -> str:
    return f"arn:aws:s3:::{bucket}"


def encryption(kms_key_arn: str | None) -> Item:
    """By a KMS key, with a bucket key so that not every object costs a call; or by S3's own keys."""
    if kms_key_arn:
        return {"algorithm": "aws:kms", "kms_key_arn": kms_key_arn, "bucket_key": True}
    return {"algorithm": "AES256"}


def encryption_of(answer: Item) -> Item:
    rule = answer["ServerSideEncryptionConfiguration"]["Rules"][0]
    default = rule["ApplyServerSideEncryptionByDefault"]
    if "KMSMasterKeyID" not in default:
        return {"algorithm": default["SSEAlgorithm"]}
    return {
        "algorithm": default["SSEAlgorithm"],
        "kms_key_arn": default["KMSMasterKeyID"],
        "bucket_key": rule.get("BucketKeyEnabled", False),
    }


def encryption_argument(value: Item) -> Item:
    default = {"SSEAlgorithm": value["algorithm"]}
    if "kms_key_arn" in value:
        default["KMSMasterKeyID"] = value["kms_key_arn"]
    rule = {"ApplyServerSideEncryptionByDefault": default, "BucketKeyEnabled": value.get("bucket_key", False)}
    return {"Rules": [rule]}


def lifecycle(rules: list[Item]) -> list[Item]:
    """Rules as given, without what they do not state."""
    return sorted((stated(rule) for rule in rules), key=lambda rule: str(rule["id"]))


LIFECYCLE_DAYS = {
    "expire_days": ("Expiration", "Days"),
    "noncurrent_expire_days": ("NoncurrentVersionExpiration", "NoncurrentDays"),
    "abort_multipart_days": ("AbortIncompleteMultipartUpload", "DaysAfterInitiation"),
}


def lifecycle_of(answer: Item) -> list[Item]:
    return lifecycle([rule_of(rule) for rule in answer["Rules"]])


def rule_of(rule: Item) -> Item:
    transitions = [
        {"days": step["Days"], "storage_class": step["StorageClass"]} for step in rule.get("Transitions", [])
    ]
    return {
        "id": rule["ID"],
        "prefix": rule.get("Filter", rule).get("Prefix", ""),
        "transitions": transitions or None,
        **{key: rule.get(part, {}).get(days) for key, (part, days) in LIFECYCLE_DAYS.items()},
    }


def lifecycle_argument(rules: list[Item]) -> Item:
    return {"Rules": [rule_argument(rule) for rule in rules]}


def rule_argument(rule: Item) -> Item:
    steps = [{"Days": step["days"], "StorageClass": step["storage_class"]} for step in rule.get("transitions", [])]
    return {
        "ID": rule["id"],
        "Status": "Enabled",
        "Filter": {"Prefix": rule["prefix"]},
        **({"Transitions": steps} if steps else {}),
        **{part: {days: rule[key]} for key, (part, days) in LIFECYCLE_DAYS.items() if key in rule},
    }


def cors(rules: list[Item]) -> list[Item]:
    return [stated(rule) for rule in rules]


CORS_KEYS = {
    "origins": "AllowedOrigins",
    "methods": "AllowedMethods",
    "headers": "AllowedHeaders",
    "expose_headers": "ExposeHeaders",
    "max_age": "MaxAgeSeconds",
}


def cors_of(answer: Item) -> list[Item]:
    return [{key: rule[part] for key, part in CORS_KEYS.items() if rule.get(part)} for rule in answer["CORSRules"]]


def cors_argument(rules: list[Item]) -> Item:
    return {"CORSRules": [{part: rule[key] for key, part in CORS_KEYS.items() if key in rule} for rule in rules]}


def notifications(given: list[Item]) -> list[Item]:
    return sorted(({**item, "events": sorted(item["events"])} for item in given), key=lambda item: str(item["name"]))


def notification_of(item: Item) -> Item:
    """S3 answers the names of filters in capitals, whatever was written."""
    rules = item.get("Filter", {}).get("Key", {}).get("FilterRules", [])
    filters = {rule["Name"].lower(): rule["Value"] for rule in rules}
    return {
        "name": item["Id"],
        "queue_arn": item["QueueArn"],
        "events": item["Events"],
        "prefix": filters.get("prefix", ""),
        "suffix": filters.get("suffix", ""),
    }


def notifications_of(answer: Item) -> list[Item]:
    return notifications([notification_of(item) for item in answer.get("QueueConfigurations", [])])


def notification_argument(item: Item) -> Item:
    rules = [{"Name": name, "Value": item[name]} for name in ("prefix", "suffix") if item[name]]
    return {
        "Id": item["name"],
        "QueueArn": item["queue_arn"],
        "Events": item["events"],
        **({"Filter": {"Key": {"FilterRules": rules}}} if rules else {}),
    }


def replication_of(answer: Item) -> Item:
    configuration = answer["ReplicationConfiguration"]
    rule = configuration["Rules"][0]
    destination = rule["Destination"]
    return {
        "role_arn": configuration["Role"],
        "bucket_arn": destination["Bucket"],
        "kms_key_arn": destination.get("EncryptionConfiguration", {}).get("ReplicaKmsKeyID", ""),
        "delete_markers": rule.get("DeleteMarkerReplication", {}).get("Status") == "Enabled",
        "metrics": destination.get("Metrics", {}).get("Status") == "Enabled",
    }


def switch(value: bool) -> dict[str, str]:
    return {"Status": "Enabled" if value else "Disabled"}


def replication_argument(value: Item) -> Item:
    """One rule for all objects; those encrypted by a KMS key are only copied when the copy's key is given."""
    destination: dict[str, Any] = {"Bucket": value["bucket_arn"], "Metrics": switch(value["metrics"])}
    rule = {
        "ID": REPLICATION_ID,
        "Priority": 1,
        "Filter": {"Prefix": ""},
        "Status": "Enabled",
        "DeleteMarkerReplication": switch(value["delete_markers"]),
        "Destination": destination,
    }
    if value["kms_key_arn"]:
        destination["EncryptionConfiguration"] = {"ReplicaKmsKeyID": value["kms_key_arn"]}
        rule["SourceSelectionCriteria"] = {"SseKmsEncryptedObjects": switch(True)}
    return {"Role": value["role_arn"], "Rules": [rule]}


def logging_of(answer: Item) -> Item:
    target = answer.get("LoggingEnabled")
    return {"bucket": target["TargetBucket"], "prefix": target.get("TargetPrefix") or ""} if target else {}


def logging_argument(value: Item) -> Item:
    return {"LoggingEnabled": {"TargetBucket": value["bucket"], "TargetPrefix": value["prefix"]}} if value else {}

"""Requests and answers of S3 that the emulator does not show as AWS does."""

from ansible_collections.pinksea.platform.plugins.module_utils.s3 import settings

REPLICATION = {
    "role_arn": "arn:aws:iam::123456789012:role/r",
    "bucket_arn": "arn:aws:s3:::replica",
    "kms_key_arn": "arn:aws:kms:us-west-2:123456789012:key/k",
    "delete_markers": True,
    "metrics": False,
}


def test_replication_of_encrypted_objects_is_asked_for() -> None:
    """The emulator copies no objects, so what counts is what S3 is told."""
    assert settings.replication_argument(REPLICATION) == {
        "Role": "arn:aws:iam::123456789012:role/r",
        "Rules": [
            {
                "ID": "all-objects",
                "Priority": 1,
                "Filter": {"Prefix": ""},
                "Status": "Enabled",
                "DeleteMarkerReplication": {"Status": "Enabled"},
                "Destination": {
                    "Bucket": "arn:aws:s3:::replica",
                    "Metrics": {"Status": "Disabled"},
                    "EncryptionConfiguration": {"ReplicaKmsKeyID": "arn:aws:kms:us-west-2:123456789012:key/k"},
                },
                "SourceSelectionCriteria": {"SseKmsEncryptedObjects": {"Status": "Enabled"}},
            }
        ],
    }


def test_replication_without_a_key_leaves_encrypted_objects_out() -> None:
    rule = settings.replication_argument(REPLICATION | {"kms_key_arn": ""})["Rules"][0]
    assert "SourceSelectionCriteria" not in rule
    assert "EncryptionConfiguration" not in rule["Destination"]


def test_replication_comes_back_as_it_went() -> None:
    for value in (REPLICATION, REPLICATION | {"kms_key_arn": "", "delete_markers": False, "metrics": True}):
        answer = {"ReplicationConfiguration": settings.replication_argument(value)}
        assert settings.replication_of(answer) == value


def test_s3_writes_the_names_of_filters_in_capitals() -> None:
    rules = [{"Name": "Prefix", "Value": "in/"}, {"Name": "Suffix", "Value": ".pdf"}]
    row = {"Id": "new", "QueueArn": "q", "Events": ["b", "a"], "Filter": {"Key": {"FilterRules": rules}}}
    assert settings.notifications_of({"QueueConfigurations": [row]}) == [
        {"name": "new", "queue_arn": "q", "events": ["a", "b"], "prefix": "in/", "suffix": ".pdf"}
    ]


def test_encryption_may_be_answered_with_more_than_was_asked() -> None:
    rule = {
        "ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"},
        "BucketKeyEnabled": False,
        "BlockedEncryptionTypes": {"EncryptionType": ["SSE-C"]},
    }
    answer = {"ServerSideEncryptionConfiguration": {"Rules": [rule]}}
    assert settings.encryption_of(answer) == settings.encryption(None)

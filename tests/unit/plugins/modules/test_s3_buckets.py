"""s3_buckets against the emulator. Objects are not copied there: replication is only what the bucket answers of it."""

from collections.abc import Callable
from typing import Any

import pytest
from ansible_collections.pinksea.platform.plugins.modules import s3_buckets
from botocore.exceptions import ClientError

from tests.unit.plugins.modules.ladder import Arguments, done, ladder, refused

LOGS = "rag-logs-123456789012"
DOCUMENTS = "rag-documents-123456789012"
KEY = "arn:aws:kms:us-east-1:123456789012:key/one"
QUEUE = "arn:aws:sqs:us-east-1:123456789012:rag-documents"
MAY_LOG = {
    "Effect": "Allow",
    "Principal": {"Service": "logging.s3.amazonaws.com"},
    "Action": "s3:PutObject",
    "Resource": f"arn:aws:s3:::{LOGS}/*",
    "Condition": {"StringEquals": {"aws:SourceAccount": "123456789012"}},
}
EVERYTHING = {
    "kms_key_arn": KEY,
    "lifecycle": [
        {
            "id": "age",
            "transitions": [{"days": 90, "storage_class": "STANDARD_IA"}, {"days": 180, "storage_class": "GLACIER_IR"}],
            "noncurrent_expire_days": 30,
            "abort_multipart_days": 7,
        },
        {"id": "scratch", "prefix": "tmp/", "expire_days": 1},
    ],
    "notifications": [
        {"name": "new", "queue_arn": QUEUE, "events": ["s3:ObjectCreated:*"], "prefix": "in/", "suffix": ".pdf"}
    ],
    "replication": {
        "role_arn": "arn:aws:iam::123456789012:role/rag-s3-replication",
        "bucket_arn": "arn:aws:s3:::rag-documents-replica-123456789012",
        "kms_key_arn": "arn:aws:kms:us-west-2:123456789012:key/two",
    },
    "logging": {"bucket": LOGS, "prefix": "documents/"},
    "cors": [{"origins": ["https://rag.example.com"], "methods": ["PUT"], "headers": ["*"], "max_age": 600}],
}
NOTHING = {"lifecycle": [], "notifications": [], "replication": {}, "logging": {}, "cors": [], "versioning": False}


@pytest.fixture
def s3(client: Callable[[str], Any]) -> Any:
    client("sqs").create_queue(QueueName="rag-documents")
    return client("s3")


def bucket(**more: Any) -> Arguments:
    return {"buckets": [{"name": DOCUMENTS, **more}]}


def both(**more: Any) -> Arguments:
    return {"buckets": [{"name": DOCUMENTS, **more}, {"name": LOGS, "statements": [MAY_LOG]}]}


def gone(*names: str) -> Arguments:
    return {"state": "absent", "delete": list(names)}


def remove(s3: Any) -> None:
    done(s3_buckets, bucket() | gone(DOCUMENTS), s3)


def test_ladder(s3: Any) -> None:
    permission = {"delete": [DOCUMENTS, LOGS]}
    created, modified, _ = ladder(
        s3_buckets,
        create=both(**EVERYTHING) | permission,
        modify=both(**NOTHING) | permission | {"tags": {"environment": "prod"}},
        key="buckets",
        client=s3,
    )
    made = created["buckets"][DOCUMENTS]
    assert made["arn"] == f"arn:aws:s3:::{DOCUMENTS}"
    assert made["encryption"] == {"algorithm": "aws:kms", "kms_key_arn": KEY, "bucket_key": True}
    assert made["public_access_blocked"]
    assert made["ownership"] == "BucketOwnerEnforced"
    assert made["versioning"]
    assert [rule["id"] for rule in made["lifecycle"]] == ["age", "scratch"]
    assert made["replication"] == EVERYTHING["replication"] | {"delete_markers": True, "metrics": True}
    assert [statement["Effect"] for statement in created["buckets"][LOGS]["policy"]["Statement"]] == ["Deny", "Allow"]
    changed = modified["buckets"][DOCUMENTS]
    assert [key for key in NOTHING if changed[key]] == []
    assert changed["encryption"] == {"algorithm": "AES256"}
    assert changed["tags"] == {"environment": "prod", "Name": DOCUMENTS}


def test_what_is_not_given_is_left_alone(s3: Any) -> None:
    done(s3_buckets, both(**EVERYTHING), s3)
    assert not done(s3_buckets, both(kms_key_arn=KEY), s3)["changed"]
    done(s3_buckets, both() | gone(DOCUMENTS, LOGS), s3)


def test_a_killed_run_is_finished(s3: Any) -> None:
    s3.create_bucket(Bucket=DOCUMENTS)
    finished = done(s3_buckets, bucket(), s3)
    assert finished["changes"] == [{"action": "update", "kind": "s3_bucket", "name": DOCUMENTS}]
    assert finished["buckets"][DOCUMENTS]["public_access_blocked"]
    remove(s3)


def test_drift_is_shown_and_mended(s3: Any) -> None:
    done(s3_buckets, bucket(), s3)
    s3.delete_public_access_block(Bucket=DOCUMENTS)
    s3.delete_bucket_policy(Bucket=DOCUMENTS)
    planned = done(s3_buckets, bucket(), s3, check=True)
    assert planned["diff"][0]["after"].keys() == {"public_access_blocked", "policy"}
    done(s3_buckets, bucket(), s3)
    assert not done(s3_buckets, bucket(), s3)["changed"]
    remove(s3)


def test_tags_and_notifications_of_others_stay(s3: Any) -> None:
    done(s3_buckets, bucket(), s3)
    s3.put_bucket_tagging(Bucket=DOCUMENTS, Tagging={"TagSet": [{"Key": "owner", "Value": "them"}]})
    topic = {"TopicArn": "arn:aws:sns:us-east-1:123456789012:t", "Events": ["s3:ObjectRemoved:*"]}
    s3.put_bucket_notification_configuration(
        Bucket=DOCUMENTS, NotificationConfiguration={"TopicConfigurations": [topic]}
    )
    made = done(s3_buckets, bucket(notifications=EVERYTHING["notifications"]), s3)["buckets"][DOCUMENTS]
    assert made["tags"] == {"owner": "them", "Name": DOCUMENTS}
    kept = s3.get_bucket_notification_configuration(Bucket=DOCUMENTS)
    assert [item["TopicArn"] for item in kept["TopicConfigurations"]] == [topic["TopicArn"]]
    assert [item["QueueArn"] for item in kept["QueueConfigurations"]] == [QUEUE]
    remove(s3)


def test_a_bucket_goes_only_by_name(s3: Any) -> None:
    done(s3_buckets, both(), s3)
    s3.put_object(Bucket=DOCUMENTS, Key="a", Body=b"a")
    message = refused(s3_buckets, both() | gone(DOCUMENTS), s3)
    assert message == (
        f"s3_bucket {LOGS} exists and s3_buckets_delete does not name it: "
        "add it there if all versions of its objects may be lost, or keep it by leaving its role out."
    )
    assert s3.list_objects_v2(Bucket=DOCUMENTS)["KeyCount"] == 1
    done(s3_buckets, both() | gone(DOCUMENTS, LOGS), s3)


def test_a_bucket_is_emptied_of_all_versions(s3: Any) -> None:
    done(s3_buckets, bucket(), s3)
    for number in range(3):
        s3.put_object(Bucket=DOCUMENTS, Key="a", Body=str(number).encode())
    s3.delete_object(Bucket=DOCUMENTS, Key="a")
    s3.create_multipart_upload(Bucket=DOCUMENTS, Key="b")
    remove(s3)
    assert DOCUMENTS not in [row["Name"] for row in s3.list_buckets()["Buckets"]]
    assert not done(s3_buckets, bucket() | gone(), s3)["changed"]


def test_a_policy_that_asks_for_tls_denies_nobody_here(s3: Any) -> None:
    done(s3_buckets, bucket(), s3)
    s3.put_object(Bucket=DOCUMENTS, Key="a", Body=b"a")
    assert s3.get_object(Bucket=DOCUMENTS, Key="a")["Body"].read() == b"a"
    statement = {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": f"arn:aws:s3:::{DOCUMENTS}/*"}
    done(s3_buckets, bucket(statements=[statement]), s3)
    with pytest.raises(ClientError, match="403"):
        s3.put_object(Bucket=DOCUMENTS, Key="b", Body=b"b")
    done(s3_buckets, bucket(), s3)
    remove(s3)


def test_another_region_is_refused(s3: Any) -> None:
    s3.create_bucket(Bucket=DOCUMENTS, CreateBucketConfiguration={"LocationConstraint": "us-west-2"})
    assert f"s3_bucket {DOCUMENTS}: region is 'us-west-2'" in refused(s3_buckets, bucket(), s3)
    remove(s3)


def test_what_s3_does_not_take(s3: Any) -> None:
    rules = [
        {"id": "a"},
        {"id": "b", "transitions": [{"days": 7, "storage_class": "STANDARD_IA"}]},
        {
            "id": "c",
            "transitions": [{"days": 30, "storage_class": "STANDARD_IA"}, {"days": 40, "storage_class": "GLACIER"}],
            "expire_days": 40,
        },
        {"id": "c", "expire_days": 1},
    ]
    wrong = {"lifecycle": rules, "replication": EVERYTHING["replication"], "versioning": False}
    lines = refused(s3_buckets, {"buckets": [{"name": "Rag.Documents", **wrong}]}, s3).splitlines()
    assert [line.removeprefix("s3_bucket Rag.Documents ") for line in lines] == [
        "is no name for a bucket: use 3 to 63 small letters, digits and hyphens (dots break TLS).",
        "is to be replicated, but versioning is off: S3 only replicates versions, switch it on.",
        "has two lifecycle rules 'c': every rule needs an id of its own.",
        "has a lifecycle rule 'a' that does nothing: "
        "give one of transitions, expire_days, noncurrent_expire_days, abort_multipart_days.",
        "has a lifecycle rule 'b' that moves objects to STANDARD_IA after 7 days: S3 takes 30 or more.",
        "has a lifecycle rule 'c' that moves objects to GLACIER after 40 days: "
        "S3 takes 60 or more, as they move to STANDARD_IA before.",
        "has a lifecycle rule 'c' that expires objects after 40 days: make it more than 40, when they move last.",
    ]

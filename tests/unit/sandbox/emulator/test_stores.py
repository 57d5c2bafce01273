"""What the sandbox mends of S3, SQS and EFS."""

import json
from typing import Any

import pytest

from .conftest import Emulator, refusal

QUEUE = "arn:aws:sqs:us-east-1:123456789012:q"


@pytest.fixture
def s3(emulator: Emulator) -> Any:
    client = emulator.client("s3")
    client.create_bucket(Bucket="mine")
    return client


def put_policy(s3: Any, **statement: Any) -> None:
    everything = {"Action": "s3:*", "Resource": ["arn:aws:s3:::mine", "arn:aws:s3:::mine/*"]}
    document = {"Version": "2012-10-17", "Statement": [{**everything, **statement}]}
    s3.put_bucket_policy(Bucket="mine", Policy=json.dumps(document))


@pytest.mark.parametrize(
    "statement",
    [
        {"Effect": "Deny", "Principal": "*", "Condition": {"Bool": {"aws:SecureTransport": "false"}}},
        {"Effect": "Deny", "Principal": {"Service": "logs.amazonaws.com"}},
        {"Effect": "Allow", "Principal": "*", "Condition": {"StringEquals": {"aws:SourceAccount": "1"}}},
    ],
    ids=["tls", "service", "unmet"],
)
def test_statements_that_do_not_concern_the_caller(s3: Any, statement: dict[str, Any]) -> None:
    put_policy(s3, **statement)
    s3.put_object(Bucket="mine", Key="k", Body=b"k")
    assert json.loads(s3.get_bucket_policy(Bucket="mine")["Policy"])["Statement"][0]["Effect"] == statement["Effect"]


@pytest.mark.parametrize("condition", [{}, {"Condition": {"Bool": {"aws:SecureTransport": "true"}}}])
def test_a_denial_that_concerns_the_caller(s3: Any, condition: dict[str, Any]) -> None:
    put_policy(s3, Effect="Deny", Principal="*", **condition)
    with refusal(s3, "ClientError"):
        s3.put_object(Bucket="mine", Key="k", Body=b"k")


@pytest.mark.parametrize("name", ["prefix", "Prefix"])
def test_filters_of_notifications_in_either_case(emulator: Emulator, s3: Any, name: str) -> None:
    url = emulator.client("sqs").create_queue(QueueName="q")["QueueUrl"]
    filters = {"Key": {"FilterRules": [{"Name": name, "Value": "in/"}]}}
    queue = {"QueueArn": QUEUE, "Events": ["s3:ObjectCreated:*"], "Filter": filters}
    s3.put_bucket_notification_configuration(Bucket="mine", NotificationConfiguration={"QueueConfigurations": [queue]})
    for key in ("out/a", "in/b"):
        s3.put_object(Bucket="mine", Key=key, Body=b"")
    messages = emulator.client("sqs").receive_message(QueueUrl=url, MaxNumberOfMessages=10)["Messages"]
    bodies = [json.loads(message["Body"]) for message in messages]
    assert [body["Records"][0]["s3"]["object"]["key"] for body in bodies if "Records" in body] == ["in%2Fb"]


def test_logging_to_a_bucket_whose_policy_also_speaks_of_everybody(s3: Any) -> None:
    writes = {"Principal": {"Service": "logging.s3.amazonaws.com"}, "Action": "s3:PutObject"}
    tls = {"Effect": "Deny", "Principal": "*", "Condition": {"Bool": {"aws:SecureTransport": "false"}}}
    resource = {"Resource": "arn:aws:s3:::mine/*"}
    document = {"Statement": [{"Action": "s3:*", **tls, **resource}, {"Effect": "Allow", **writes, **resource}]}
    s3.put_bucket_policy(Bucket="mine", Policy=json.dumps(document))
    target = {"LoggingEnabled": {"TargetBucket": "mine", "TargetPrefix": "access/"}}
    s3.put_bucket_logging(Bucket="mine", BucketLoggingStatus=target)
    assert s3.get_bucket_logging(Bucket="mine")["LoggingEnabled"]["TargetBucket"] == "mine"


def test_a_change_of_a_queue_leaves_its_policy(emulator: Emulator) -> None:
    sqs = emulator.client("sqs")
    policy = {"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "sqs:*", "Resource": QUEUE}]}
    url = sqs.create_queue(QueueName="q", Attributes={"Policy": json.dumps(policy)})["QueueUrl"]
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"VisibilityTimeout": "60"})
    assert (
        json.loads(sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["Policy"])["Attributes"]["Policy"]) == policy
    )
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": ""})
    assert "Policy" not in sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]


def test_a_file_system_is_made_and_changed(emulator: Emulator, subnets: list[str]) -> None:
    efs = emulator.client("efs")
    emulator.hold.set(1)
    made = efs.create_file_system(CreationToken="t", Encrypted=True)
    assert made["LifeCycleState"] == "creating"
    identifier = made["FileSystemId"]
    policies = [{"TransitionToIA": "AFTER_30_DAYS"}]
    for call, arguments in (
        (efs.create_mount_target, {"SubnetId": subnets[0]}),
        (efs.create_access_point, {"ClientToken": "t"}),
        (efs.put_lifecycle_configuration, {"LifecyclePolicies": policies}),
        (efs.put_backup_policy, {"BackupPolicy": {"Status": "ENABLED"}}),
        (efs.update_file_system, {"ThroughputMode": "elastic"}),
    ):
        with refusal(efs, "IncorrectFileSystemLifeCycleState"):
            call(FileSystemId=identifier, **arguments)
    emulator.clock.seconds += 0.2
    assert efs.describe_file_systems()["FileSystems"][0]["LifeCycleState"] == "available"
    assert efs.put_lifecycle_configuration(FileSystemId=identifier, LifecyclePolicies=policies)
    target = efs.create_mount_target(FileSystemId=identifier, SubnetId=subnets[0])
    assert target["LifeCycleState"] == "creating"
    emulator.clock.seconds += 1.5
    assert efs.describe_mount_targets(FileSystemId=identifier)["MountTargets"][0]["LifeCycleState"] == "available"
    efs.put_backup_policy(FileSystemId=identifier, BackupPolicy={"Status": "ENABLED"})
    assert efs.describe_backup_policy(FileSystemId=identifier)["BackupPolicy"] == {"Status": "ENABLED"}
    assert efs.update_file_system(FileSystemId=identifier, ThroughputMode="elastic")["ThroughputMode"] == "elastic"
    with refusal(efs, "FileSystemNotFound"):
        efs.update_file_system(FileSystemId="fs-12345678", ThroughputMode="elastic")


def test_parts_of_file_systems_and_rules_are_listed(emulator: Emulator, subnets: list[str]) -> None:
    efs, tags = emulator.client("efs"), [{"Key": "Name", "Value": "mine"}]
    identifier = efs.create_file_system(CreationToken="t", Tags=tags)["FileSystemId"]
    efs.create_mount_target(FileSystemId=identifier, SubnetId=subnets[0])
    efs.create_access_point(ClientToken="t", FileSystemId=identifier, Tags=tags)
    emulator.client("events").put_rule(Name="mine", EventPattern="{}")
    rows = {(row["kind"], row["name"]) for row in json.loads(emulator.call("/_sandbox/inventory"))}
    assert {
        ("efs_access_point", "mine/mine"),
        ("efs_mount_target", "mine/us-east-1a"),
        ("eventbridge_rule", "mine"),
    } <= rows
    assert not [kind for kind, _ in rows if kind == "network_interface"]

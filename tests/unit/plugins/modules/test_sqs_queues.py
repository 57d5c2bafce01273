"""sqs_queues against the emulator."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from ansible_collections.pinksea.platform.plugins.modules import sqs_queues

from tests.unit.plugins.modules.ladder import Arguments, done, ladder, refused

SEND = {"Effect": "Allow", "Principal": {"Service": ["s3.amazonaws.com"]}, "Action": "sqs:SendMessage"}
KEY = "arn:aws:kms:us-east-1:123456789012:key/one"
ARN = "arn:aws:sqs:us-east-1:123456789012:work"


@pytest.fixture
def sqs(client: Callable[[str], Any]) -> Any:
    return client("sqs")


def queues(**more: Any) -> Arguments:
    """The queue first, so that it has to wait for its dead letter queue."""
    return {"queues": [{"name": "work", "dead_letter": "dead", **more}, {"name": "dead"}]}


def test_ladder(sqs: Any) -> None:
    created, modified, _ = ladder(
        sqs_queues,
        create=queues(visibility_timeout=900, statements=[SEND], max_receives=3),
        modify=queues(dead_letter="", kms_key=KEY, tls_only=False) | {"tags": {"environment": "prod"}},
        key="queues",
        client=sqs,
    )
    assert [change["name"] for change in created["changes"]] == ["dead", "work"]
    work = created["queues"]["work"]
    assert work["arn"] == ARN
    assert (work["visibility_timeout"], work["wait_time"], work["kms_key"]) == (900, 20, "")
    assert work["redrive"] == {"dead_letter": "dead", "max_receives": 3}
    assert [statement["Resource"] for statement in work["policy"]["Statement"]] == [ARN, ARN]
    assert work["policy"]["Statement"][1]["Principal"] == {"Service": "s3.amazonaws.com"}
    changed = modified["queues"]["work"]
    assert (changed["redrive"], changed["policy"], changed["kms_key"]) == ({}, {}, KEY)
    assert changed["tags"] == {"environment": "prod", "Name": "work"}


def test_a_message_that_nobody_can_read_ends_in_the_dead_letter_queue(sqs: Any) -> None:
    urls = {name: item["url"] for name, item in done(sqs_queues, queues(max_receives=1), sqs)["queues"].items()}
    sqs.send_message(QueueUrl=urls["work"], MessageBody="?")
    for _ in range(2):
        sqs.receive_message(QueueUrl=urls["work"], VisibilityTimeout=0, WaitTimeSeconds=0)
    assert sqs.receive_message(QueueUrl=urls["dead"], WaitTimeSeconds=0)["Messages"][0]["Body"] == "?"
    done(sqs_queues, queues() | {"state": "absent"}, sqs)


def test_a_change_leaves_the_policy_alone(sqs: Any) -> None:
    done(sqs_queues, queues(statements=[SEND]), sqs)
    changed = done(sqs_queues, queues(statements=[SEND], retention=60), sqs)
    assert changed["diff"][0]["after"] == {"retention": 60}
    assert len(changed["queues"]["work"]["policy"]["Statement"]) == 2
    done(sqs_queues, queues() | {"state": "absent"}, sqs)


def test_encryption_comes_back(sqs: Any) -> None:
    url = done(sqs_queues, queues(kms_key=KEY), sqs)["queues"]["work"]["url"]
    assert done(sqs_queues, queues(), sqs)["queues"]["work"]["kms_key"] == ""
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"SqsManagedSseEnabled": "false"})
    drifted = done(sqs_queues, queues(), sqs, check=True)
    assert drifted["diff"][0]["before"] == {"kms_key": "none"}
    done(sqs_queues, queues() | {"state": "absent"}, sqs)


def test_what_sqs_does_not_take(sqs: Any) -> None:
    wrong = {"name": "q", "dead_letter": "q", "visibility_timeout": 50000, "retention": 1, "wait_time": 21}
    assert refused(sqs_queues, {"queues": [wrong | {"max_receives": 0}]}, sqs).splitlines() == [
        "sqs_queue q: visibility_timeout is 50000, SQS takes 0 to 43200.",
        "sqs_queue q: retention is 1, SQS takes 60 to 1209600.",
        "sqs_queue q: wait_time is 21, SQS takes 0 to 20.",
        "sqs_queue q: max_receives is 0, SQS takes 1 to 1000.",
        "sqs_queue q: it is its own dead letter queue: name another one.",
    ]


def test_a_policy_is_plain_json(sqs: Any) -> None:
    url = done(sqs_queues, queues(), sqs)["queues"]["work"]["url"]
    policy = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["Policy"])["Attributes"]["Policy"]
    assert json.loads(policy)["Statement"][0]["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
    done(sqs_queues, queues() | {"state": "absent"}, sqs)

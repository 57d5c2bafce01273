"""eventbridge_rules against the emulator."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import boto3
import pytest
from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.events.rules import Rules
from ansible_collections.pinksea.platform.plugins.modules import eventbridge_rules
from botocore.stub import Stubber

from tests.unit.plugins.modules.ladder import Arguments, done, ladder, refused

PATTERN = {"source": ["aws.ec2"], "detail-type": ["EC2 Spot Instance Interruption Warning"]}
QUEUE = "arn:aws:sqs:us-east-1:123456789012:interruptions"


@pytest.fixture
def events(client: Callable[[str], Any]) -> Any:
    return client("events")


@pytest.fixture
def queue(client: Callable[[str], Any]) -> Iterator[str]:
    sqs = client("sqs")
    url = sqs.create_queue(QueueName="interruptions")["QueueUrl"]
    yield url
    sqs.delete_queue(QueueUrl=url)


def rule(**more: Any) -> Arguments:
    return {"rules": [{"name": "spot", "pattern": PATTERN, "targets": {"karpenter": QUEUE}, **more}]}


def test_ladder(events: Any, queue: str) -> None:
    other = {"source": ["aws.health"], "detail-type": ["AWS Health Event"]}
    created, modified, _ = ladder(
        eventbridge_rules,
        create=rule(),
        modify=rule(pattern=other, description="Health", targets={"two": QUEUE}) | {"tags": {"environment": "prod"}},
        key="rules",
        client=events,
    )
    assert created["rules"]["spot"]["targets"] == {"karpenter": QUEUE}
    changed = modified["rules"]["spot"]
    assert (changed["pattern"], changed["description"], changed["targets"]) == (other, "Health", {"two": QUEUE})
    assert changed["tags"] == {"environment": "prod", "Name": "spot"}


def test_an_event_reaches_the_queue(events: Any, queue: str, client: Callable[[str], Any]) -> None:
    done(eventbridge_rules, rule(), events)
    entry = {"Source": "aws.ec2", "DetailType": PATTERN["detail-type"][0], "Detail": json.dumps({"instance-id": "i-1"})}
    events.put_events(Entries=[entry])
    message = client("sqs").receive_message(QueueUrl=queue)["Messages"][0]
    assert json.loads(message["Body"])["detail"] == {"instance-id": "i-1"}
    done(eventbridge_rules, rule() | {"state": "absent"}, events)


def test_a_rule_that_was_switched_off_is_switched_on(events: Any, queue: str) -> None:
    done(eventbridge_rules, rule(), events)
    events.disable_rule(Name="spot")
    assert done(eventbridge_rules, rule(), events)["rules"]["spot"]["state"] == "ENABLED"
    assert done(eventbridge_rules, rule(), events)["rules"]["spot"]["targets"] == {"karpenter": QUEUE}
    done(eventbridge_rules, rule() | {"state": "absent"}, events)


def test_a_target_that_is_refused() -> None:
    """EventBridge answers 200 and lists what it refused; the emulator refuses nothing in this way."""
    client = boto3.client("events", region_name="us-east-1", aws_access_key_id="x", aws_secret_access_key="x")
    failed = {"TargetId": "karpenter", "ErrorCode": "InvalidArn", "ErrorMessage": "no"}
    stub = Stubber(client)
    stub.add_response("put_targets", {"FailedEntryCount": 1, "FailedEntries": [failed]})
    with stub, pytest.raises(PlatformError, match="target karpenter is refused"):
        Rules(client, ["spot"]).aim("spot", {}, {"karpenter": QUEUE})


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"pattern": None}, "eventbridge_rule spot: pattern is not set: give it, state present needs it."),
        (
            {"name": "n" * 65},
            f"eventbridge_rule {'n' * 65}: its name has 65 characters and EventBridge takes 64: shorten it.",
        ),
        (
            {"targets": dict.fromkeys("abcdef", QUEUE)},
            "eventbridge_rule spot has 6 targets and EventBridge takes 5: make another rule of the same pattern.",
        ),
    ],
)
def test_what_eventbridge_does_not_take(events: Any, wrong: Arguments, message: str) -> None:
    assert refused(eventbridge_rules, rule(**wrong), events) == message

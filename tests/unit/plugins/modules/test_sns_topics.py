"""sns_topics against the emulator."""

from collections.abc import Callable
from typing import Any

import pytest
from ansible_collections.pinksea.platform.plugins.modules import sns_topics

from tests.unit.plugins.modules.ladder import Arguments, done, ladder

ARN = "arn:aws:sns:us-east-1:123456789012:critical"
MAIL = {"protocol": "email", "endpoint": "operator@example.com"}
PUBLISH = {
    "Effect": "Allow",
    "Principal": {"Service": "cloudwatch.amazonaws.com"},
    "Action": "sns:Publish",
    "Condition": {"StringEquals": {"aws:SourceAccount": "123456789012"}},
}


@pytest.fixture
def sns(client: Callable[[str], Any]) -> Any:
    return client("sns")


def topic(**more: Any) -> Arguments:
    return {"topics": [{"name": "critical", **more}]}


def subscribed(sns: Any) -> list[str]:
    return [row["Endpoint"] for row in sns.list_subscriptions_by_topic(TopicArn=ARN)["Subscriptions"]]


def test_ladder(sns: Any) -> None:
    more = {"kms_key": "alias/own", "display_name": "Alarms", "subscriptions": [MAIL]}
    created, modified, _ = ladder(
        sns_topics,
        create=topic(statements=[PUBLISH]),
        modify=topic(statements=[PUBLISH, PUBLISH | {"Sid": "two"}], **more) | {"tags": {"environment": "prod"}},
        key="topics",
        client=sns,
    )
    made = created["topics"]["critical"]
    assert made["arn"] == ARN
    assert made["policy"]["Statement"] == [PUBLISH | {"Resource": ARN}]
    changed = modified["topics"]["critical"]
    assert (changed["kms_key"], changed["display_name"], changed["subscriptions"]) == ("alias/own", "Alarms", [MAIL])
    assert changed["tags"] == {"environment": "prod", "Name": "critical"}


def test_nobody_is_asked_twice_and_others_stay(sns: Any) -> None:
    done(sns_topics, topic(subscriptions=[MAIL]), sns)
    sns.subscribe(TopicArn=ARN, Protocol="email", Endpoint="them@example.com")
    assert not done(sns_topics, topic(subscriptions=[MAIL]), sns)["changed"]
    more = [{"protocol": "email", "endpoint": "another@example.com"}, MAIL]
    assert done(sns_topics, topic(subscriptions=more), sns)["topics"]["critical"]["subscriptions"] == more
    assert sorted(subscribed(sns)) == ["another@example.com", "operator@example.com", "them@example.com"]
    done(sns_topics, topic() | {"state": "absent"}, sns)


def test_without_statements_the_policy_is_left_alone(sns: Any) -> None:
    """SNS gives every topic a policy of its own."""
    done(sns_topics, topic(), sns)
    assert not done(sns_topics, topic(), sns)["changed"]
    done(sns_topics, topic() | {"state": "absent"}, sns)

"""SQS queues, dead letter queues among them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.parallel import side_by_side
from ansible_collections.pinksea.platform.plugins.module_utils.policies import canonical
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import Change, Item, Kind
from ansible_collections.pinksea.platform.plugins.module_utils.retry import eventually

NUMBERS = {
    "visibility_timeout": "VisibilityTimeout",
    "retention": "MessageRetentionPeriod",
    "wait_time": "ReceiveMessageWaitTimeSeconds",
}
UNENCRYPTED = "none"
MISSING = frozenset({"AWS.SimpleQueueService.NonExistentQueue", "QueueDoesNotExist"})


def redrive_of(attributes: Mapping[str, str]) -> Item:
    policy = json.loads(attributes.get("RedrivePolicy") or "{}")
    if not policy:
        return {}
    return {
        "dead_letter": policy["deadLetterTargetArn"].rpartition(":")[2],
        "max_receives": int(policy["maxReceiveCount"]),
    }


def encryption_of(attributes: Mapping[str, str]) -> str:
    """The KMS key, or an empty text for SQS's own."""
    own = "" if attributes.get("SqsManagedSseEnabled") == "true" else UNENCRYPTED
    return attributes.get("KmsMasterKeyId") or own


def to_attributes(item: Item, fields: frozenset[str], arn_of: Callable[[str], str]) -> dict[str, str]:
    """What SQS is told of some fields of a queue; all values are texts, and an empty one takes something off."""
    attributes = {attribute: str(item[key]) for key, attribute in NUMBERS.items() if key in fields}
    if "kms_key" in fields:
        attributes["KmsMasterKeyId"] = item["kms_key"]
        if not item["kms_key"]:
            attributes["SqsManagedSseEnabled"] = "true"
    if "policy" in fields:
        attributes["Policy"] = json.dumps(item["policy"]) if item["policy"] else ""
    if "redrive" in fields:
        redrive = item["redrive"]
        target = {
            "deadLetterTargetArn": arn_of(redrive.get("dead_letter", "")),
            "maxReceiveCount": redrive.get("max_receives"),
        }
        attributes["RedrivePolicy"] = json.dumps(target) if redrive else ""
    return attributes


class Queues(Kind):
    kind = "sqs_queue"
    identifiers = ("url",)

    def __init__(self, client: Any, wanted: Mapping[str, Item], arn_of: Callable[[str], str]) -> None:
        self.client = client
        self.wanted = wanted
        self.arn_of = arn_of

    def read(self) -> dict[str, Item]:
        found = zip(self.wanted, side_by_side(self.describe, self.wanted), strict=True)
        return {name: item for name, item in found if item}

    def describe(self, name: str) -> Item | None:
        try:
            url = self.client.get_queue_url(QueueName=name)["QueueUrl"]
            attributes = self.client.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
            tags = self.client.list_queue_tags(QueueUrl=url).get("Tags", {})
        except self.client.exceptions.QueueDoesNotExist:
            return None
        return {
            "name": name,
            **{key: int(attributes[attribute]) for key, attribute in NUMBERS.items()},
            "kms_key": encryption_of(attributes),
            "policy": canonical(json.loads(attributes.get("Policy") or "{}")),
            "redrive": redrive_of(attributes),
            "tags": tags,
            "arn": attributes["QueueArn"],
            "url": url,
        }

    def create(self, wanted: Item) -> None:
        self.await_dead_letter(wanted)
        attributes = to_attributes(wanted, frozenset(wanted), self.arn_of)
        try:
            self.client.create_queue(
                QueueName=wanted["name"],
                Attributes={key: value for key, value in attributes.items() if value},
                tags=wanted["tags"],
            )
        except self.client.exceptions.QueueDeletedRecently as error:
            raise PlatformError(
                f"sqs_queue {wanted['name']} was deleted less than a minute ago and SQS keeps its name so long: "
                "run again in a minute."
            ) from error

    def await_dead_letter(self, wanted: Item) -> None:
        """It is made side by side with the queue that names it."""
        if wanted["redrive"]:
            eventually(self.client.get_queue_url, MISSING, QueueName=wanted["redrive"]["dead_letter"])

    def update(self, change: Change) -> None:
        before, after = change.before or {}, change.after or {}
        if "redrive" in change.fields:
            self.await_dead_letter(after)
        if attributes := to_attributes(after, change.fields, self.arn_of):
            self.client.set_queue_attributes(QueueUrl=before["url"], Attributes=attributes)
        if "tags" in change.fields:
            self.client.tag_queue(QueueUrl=before["url"], Tags=after["tags"])

    def delete(self, current: Item) -> None:
        self.client.delete_queue(QueueUrl=current["url"])

"""SQS."""

from typing import Any

from tests.unit.plugins.modules.listings import answer

CLOCKS = ("CreatedTimestamp", "LastModifiedTimestamp")


def listing(client: Any) -> dict[str, Any]:
    listed = {}
    for url in client.list_queues().get("QueueUrls", []):
        attributes = client.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
        steady = {key: value for key, value in attributes.items() if key not in CLOCKS}
        listed[url] = [steady, answer(client.list_queue_tags(QueueUrl=url))]
    return listed

"""SNS."""

from typing import Any

from tests.unit.plugins.modules.listings import answer


def listing(client: Any) -> dict[str, Any]:
    return {
        row["TopicArn"]: [
            answer(client.get_topic_attributes(TopicArn=row["TopicArn"])),
            answer(client.list_subscriptions_by_topic(TopicArn=row["TopicArn"])),
            answer(client.list_tags_for_resource(ResourceArn=row["TopicArn"])),
        ]
        for row in client.list_topics()["Topics"]
    }

"""CloudWatch."""

from typing import Any

from tests.unit.plugins.modules.listings import answer


def listing(client: Any) -> dict[str, Any]:
    alarms = client.describe_alarms()["MetricAlarms"]
    tags = [answer(client.list_tags_for_resource(ResourceARN=alarm["AlarmArn"])) for alarm in alarms]
    return {"alarms": alarms, "tags": tags}

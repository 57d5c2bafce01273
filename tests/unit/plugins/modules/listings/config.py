"""AWS Config."""

from typing import Any

from tests.unit.plugins.modules.listings import answer

LISTS = (
    "describe_configuration_recorders",
    "describe_configuration_recorder_status",
    "describe_delivery_channels",
    "describe_config_rules",
)


def listing(client: Any) -> dict[str, Any]:
    listed = {method: answer(getattr(client, method)()) for method in LISTS}
    arns = [rule["ConfigRuleArn"] for rule in listed["describe_config_rules"]["ConfigRules"]]
    return listed | {"tags": [answer(client.list_tags_for_resource(ResourceArn=arn)) for arn in arns]}

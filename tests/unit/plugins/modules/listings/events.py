"""EventBridge."""

from typing import Any

from tests.unit.plugins.modules.listings import answer


def listing(client: Any) -> dict[str, Any]:
    return {
        row["Name"]: [
            row,
            answer(client.list_targets_by_rule(Rule=row["Name"])),
            answer(client.list_tags_for_resource(ResourceARN=row["Arn"])),
        ]
        for row in client.list_rules()["Rules"]
    }

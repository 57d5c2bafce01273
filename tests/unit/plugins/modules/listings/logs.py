"""CloudWatch Logs."""

from typing import Any

from tests.unit.plugins.modules.listings import answer


def listing(client: Any) -> dict[str, Any]:
    groups = client.describe_log_groups()["logGroups"]
    tags = [answer(client.list_tags_for_resource(resourceArn=group["logGroupArn"])) for group in groups]
    return {"groups": groups, "tags": tags, "queries": client.describe_query_definitions()["queryDefinitions"]}

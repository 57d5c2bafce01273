"""X-Ray."""

from typing import Any

from tests.unit.plugins.modules.listings import answer


def listing(client: Any) -> dict[str, Any]:
    groups = client.get_groups()["Groups"]
    rules = [record["SamplingRule"] for record in client.get_sampling_rules()["SamplingRuleRecords"]]
    arns = [group["GroupARN"] for group in groups] + [rule["RuleARN"] for rule in rules]
    tags = [answer(client.list_tags_for_resource(ResourceARN=arn)) for arn in arns]
    return {"groups": groups, "rules": rules, "tags": tags}

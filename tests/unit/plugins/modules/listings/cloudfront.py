"""CloudFront."""

from typing import Any

from tests.unit.plugins.modules.listings import answer


def listing(client: Any) -> dict[str, Any]:
    listed: dict[str, Any] = {"controls": answer(client.list_origin_access_controls())}
    for row in client.list_distributions()["DistributionList"].get("Items", []):
        listed[row["Id"]] = [
            answer(client.get_distribution(Id=row["Id"])),
            answer(client.list_tags_for_resource(Resource=row["ARN"])),
        ]
    return listed

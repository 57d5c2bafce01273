"""CloudTrail."""

from typing import Any

from tests.unit.plugins.modules.listings import answer


def listing(client: Any) -> dict[str, Any]:
    trails = client.describe_trails()["trailList"]
    logging = [client.get_trail_status(Name=trail["TrailARN"])["IsLogging"] for trail in trails]
    tags = [answer(client.list_tags(ResourceIdList=[trail["TrailARN"]])) for trail in trails]
    return {"trails": trails, "logging": logging, "tags": tags}

"""WAFv2, both scopes."""

from typing import Any

from tests.unit.plugins.modules.listings import answer


def listing(client: Any) -> dict[str, Any]:
    listed: dict[str, Any] = {}
    for scope in ("REGIONAL", "CLOUDFRONT"):
        for row in client.list_web_acls(Scope=scope)["WebACLs"]:
            listed[row["ARN"]] = [
                answer(client.get_web_acl(Name=row["Name"], Id=row["Id"], Scope=scope)),
                answer(client.list_tags_for_resource(ResourceARN=row["ARN"])),
            ]
        for row in client.list_ip_sets(Scope=scope)["IPSets"]:
            listed[row["ARN"]] = [
                answer(client.get_ip_set(Name=row["Name"], Id=row["Id"], Scope=scope)),
                answer(client.list_tags_for_resource(ResourceARN=row["ARN"])),
            ]
        listed[scope] = answer(client.list_logging_configurations(Scope=scope))
    return listed

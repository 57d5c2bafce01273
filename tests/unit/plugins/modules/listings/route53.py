"""Route 53, zone by zone."""

from typing import Any

from tests.unit.plugins.modules.listings import answer


def listing(client: Any) -> dict[str, Any]:
    listed: dict[str, Any] = {}
    for zone in client.list_hosted_zones()["HostedZones"]:
        tags = client.list_tags_for_resource(ResourceType="hostedzone", ResourceId=zone["Id"].rsplit("/", 1)[-1])
        records = client.list_resource_record_sets(HostedZoneId=zone["Id"])
        listed[zone["Id"]] = [answer(client.get_hosted_zone(Id=zone["Id"])), answer(tags), answer(records)]
    return listed

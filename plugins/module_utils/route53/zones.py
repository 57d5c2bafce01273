"""Public hosted zones, told apart by their name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any
from uuid import uuid4

from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.parallel import side_by_side
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import Change, Item, Kind
from ansible_collections.pinksea.platform.plugins.module_utils.route53.common import (
    change,
    plain,
    public_zones,
    record_sets,
    zone_id,
)
from ansible_collections.pinksea.platform.plugins.module_utils.tags import tag_list, tags_from

VALIDATION = ".acm-validations.aws."


def is_own(zone: str, row: Item) -> bool:
    """The records that Route 53 makes with a zone, and removes with it."""
    return plain(row["Name"]) == zone and row["Type"] in ("NS", "SOA")


def is_validation(row: Item) -> bool:
    """A record by which ACM sees whose domain it is; without certificates for the zone nobody needs it."""
    return row["Type"] == "CNAME" and all(
        value["Value"].rstrip(".").endswith(VALIDATION.rstrip(".")) for value in row.get("ResourceRecords") or [{}]
    )


def foreign(zone: str, rows: Iterable[Item]) -> Iterator[str]:
    for row in rows:
        if not is_own(zone, row) and not is_validation(row):
            yield f"{plain(row['Name'])} {row['Type']}"


class Zones(Kind):
    kind = "route53_zone"
    identifiers = ("id", "name_servers")

    def __init__(self, client: Any, names: Iterable[str]) -> None:
        self.client = client
        self.names = list(names)

    def read(self) -> dict[str, Item]:
        self.zones = public_zones(self.client, self.names)
        return dict(zip(self.zones, side_by_side(self.describe, self.zones), strict=True))

    def describe(self, name: str) -> Item:
        identifier = zone_id(self.zones[name])
        zone = self.client.get_hosted_zone(Id=identifier)
        tags = self.client.list_tags_for_resource(ResourceType="hostedzone", ResourceId=identifier)
        return {
            "name": name,
            "comment": zone["HostedZone"]["Config"].get("Comment", ""),
            "tags": tags_from(tags["ResourceTagSet"]["Tags"]),
            "id": identifier,
            "name_servers": sorted(zone["DelegationSet"]["NameServers"]),
        }

    def create(self, wanted: Item) -> None:
        zone = self.client.create_hosted_zone(
            Name=wanted["name"], CallerReference=str(uuid4()), HostedZoneConfig={"Comment": wanted["comment"]}
        )["HostedZone"]
        self.retag(zone_id(zone), wanted)

    def update(self, change: Change) -> None:
        identifier, after = (change.before or {})["id"], change.after or {}
        if "comment" in change.fields:
            self.client.update_hosted_zone_comment(Id=identifier, Comment=after["comment"])
        if "tags" in change.fields:
            self.retag(identifier, after)

    def retag(self, identifier: str, wanted: Item) -> None:
        if tags := tag_list(wanted["tags"]):
            self.client.change_tags_for_resource(ResourceType="hostedzone", ResourceId=identifier, AddTags=tags)

    def delete(self, current: Item) -> None:
        zone = self.zones[current["name"]]
        rows = record_sets(self.client, zone)
        if left := sorted(foreign(current["name"], rows)):
            raise PlatformError(
                f"route53_zone {current['name']}: it still holds {', '.join(left)}, which would be lost: "
                "remove them (those of a cluster go with its ingresses), then run again."
            )
        change(self.client, zone, "DELETE", filter(is_validation, rows))
        self.client.delete_hosted_zone(Id=current["id"])

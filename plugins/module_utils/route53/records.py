"""Records of public hosted zones, told apart by name and type."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import Change, Item, Kind
from ansible_collections.pinksea.platform.plugins.module_utils.route53.common import (
    change,
    plain,
    public_zones,
    sets_by_zone,
)


def key(name: str, kind: str) -> str:
    return f"{plain(name)} {kind}"


def to_item(zone: str, row: Item) -> Item:
    return {
        "key": key(row["Name"], row["Type"]),
        "zone": zone,
        "name": plain(row["Name"]),
        "type": row["Type"],
        "ttl": row.get("TTL"),
        "values": sorted(record["Value"] for record in row.get("ResourceRecords") or []),
        "alias": to_alias(row["AliasTarget"]) if "AliasTarget" in row else None,
    }


def to_alias(target: Item) -> Item:
    return {"name": plain(target["DNSName"]), "zone_id": target["HostedZoneId"]}


def to_set(item: Item) -> Item:
    named = {"Name": item["name"], "Type": item["type"]}
    if alias := item.get("alias"):
        target = {"HostedZoneId": alias["zone_id"], "DNSName": alias["name"], "EvaluateTargetHealth": False}
        return {**named, "AliasTarget": target}
    return {**named, "TTL": item["ttl"], "ResourceRecords": [{"Value": value} for value in item["values"]]}


class Records(Kind):
    kind = "route53_record"
    identifiers = ()

    def __init__(self, client: Any, wanted: Mapping[str, Item]) -> None:
        self.client = client
        self.wanted = wanted

    def read(self) -> dict[str, Item]:
        """Records with a routing policy are of somebody else: name and type do not tell them apart."""
        self.zones = public_zones(self.client, {item["zone"] for item in self.wanted.values()})
        sets = sets_by_zone(self.client, self.zones)
        items = [to_item(zone, row) for zone, rows in sets.items() for row in rows if "SetIdentifier" not in row]
        return {item["key"]: item for item in items if self.is_wanted(item)}

    def is_wanted(self, item: Item) -> bool:
        """A zone and its parent both hold the NS records of the zone."""
        wanted = self.wanted.get(item["key"])
        return wanted is not None and wanted["zone"] == item["zone"]

    def create(self, wanted: Item) -> None:
        self.write("CREATE", wanted)

    def update(self, change: Change) -> None:
        self.write("UPSERT", change.after or {})

    def delete(self, current: Item) -> None:
        self.write("DELETE", current)

    def write(self, action: str, item: Item) -> None:
        if item["zone"] not in self.zones:
            raise PlatformError(
                f"route53_record {item['key']}: there is no public zone {item['zone']} in this account: "
                "make it first, or correct the name."
            )
        change(self.client, self.zones[item["zone"]], action, [to_set(item)])

"""What the Route 53 kinds share: names, and zones by their name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.parallel import side_by_side
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import Item

ASTERISK = "\\052"


def plain(name: str) -> str:
    """A name as people write it: Route 53 ends it with a dot and spells an asterisk by its code."""
    return name.rstrip(".").replace(ASTERISK, "*").lower()


def refuse_outside(what: str, domain: str, zone: str) -> None:
    """AWS refuses such a name only after it has taken everything else."""
    if domain != zone and not domain.endswith(f".{zone}"):
        raise PlatformError(f"{what}: {domain} is not in the zone {zone}: give a name that ends so, or another zone.")


def public_zones(client: Any, names: Iterable[str]) -> dict[str, Item]:
    """The public zones of these names. Two of one name are refused: nobody could tell which is meant."""

    def find(name: str) -> tuple[str, list[Item]]:
        listed = client.list_hosted_zones_by_name(DNSName=name)["HostedZones"]
        return name, [zone for zone in listed if plain(zone["Name"]) == name and not zone["Config"]["PrivateZone"]]

    found = dict(side_by_side(find, sorted(set(names))))
    for name, zones in found.items():
        if len(zones) > 1:
            ids = " and ".join(zone_id(zone) for zone in zones)
            raise PlatformError(f"route53_zone {name}: {ids} both have this name: remove the one that is not meant.")
    return {name: zones[0] for name, zones in found.items() if zones}


def zone_id(zone: Item) -> str:
    return str(zone["Id"].rsplit("/", 1)[-1])


def record_sets(client: Any, zone: Item) -> list[Item]:
    pages = client.get_paginator("list_resource_record_sets").paginate(HostedZoneId=zone["Id"])
    return [row for page in pages for row in page["ResourceRecordSets"]]


def sets_by_zone(client: Any, zones: Mapping[str, Item]) -> dict[str, list[Item]]:
    return dict(zip(zones, side_by_side(lambda zone: record_sets(client, zone), zones.values()), strict=True))


def change(client: Any, zone: Item, action: str, sets: Iterable[Item]) -> None:
    changes = [{"Action": action, "ResourceRecordSet": row} for row in sets]
    if changes:
        client.change_resource_record_sets(HostedZoneId=zone["Id"], ChangeBatch={"Changes": changes})

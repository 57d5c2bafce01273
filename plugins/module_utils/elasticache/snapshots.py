"""From which snapshot a new replication group begins, and what an existing one has to be to be taken for it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from ansible_collections.pinksea.platform.plugins.module_utils.elasticache.requests import KIND
from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import Change, Item

LATEST = "latest"
SOURCE_TAG, POINT_TAG = "restored-from", "restored-point"


def origin(given: Item) -> dict[str, str]:
    """Tags of a group that is made of another's snapshot."""
    if not given["restore_from"]:
        return {}
    return {SOURCE_TAG: given["restore_from"], POINT_TAG: given["snapshot"] or LATEST}


def chosen(item: Item, rows: Iterable[Item]) -> str:
    """The snapshot by its name, or the newest of the group that is restored."""
    source: str = item["tags"][SOURCE_TAG]
    point: str = item["tags"][POINT_TAG]
    made: dict[str, datetime] = {
        row["SnapshotName"]: max(node["SnapshotCreateTime"] for node in row["NodeSnapshots"])
        for row in rows
        if row.get("ReplicationGroupId") == source and row["SnapshotStatus"] == "available" and row.get("NodeSnapshots")
    }
    found = max(made, key=lambda name: made[name], default=None) if point == LATEST else point
    if found is None or found not in made:
        newest = sorted(made, key=lambda name: made[name])[-5:]
        raise PlatformError(
            f"{KIND} {item['name']}: there is no snapshot {point} of {source}: choose one of "
            f"{', '.join(newest) or 'none, there is not any'}."
        )
    return found


def refuse_other(change: Change) -> None:
    """Nothing is restored over a group, and a group that stands is not taken for a restore."""
    before, wanted = (change.before or {})["tags"], (change.after or {})["tags"]
    if SOURCE_TAG in wanted and {key: before.get(key) for key in (SOURCE_TAG, POINT_TAG)} != {
        key: wanted[key] for key in (SOURCE_TAG, POINT_TAG)
    }:
        is_a = f"a restore of {before[SOURCE_TAG]} at {before.get(POINT_TAG)}" if SOURCE_TAG in before else "no restore"
        raise PlatformError(
            f"{KIND} {change.name}: it exists and is {is_a}, not of {wanted[SOURCE_TAG]} at {wanted[POINT_TAG]}: "
            "choose another name, nothing is restored over a group."
        )


def refuse_removal(current: Item, wanted: Item) -> None:
    """Somebody who removes a restore does not mean the group that it was made of."""
    source = wanted["tags"].get(SOURCE_TAG)
    if source and current["tags"].get(SOURCE_TAG) != source:
        raise PlatformError(
            f"{KIND} {current['name']}: it is no restore of {source}: correct its name, or leave restore_from out."
        )

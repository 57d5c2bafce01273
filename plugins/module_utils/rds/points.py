"""What an Aurora cluster is restored from, as plain data: a snapshot, a time, or the latest that can be restored."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.rds.requests import KIND, OPTIONS, capacity
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import Change, Item, stated
from ansible_collections.pinksea.platform.plugins.module_utils.tags import tag_list

LATEST = "latest"
SOURCE_TAG, POINT_TAG, TIME_TAG = "restored-from", "restored-point", "restored-time"


@dataclass(frozen=True)
class Point:
    """C(name) is the snapshot, the time or C(latest); C(time) is how old the data are."""

    source: str
    name: str
    engine: str
    version: str
    time: datetime
    request: tuple[str, Item]

    @property
    def tags(self) -> dict[str, str]:
        return {SOURCE_TAG: self.source, POINT_TAG: self.name}


def written(time: datetime) -> str:
    return time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def moment(source: str, text: str) -> datetime:
    """A time of an operator, who has to say of which zone."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = datetime.min
    if found.tzinfo is None:
        raise PlatformError(
            f"{KIND} {source}: restore_to {text} is no time with a zone: give one such as 2026-01-31T03:00:00Z."
        )
    return found.astimezone(UTC)


def from_snapshot(source: str, name: str, snapshots: Iterable[Item]) -> Point:
    """A snapshot of the source, by its name or ARN."""
    ready = {row["DBClusterSnapshotIdentifier"]: row for row in snapshots if row["Status"] == "available"}
    arns = {row["DBClusterSnapshotArn"]: key for key, row in ready.items()}
    found = ready.get(arns.get(name, name))
    if found is None:
        newest = sorted(ready, key=lambda key: ready[key]["SnapshotCreateTime"])[-5:]
        raise PlatformError(
            f"{KIND} {source}: there is no snapshot {name} of it: choose one of "
            f"{', '.join(newest) or 'none, there is not any'}."
        )
    request = {"SnapshotIdentifier": found["DBClusterSnapshotArn"], "Engine": found["Engine"]}
    return Point(
        source,
        found["DBClusterSnapshotIdentifier"],
        found["Engine"],
        found["EngineVersion"],
        found["SnapshotCreateTime"],
        ("restore_db_cluster_from_snapshot", request),
    )


def from_backups(source: str, restore_to: str | None, cluster: Item | None) -> Point:
    """A time that the backups of the source reach, or the last they have."""
    if cluster is None:
        raise PlatformError(
            f"{KIND} {source}: it is not there, and its backups went with it: restore a snapshot of it instead."
        )
    first, last = cluster.get("EarliestRestorableTime"), cluster.get("LatestRestorableTime")
    if first is None or last is None:
        raise PlatformError(f"{KIND} {source}: it has no backup yet: run again in some minutes, or restore a snapshot.")
    time = moment(source, restore_to) if restore_to else last
    if not first <= time <= last:
        raise PlatformError(
            f"{KIND} {source}: restore_to {restore_to} is not within its backups: "
            f"give a time from {written(first)} to {written(last)}."
        )
    request: Item = {"SourceDBClusterIdentifier": source, "RestoreType": "full-copy"}
    request |= {"RestoreToTime": time} if restore_to else {"UseLatestRestorableTime": True}
    name = written(time) if restore_to else LATEST
    method = "restore_db_cluster_to_point_in_time"
    return Point(source, name, cluster["Engine"], cluster["EngineVersion"], time, (method, request))


def restore_request(item: Item, point: Point) -> tuple[str, Item]:
    """The call with its arguments. A restore is not protected: it can be removed until a role takes it up."""
    method, origin = point.request
    backups = ("backup_retention", "backup_window", "maintenance_window")
    options = {option: item.get(key) for key, option in OPTIONS.items() if key not in backups}
    tags = {**item["tags"], TIME_TAG: written(point.time)}
    return method, stated(
        {
            **options,
            **origin,
            "DBClusterIdentifier": item["name"],
            "DBSubnetGroupName": item["subnet_group"],
            "KmsKeyId": item["kms_key_arn"],
            "Port": item["port"],
            "DeletionProtection": False,
            "ServerlessV2ScalingConfiguration": capacity(item),
            "EnableCloudwatchLogsExports": item["log_types"],
            "Tags": tag_list(tags),
        }
    )


def refuse_change(change: Change, point: Point) -> None:
    """Whatever differs: a cluster that is there is left as it is."""
    tags = (change.before or {})["tags"]
    if (tags.get(SOURCE_TAG), tags.get(POINT_TAG)) != (point.source, point.name):
        raise PlatformError(
            f"{KIND} {change.name}: it exists and is {origin(tags)}, not of {point.source} at {point.name}: "
            "choose another name, nothing is restored over a cluster."
        )
    raise PlatformError(
        f"{KIND} {change.name}: it is restored already and differs in {', '.join(sorted(change.fields))}: "
        "change it with rds_clusters, or remove it and restore again."
    )


def refuse_removal(current: Item, source: str) -> None:
    """Whatever is in use, or never was a copy."""
    if current["tags"].get(SOURCE_TAG) != source:
        raise PlatformError(
            f"{KIND} {current['name']}: it is {origin(current['tags'])}, not of {source}: "
            "correct name or source, only a restore is removed here."
        )
    if current["deletion_protection"]:
        raise PlatformError(
            f"{KIND} {current['name']}: it is protected against deletion, as what is in use is: "
            "remove it with rds_clusters, which asks for its name."
        )


def origin(tags: Mapping[str, str]) -> str:
    return f"a restore of {tags[SOURCE_TAG]} at {tags.get(POINT_TAG)}" if SOURCE_TAG in tags else "no restore"

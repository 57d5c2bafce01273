"""Restores of Aurora clusters: moto fails on those whose password RDS keeps, and gives them all of their source's."""

import uuid
from datetime import UTC, datetime
from typing import Any

from moto.rds.exceptions import DBClusterNotFoundError, DBClusterSnapshotNotFoundError, RDSClientError

from sandbox.emulator.mending import Original
from sandbox.emulator.rds_databases import DATABASES

KEPT = (
    "engine",
    "engine_version",
    "database_name",
    "master_username",
    "port",
    "backup_retention_period",
    "preferred_backup_window",
    "preferred_maintenance_window",
    "storage_encrypted",
    "kms_key_id",
)
"""What a restore has of its source; groups, logs, capacity and tags are those of the request, or none."""


def create_db_cluster_snapshot(original: Original, backend: Any, *args: Any, **kwargs: Any) -> Any:
    """Those that RDS makes by itself are as empty as the cluster is when it begins."""
    snapshot = original(backend, *args, **kwargs)
    snapshot.rows = DATABASES.dump(snapshot.cluster) if snapshot.snapshot_type == "manual" else None
    return snapshot


def restore_db_cluster_from_snapshot(
    original: Original, backend: Any, from_snapshot_id: str, overrides: dict[str, Any]
) -> Any:
    name = from_snapshot_id.split(":", 6)[6] if from_snapshot_id.startswith("arn:") else from_snapshot_id
    snapshot = backend.cluster_snapshots.get(name)
    if snapshot is None:
        raise DBClusterSnapshotNotFoundError(name)
    if overrides["engine"] != snapshot.engine:
        raise RDSClientError("InvalidParameterCombination", f"{name} is of {snapshot.engine}.")
    return _make(backend, snapshot.cluster, overrides, getattr(snapshot, "rows", None))


def restore_db_cluster_to_point_in_time(
    original: Original, backend: Any, source_db_cluster_identifier: str, **options: Any
) -> Any:
    """The sandbox has the rows of today: what is restored to an earlier time has none, rather than those."""
    source = backend.clusters.get(source_db_cluster_identifier)
    if source is None:
        raise DBClusterNotFoundError(source_db_cluster_identifier)
    time, latest = options.get("restore_to_time"), options.get("use_latest_restorable_time")
    if bool(time) == bool(latest):
        message = "Give one of RestoreToTime and UseLatestRestorableTime."
        raise RDSClientError("InvalidParameterCombination", message)
    if time and not _zoned(source.earliest_restorable_time) <= _zoned(time) <= _zoned(source.latest_restorable_time):
        raise RDSClientError("InvalidRestoreFault", f"{time} is outside of the backups.")
    return _make(backend, source, options, DATABASES.dump(source) if latest else None)


def _make(backend: Any, source: Any, options: dict[str, Any], rows: bytes | None) -> Any:
    """The master password is in what is restored, and nothing keeps it in a secret."""
    kept = {key: getattr(source, key) for key in KEPT}
    given = {key: value for key, value in options.items() if value is not None}
    cluster = backend.create_db_cluster({**kept, "master_user_password": uuid.uuid4().hex, **given})
    DATABASES.load(cluster, rows)
    return cluster


def _zoned(time: datetime) -> datetime:
    return time if time.tzinfo else time.replace(tzinfo=UTC)

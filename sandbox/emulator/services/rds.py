"""RDS."""

from collections.abc import Callable
from typing import Any

from moto.rds.models import DBCluster, DBInstance, RDSBackend
from moto.rds.responses import RDSResponse

from sandbox.emulator import rds_catalogue, rds_clusters, rds_restores
from sandbox.emulator.held import hold_attribute
from sandbox.emulator.held_updates import HeldUpdates
from sandbox.emulator.hold import Hold
from sandbox.emulator.mending import mend
from sandbox.emulator.names import Named, by_name


def clusters(backend: Any) -> Named:
    rds_clusters.sweep(backend)
    return by_name(backend.clusters.values(), "db_cluster_identifier", "db_cluster_arn")


def instances(backend: Any) -> Named:
    rds_clusters.sweep(backend)
    return by_name(backend.databases.values(), "db_instance_identifier", "db_instance_arn")


KINDS: dict[str, Callable[[Any], Named]] = {
    "rds_cluster": clusters,
    "rds_instance": instances,
    "rds_subnet_group": lambda b: by_name(b.subnet_groups.values()),
    "rds_cluster_parameter_group": lambda b: by_name(b.db_cluster_parameter_groups.values()),
    "rds_cluster_snapshot": lambda b: [
        (name, snapshot.arn) for name, snapshot in b.cluster_snapshots.items() if snapshot.snapshot_type == "manual"
    ],
}


def install(hold: Hold) -> None:
    hold_attribute(DBCluster, "_status", HeldUpdates(hold, "rds_cluster"))
    hold_attribute(DBInstance, "status", HeldUpdates(hold, "rds_instance"))
    DBCluster._members = property(rds_clusters.members)
    RDSResponse.describe_db_engine_versions = rds_catalogue.describe_db_engine_versions
    RDSResponse.describe_db_cluster_parameters = rds_catalogue.describe_db_cluster_parameters
    mend(
        [
            (RDSBackend, rds_clusters.create_db_cluster),
            (RDSBackend, rds_clusters.modify_db_cluster),
            (RDSBackend, rds_clusters.delete_db_cluster),
            (RDSBackend, rds_clusters.describe_db_clusters),
            (RDSBackend, rds_restores.create_db_cluster_snapshot),
            (RDSBackend, rds_restores.restore_db_cluster_from_snapshot),
            (RDSBackend, rds_restores.restore_db_cluster_to_point_in_time),
            (RDSBackend, rds_clusters.create_db_instance),
            (RDSBackend, rds_clusters.modify_db_instance),
            (RDSBackend, rds_clusters.delete_db_instance),
            (RDSBackend, rds_clusters.describe_db_instances),
            (RDSBackend, rds_clusters.modify_db_subnet_group),
            (RDSBackend, rds_clusters.delete_subnet_group),
            (RDSBackend, rds_clusters.delete_db_cluster_parameter_group),
        ]
    )

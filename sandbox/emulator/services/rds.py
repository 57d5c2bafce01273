"""RDS."""

from collections.abc import Callable
from typing import Any

from moto.rds.models import DBCluster, DBInstance

from sandbox.emulator.held import Held, hold_attribute
from sandbox.emulator.hold import Hold
from sandbox.emulator.names import Named, by_name

KINDS: dict[str, Callable[[Any], Named]] = {
    "rds_cluster": lambda b: by_name(b.clusters.values(), "db_cluster_identifier", "db_cluster_arn"),
    "rds_instance": lambda b: by_name(b.databases.values(), "db_instance_identifier", "db_instance_arn"),
}


def install(hold: Hold) -> None:
    hold_attribute(DBCluster, "_status", Held(hold, "rds_cluster", "creating"))
    hold_attribute(DBInstance, "status", Held(hold, "rds_instance", "creating"))

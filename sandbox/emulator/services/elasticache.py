"""ElastiCache."""

from collections.abc import Callable
from typing import Any

from moto.elasticache.models import CacheCluster, ReplicationGroup

from sandbox.emulator.held import Held, hold_attribute
from sandbox.emulator.hold import Hold
from sandbox.emulator.names import Named, by_name

KINDS: dict[str, Callable[[Any], Named]] = {
    "elasticache_group": lambda b: [
        *by_name(b.replication_groups.values(), "replication_group_id"),
        *by_name(b.cache_clusters.values(), "cache_cluster_id"),
    ],
}


def install(hold: Hold) -> None:
    hold_attribute(ReplicationGroup, "status", Held(hold, "elasticache_replication_group", "creating"))
    hold_attribute(CacheCluster, "cache_cluster_status", Held(hold, "elasticache_cluster", "creating"))

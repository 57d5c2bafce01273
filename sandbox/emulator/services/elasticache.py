"""ElastiCache."""

from collections.abc import Callable
from typing import Any

from moto.elasticache.models import CacheCluster, ElastiCacheBackend, ReplicationGroup

from sandbox.emulator import elasticache_calls, elasticache_groups
from sandbox.emulator.held import Held, hold_attribute
from sandbox.emulator.held_updates import HeldUpdates
from sandbox.emulator.hold import Hold
from sandbox.emulator.mending import Original, mend
from sandbox.emulator.names import Named, by_name


def replication_groups(backend: Any) -> Named:
    elasticache_groups.sweep(backend)
    return by_name(backend.replication_groups.values(), "replication_group_id")


KINDS: dict[str, Callable[[Any], Named]] = {
    "elasticache_replication_group": replication_groups,
    "elasticache_cluster": lambda b: by_name(b.cache_clusters.values(), "cache_cluster_id"),
    "elasticache_subnet_group": lambda b: by_name(b.cache_subnet_groups.values(), "cache_subnet_group_name"),
    "elasticache_parameter_group": lambda b: [
        (name, group["ARN"]) for name, group in elasticache_groups.parameter_groups(b).items()
    ],
    "elasticache_snapshot": lambda b: by_name(b.snapshots.values(), "snapshot_name"),
}


def refuse_busy(backend: Any, arn: str) -> None:
    """A replication group that is under way has no tags to read or write."""
    for group in list(backend.replication_groups.values()):
        if group.arn == arn:
            elasticache_groups.changeable(backend, group.replication_group_id)


def list_tags_for_resource(original: Original, backend: Any, arn: str) -> Any:
    """Parameter groups have tags too."""
    refuse_busy(backend, arn)
    return backend.tagging_service.list_tags_for_resource(arn) if ":parametergroup:" in arn else original(backend, arn)


def add_tags_to_resource(original: Original, backend: Any, arn: str, tags: Any) -> Any:
    refuse_busy(backend, arn)
    return original(backend, arn, tags)


def install(hold: Hold) -> None:
    hold_attribute(ReplicationGroup, "status", HeldUpdates(hold, "elasticache_replication_group"))
    hold_attribute(CacheCluster, "cache_cluster_status", Held(hold, "elasticache_cluster", "creating"))
    elasticache_calls.install()
    mend(
        [
            (ReplicationGroup, elasticache_groups.__init__),
            (ElastiCacheBackend, elasticache_groups.create_replication_group),
            (ElastiCacheBackend, elasticache_groups.create_snapshot),
            (ElastiCacheBackend, elasticache_groups.describe_replication_groups),
            (ElastiCacheBackend, elasticache_groups.describe_cache_clusters),
            (ElastiCacheBackend, list_tags_for_resource),
            (ElastiCacheBackend, add_tags_to_resource),
        ]
    )

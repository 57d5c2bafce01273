"""Replication groups of ElastiCache as moto does not know them: with all their nodes, in all their states."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from moto.elasticache.exceptions import ElastiCacheException, InvalidParameterCombinationException

from sandbox.emulator.held_updates import DELETED, UPDATED
from sandbox.emulator.mending import Original

MODIFIABLE = {
    "ReplicationGroupDescription": "description",
    "SecurityGroupIds": "security_group_ids",
    "PreferredMaintenanceWindow": "preferred_maintenance_window",
    "CacheParameterGroupName": "cache_parameter_group_name",
    "EngineVersion": "engine_version",
    "SnapshotRetentionLimit": "snapshot_retention_limit",
    "SnapshotWindow": "snapshot_window",
    "CacheNodeType": "cache_node_type",
}


class Refusal(ElastiCacheException):  # type: ignore[misc]
    def __init__(self, code: str, message: str) -> None:
        self.code = code
        super().__init__(message)


def sweep(backend: Any) -> None:
    for name in [name for name, group in backend.replication_groups.items() if group.status == DELETED]:
        del backend.replication_groups[name]


def nodes(group: Any) -> list[dict[str, Any]]:
    members: list[dict[str, Any]] = group.node_groups[0]["node_group_members"]
    return members


def scale(group: Any, count: int) -> None:
    """The nodes 002, 003 and so on come and go at the end, one zone after the other."""
    members = nodes(group)
    del members[count:]
    for number in range(len(members) + 1, count + 1):
        shard = "-0001" if group.cluster_enabled else ""
        name = f"{group.replication_group_id}{shard}-{number:0>3}"
        zone = f"us-east-1{'abc'[(number - 1) % 3]}"
        members.append(
            {"cache_cluster_id": name, "cache_node_id": "0001", "preferred_availability_zone": zone}
            | {"current_role": "replica" if number > 1 else "primary"}
        )
    group.member_clusters[:] = [node["cache_cluster_id"] for node in members]


def __init__(original: Original, group: Any, *args: Any, **kwargs: Any) -> None:
    """NumCacheClusters counts the nodes; moto makes one whatever it says, and forgets the readers' endpoint."""
    original(group, *args, **kwargs)
    for shard in group.node_groups:
        if "reader_endpoint_address" in shard:
            shard["reader_endpoint"] = {"address": shard["reader_endpoint_address"], "port": group.port}
    if kwargs.get("num_cache_clusters") and group.cluster_mode != "enabled":
        scale(group, kwargs["num_cache_clusters"])


def create_replication_group(original: Original, backend: Any, **options: Any) -> Any:
    sweep(backend)
    if options["auth_token"] and not options["transit_encryption_enabled"]:
        raise InvalidParameterCombinationException("AUTH needs transit encryption.")
    sharded, replicas = options["cluster_mode"] == "enabled", options["replicas_per_node_group"] or 0
    if options["automatic_failover_enabled"] and (replicas + 1 if sharded else options["num_cache_clusters"] or 1) < 2:
        raise InvalidParameterCombinationException("Automatic failover needs two nodes.")
    for kind, key in (("Subnet", "cache_subnet_group_name"), ("Parameter", "cache_parameter_group_name")):
        known = {"Subnet": backend.cache_subnet_groups, "Parameter": parameter_groups(backend)}[kind]
        if options[key] and options[key] not in known:
            raise Refusal(f"Cache{kind}GroupNotFoundFault", f"Cache{kind}Group {options[key]} not found.")
    if sharded:
        check_cluster_mode(parameter_groups(backend), options)
    if options["snapshot_name"] and options["snapshot_name"] not in backend.snapshots:
        raise Refusal("SnapshotNotFoundFault", f"Snapshot {options['snapshot_name']} not found.")
    return original(backend, **options)


def check_cluster_mode(known: dict[str, dict[str, Any]], options: dict[str, Any]) -> None:
    if not options["automatic_failover_enabled"]:
        raise InvalidParameterCombinationException("Cluster mode needs automatic failover.")
    name = options["cache_parameter_group_name"]
    if name is None or known[name]["parameters"].get("cluster-enabled") != "yes":
        raise InvalidParameterCombinationException("Cluster mode needs a parameter group with cluster-enabled yes.")


def create_snapshot(original: Original, backend: Any, *args: Any, **kwargs: Any) -> Any:
    """moto forgets when it was taken."""
    snapshot = original(backend, *args, **kwargs)
    taken = {"cache_cluster_id": f"{snapshot.replication_group_id}-001", "snapshot_create_time": datetime.now(UTC)}
    snapshot.node_snapshots = [taken]
    return snapshot


def describe_replication_groups(original: Original, backend: Any, replication_group_id: str | None = None) -> Any:
    sweep(backend)
    return original(backend, replication_group_id)


def describe_cache_clusters(original: Original, backend: Any, cache_cluster_id: str | None = None) -> Any:
    sweep(backend)
    members = [member for group in backend.replication_groups.values() for member in clusters(group)]
    if found := [member for member in members if cache_cluster_id == member["CacheClusterId"]]:
        return found
    return original(backend, cache_cluster_id) + ([] if cache_cluster_id else members)


def clusters(group: Any) -> Iterator[dict[str, Any]]:
    """What DescribeCacheClusters says of the nodes of a group: much of what the group itself does not tell."""
    for node in nodes(group):
        yield {
            "CacheClusterId": node["cache_cluster_id"],
            "ReplicationGroupId": group.replication_group_id,
            "CacheNodeType": group.cache_node_type,
            "CacheClusterStatus": group.status,
            "Engine": group.engine,
            "EngineVersion": f"{group.engine_version or '7.1'}.0",
            "NumCacheNodes": 1,
            "PreferredAvailabilityZone": node["preferred_availability_zone"],
            "PreferredMaintenanceWindow": group.preferred_maintenance_window or "sun:05:00-sun:06:00",
            "CacheSubnetGroupName": group.cache_subnet_group_name,
            "CacheParameterGroup": {
                "CacheParameterGroupName": group.cache_parameter_group_name or "default.redis7",
                "ParameterApplyStatus": "in-sync",
            },
            "SecurityGroups": [
                {"SecurityGroupId": group_id, "Status": "active"} for group_id in group.security_group_ids or []
            ],
        }


def changeable(backend: Any, name: str) -> Any:
    group = backend.describe_replication_groups(name)[0]
    if group.status != "available":
        raise Refusal("InvalidReplicationGroupState", f"Replication group {name} has status {group.status}.")
    return group


def modify(backend: Any, options: dict[str, Any]) -> Any:
    group: Any = changeable(backend, options["ReplicationGroupId"])
    for option, attribute in MODIFIABLE.items():
        if option in options:
            setattr(group, attribute, options[option])
    for option, attribute in (("AutomaticFailoverEnabled", "automatic_failover"), ("MultiAZEnabled", "multi_az")):
        if option in options:
            if options[option] and len(nodes(group)) < 2:
                raise InvalidParameterCombinationException("Automatic failover needs two nodes.")
            setattr(group, attribute, "enabled" if options[option] else "disabled")
    if options.get("AuthToken"):
        if options.get("AuthTokenUpdateStrategy") == "SET" and not group.auth_token_enabled:
            raise InvalidParameterCombinationException("There is no token yet: ROTATE first.")
        group.auth_token_enabled = True
    group.status = UPDATED
    return group


def change_replica_count(backend: Any, options: dict[str, Any], *, grow: bool) -> Any:
    group: Any = changeable(backend, options["ReplicationGroupId"])
    count = options["NewReplicaCount"] + 1
    if grow != (count > len(nodes(group))):
        raise Refusal("NoOperationFault", "The replica count does not change that way.")
    if count < 2 and group.automatic_failover == "enabled":
        raise InvalidParameterCombinationException("Automatic failover needs a replica.")
    scale(group, count)
    group.status = UPDATED
    return group


def delete(backend: Any, options: dict[str, Any]) -> Any:
    group: Any = changeable(backend, options["ReplicationGroupId"])
    if options.get("FinalSnapshotIdentifier"):
        backend.create_snapshot(options["FinalSnapshotIdentifier"], group.replication_group_id, None, None, None)
    group.status = DELETED
    return group


def parameter_groups(backend: Any) -> dict[str, dict[str, Any]]:
    groups: dict[str, dict[str, Any]] = backend.__dict__.setdefault("cache_parameter_groups", {})
    return groups

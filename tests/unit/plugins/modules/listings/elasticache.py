"""ElastiCache."""

from typing import Any

from tests.unit.plugins.modules.listings import answer

LISTS = (
    ("describe_cache_subnet_groups", "CacheSubnetGroups"),
    ("describe_cache_parameter_groups", "CacheParameterGroups"),
    ("describe_replication_groups", "ReplicationGroups"),
)


def listing(client: Any) -> dict[str, Any]:
    """Snapshots are what groups leave behind, and not of them."""
    listed: dict[str, Any] = {"nodes": client.describe_cache_clusters()["CacheClusters"]}
    for method, key in LISTS:
        listed[key] = [
            (row, answer(client.list_tags_for_resource(ResourceName=row["ARN"])))
            for row in getattr(client, method)()[key]
        ]
    for row, _ in listed["CacheParameterGroups"]:
        name = row["CacheParameterGroupName"]
        listed[name] = answer(client.describe_cache_parameters(CacheParameterGroupName=name, Source="user"))
    return listed

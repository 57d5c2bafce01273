"""RDS."""

from typing import Any

from tests.unit.plugins.modules.listings import answer

MOVING = ("LatestRestorableTime", "EarliestRestorableTime")
TAGGED = (
    ("describe_db_subnet_groups", "DBSubnetGroups", "DBSubnetGroupArn"),
    ("describe_db_cluster_parameter_groups", "DBClusterParameterGroups", "DBClusterParameterGroupArn"),
)


def listing(client: Any) -> dict[str, Any]:
    """Snapshots are what clusters leave behind, and not of them. The time of the last backup moves on by itself."""
    listed: dict[str, Any] = {
        key: [{name: row[name] for name in row.keys() - set(MOVING)} for row in getattr(client, method)()[key]]
        for method, key in (("describe_db_clusters", "DBClusters"), ("describe_db_instances", "DBInstances"))
    }
    for method, key, arn in TAGGED:
        rows = getattr(client, method)()[key]
        listed[key] = [(row, answer(client.list_tags_for_resource(ResourceName=row[arn]))) for row in rows]
    for row, _ in listed["DBClusterParameterGroups"]:
        name = row["DBClusterParameterGroupName"]
        listed[name] = answer(client.describe_db_cluster_parameters(DBClusterParameterGroupName=name, Source="user"))
    return listed

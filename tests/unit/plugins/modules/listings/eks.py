"""EKS, cluster by cluster."""

from typing import Any

from tests.unit.plugins.modules.listings import answer

EKS_LISTS = (
    ("list_nodegroups", "nodegroups", "describe_nodegroup", "nodegroupName"),
    ("list_addons", "addons", "describe_addon", "addonName"),
    ("list_access_entries", "accessEntries", "describe_access_entry", "principalArn"),
    ("list_access_entries", "accessEntries", "list_associated_access_policies", "principalArn"),
    ("list_pod_identity_associations", "associations", "describe_pod_identity_association", "associationId"),
)


def listing(client: Any) -> dict[str, Any]:
    listed: dict[str, Any] = {}
    for cluster in client.list_clusters()["clusters"]:
        listed[cluster] = answer(client.describe_cluster(name=cluster))
        for method, rows, describe, key in EKS_LISTS:
            for row in getattr(client, method)(clusterName=cluster)[rows]:
                target = {"clusterName": cluster, key: row[key] if isinstance(row, dict) else row}
                listed[f"{describe} {target}"] = answer(getattr(client, describe)(**target))
    return listed

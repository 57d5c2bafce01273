"""Aurora clusters that are made beside another, from a snapshot of it or from its backups."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible_collections.pinksea.platform.plugins.module_utils.data_stores import Settle
from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.rds.clusters import Clusters
from ansible_collections.pinksea.platform.plugins.module_utils.rds.instances import Instances
from ansible_collections.pinksea.platform.plugins.module_utils.rds.points import (
    TIME_TAG,
    Point,
    from_backups,
    from_snapshot,
    refuse_change,
    refuse_removal,
    restore_request,
)
from ansible_collections.pinksea.platform.plugins.module_utils.rds.requests import wanted as cluster_parts
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import Change, Item

SERVERLESS = "db.serverless"
CLUSTER = frozenset(
    {
        "name",
        "min_capacity",
        "max_capacity",
        "subnet_ids",
        "security_group_ids",
        "parameters",
        "port",
        "kms_key_arn",
        "secret_key_arn",
        "log_types",
        "iam_authentication",
    }
)
"""Options that a restore shares with any cluster."""


class RestoredClusters(Clusters):
    """A cluster that exists is never changed."""

    def __init__(self, client: Any, wanted: Mapping[str, Item], gone: Settle, settle: Settle, point: Point) -> None:
        super().__init__(client, wanted, gone, settle, final_snapshot=False)
        self.point = point

    def read(self) -> dict[str, Item]:
        return {name: {**item, "restored_time": item["tags"].get(TIME_TAG)} for name, item in super().read().items()}

    def create(self, wanted: Item) -> None:
        if wanted["name"] in self.leaving:
            self.gone(wanted["name"])
        method, request = restore_request(wanted, self.point)
        getattr(self.client, method)(**request)

    def check(self, change: Change) -> None:
        refuse_change(change, self.point)


class MasterSecrets(RestoredClusters):
    """A restore has the master password that its source had; one that RDS keeps in a secret takes its place."""

    kind = "rds_cluster_secret"

    def __init__(self, clusters: RestoredClusters, wanted: Mapping[str, Item], settle_instance: Settle) -> None:
        super().__init__(clusters.client, wanted, clusters.gone, clusters.settle, clusters.point)
        self.settle_instance = settle_instance

    def read(self) -> dict[str, Item]:
        return {name: item for name, item in super().read().items() if item["secret_arn"]}

    def create(self, wanted: Item) -> None:
        name, key = wanted["name"], wanted["secret_key_arn"]
        self.settle(name)
        self.settle_instance(instance_of(name))
        self.modify(name, ManageMasterUserPassword=True, **({"MasterUserSecretKmsKeyId": key} if key else {}))
        self.settle(name)


def instance_of(cluster: str) -> str:
    return f"{cluster}-a"


def find_point(client: Any, params: Item) -> Point:
    """What is restored, once it is known to be there. RDS lists snapshots by cluster only while that is there."""
    source = params["source"]
    clusters = Clusters(client, {source: {}}, lambda _: None, lambda _: None, final_snapshot=False)
    if params["snapshot"] is None:
        return from_backups(source, params["restore_to"], next((row for _, row, _ in clusters.found()), None))
    kept = [
        row
        for kind in ("manual", "automated", "awsbackup")
        for row in clusters.pages("describe_db_cluster_snapshots", "DBClusterSnapshots", SnapshotType=kind)
        if row["DBClusterIdentifier"] == source
    ]
    return from_snapshot(source, params["snapshot"], kept)


def wanted(params: Item, point: Point | None) -> tuple[dict[str, Item], ...]:
    """The groups, the cluster, its instance and its secret, by name."""
    name = params["name"]
    origin = point.tags if point else {}
    engine, version = (point.engine, point.version) if point else ("", "")
    given = {key: value for key, value in params.items() if key in CLUSTER}
    cluster = {**given, "engine": engine, "engine_version": version.split(".")[0], "backup_retention": 1}
    options = {"clusters": [cluster], "state": params["state"], "tags": params["tags"] | origin}
    subnets, parameters, clusters = cluster_parts(options)
    item = {key: value for key, value in clusters[name].items() if key not in ("backup_retention", "secret_key_arn")}
    instance = {
        "name": instance_of(name),
        "cluster": name,
        "engine": engine,
        "instance_class": SERVERLESS,
        "zone": None,
        "promotion_tier": 0,
        "tags": params["tags"] | origin,
    }
    return (
        subnets,
        parameters,
        {name: item},
        {instance_of(name): instance},
        {name: {**item, "secret_key_arn": params["secret_key_arn"]}},
    )


def refuse_removals(restored: Clusters, members: Instances, params: Item) -> None:
    for item in restored.read().values():
        refuse_removal(item, params["source"])
    for item in members.read().values():
        if item["cluster"] != params["name"]:
            raise PlatformError(
                f"{Instances.kind} {item['name']}: it belongs to {item['cluster']}, not to {params['name']}: "
                "correct the name of the restore."
            )

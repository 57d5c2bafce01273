"""Aurora clusters and instances: what moto forgets of a change, and how long things come, change and go."""

from collections.abc import Iterable
from typing import Any

from moto.rds.exceptions import RDSClientError
from moto.rds.models import DBCluster

from sandbox.emulator.held_updates import DELETED, UPDATED
from sandbox.emulator.mending import Original
from sandbox.emulator.rds_databases import DATABASES

all_members = DBCluster._members.fget


def sweep(backend: Any) -> None:
    """What has been going for long enough is gone."""
    for known, attribute in ((backend.clusters, "_status"), (backend.databases, "status")):
        for name in [name for name, item in known.items() if getattr(item, attribute) == DELETED]:
            del known[name]


def members(cluster: Any) -> Iterable[Any]:
    """An instance on its way out is no member any more."""
    return [member for member in all_members(cluster) if member.status not in ("deleting", DELETED)]


def refuse_unless_available(cluster: Any) -> None:
    if cluster.status != "available":
        message = f"DBCluster {cluster.db_cluster_identifier} has status {cluster.status}."
        raise RDSClientError("InvalidDBClusterStateFault", message)


def create_db_cluster(original: Original, backend: Any, kwargs: dict[str, Any]) -> Any:
    sweep(backend)
    name = kwargs["db_cluster_identifier"]
    if name in backend.clusters:
        raise RDSClientError("DBClusterAlreadyExistsFault", f"DB cluster {name} already exists.")
    groups = (
        ("DBSubnetGroupNotFoundFault", "db_subnet_group_name", backend.subnet_groups),
        ("DBClusterParameterGroupNotFound", "db_cluster_parameter_group_name", backend.db_cluster_parameter_groups),
    )
    for code, key, known in groups:
        group = kwargs.get(key)
        if group and not group.startswith("default") and group not in known:
            raise RDSClientError(code, f"{group} was not found.")
    return original(backend, kwargs)


def modify_db_cluster(original: Original, backend: Any, kwargs: dict[str, Any]) -> Any:
    """moto reads the log types under the name that CreateDBCluster has for them, and drops IAM authentication."""
    cluster = backend.describe_db_clusters(kwargs["db_cluster_identifier"])[0]
    refuse_unless_available(cluster)
    logs = kwargs.pop("cloudwatch_logs_export_configuration", None)
    if logs:
        exported = set(cluster.enabled_cloudwatch_logs_exports) | set(logs.get("enable_log_types", []))
        cluster.enabled_cloudwatch_logs_exports = sorted(exported - set(logs.get("disable_log_types", [])))
    if "enable_iam_database_authentication" in kwargs:
        cluster.iam_auth = kwargs.pop("enable_iam_database_authentication")
    original(backend, kwargs)
    cluster._status = UPDATED
    return cluster


def delete_db_cluster(original: Original, backend: Any, cluster_identifier: str, *args: Any, **kwargs: Any) -> Any:
    """Its automated backups go with it, and so do the rows of a restore."""
    cluster = backend.describe_db_clusters(cluster_identifier)[0]
    if not cluster.deletion_protection:
        refuse_unless_available(cluster)
    original(backend, cluster_identifier, *args, **kwargs)
    backups = [
        name
        for name, snapshot in backend.cluster_snapshots.items()
        if snapshot.snapshot_type == "automated" and snapshot.db_cluster_identifier == cluster_identifier
    ]
    for name in backups:
        del backend.cluster_snapshots[name]
    DATABASES.drop(cluster)
    backend.clusters[cluster_identifier] = cluster
    cluster._status = DELETED
    return cluster


def describe_db_clusters(original: Original, backend: Any, *args: Any, **kwargs: Any) -> Any:
    sweep(backend)
    return original(backend, *args, **kwargs)


def describe_db_instances(original: Original, backend: Any, *args: Any, **kwargs: Any) -> Any:
    sweep(backend)
    return original(backend, *args, **kwargs)


def create_db_instance(original: Original, backend: Any, db_kwargs: dict[str, Any]) -> Any:
    sweep(backend)
    return original(backend, db_kwargs)


def modify_db_instance(original: Original, backend: Any, name: str, db_kwargs: dict[str, Any]) -> Any:
    instance = backend.describe_db_instances(name)[0]
    if instance.status != "available":
        raise RDSClientError("InvalidDBInstanceState", f"Database instance {name} is not in available state.")
    original(backend, name, db_kwargs)
    instance.status = UPDATED
    return instance


def delete_db_instance(original: Original, backend: Any, db_instance_identifier: str, *args: Any, **kwargs: Any) -> Any:
    sweep(backend)
    instance = original(backend, db_instance_identifier, *args, **kwargs)
    backend.databases[db_instance_identifier] = instance
    instance.status = DELETED
    return instance


def modify_db_subnet_group(original: Original, backend: Any, subnet_name: str, *args: Any, **kwargs: Any) -> Any:
    """moto loses a group that it modifies."""
    backend.describe_db_subnet_groups(subnet_name)
    backend.subnet_groups[subnet_name] = original(backend, subnet_name, *args, **kwargs)
    return backend.subnet_groups[subnet_name]


def delete_subnet_group(original: Original, backend: Any, subnet_name: str) -> Any:
    sweep(backend)
    if any(cluster.db_subnet_group_name == subnet_name for cluster in backend.clusters.values()):
        raise RDSClientError("InvalidDBSubnetGroupStateFault", f"DB subnet group {subnet_name} is in use.")
    return original(backend, subnet_name)


def delete_db_cluster_parameter_group(original: Original, backend: Any, db_cluster_parameter_group_name: str) -> None:
    sweep(backend)
    name = db_cluster_parameter_group_name
    if any(cluster.parameter_group == name for cluster in backend.clusters.values()):
        raise RDSClientError("InvalidDBParameterGroupState", f"DB cluster parameter group {name} is in use.")
    original(backend, name)

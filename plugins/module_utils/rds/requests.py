"""Aurora clusters as plain data: what is read, what is asked for, what is refused."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from ansible_collections.pinksea.platform.plugins.module_utils.checks import require, within
from ansible_collections.pinksea.platform.plugins.module_utils.data_stores import refuse_replacement
from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import Change, Item, by_name, stated
from ansible_collections.pinksea.platform.plugins.module_utils.tags import tag_list

KIND = "rds_cluster"
NAME = re.compile(r"(?=.{1,63}$)[a-z]([a-z0-9]|-(?=[a-z0-9]))*")
OPTIONS = {
    "parameter_group": "DBClusterParameterGroupName",
    "security_group_ids": "VpcSecurityGroupIds",
    "backup_retention": "BackupRetentionPeriod",
    "backup_window": "PreferredBackupWindow",
    "maintenance_window": "PreferredMaintenanceWindow",
    "iam_authentication": "EnableIAMDatabaseAuthentication",
    "deletion_protection": "DeletionProtection",
    "copy_tags": "CopyTagsToSnapshot",
}
"""Options that creating and modifying write in the same way."""
CAPACITY = {"min_capacity": "MinCapacity", "max_capacity": "MaxCapacity"}
REPLACED = ("engine", "database_name", "master_username", "kms_key_arn", "subnet_group", "secret_key_arn", "port")


def to_item(cluster: Item, tags: Mapping[str, str], wanted: Item) -> Item:
    """An answer of DescribeDBClusters. What RDS is about to do counts as done; the version is as exact as wanted."""
    pending = cluster.get("PendingModifiedValues", {})
    capacity, secret = cluster.get("ServerlessV2ScalingConfiguration", {}), cluster.get("MasterUserSecret", {})
    version = pending.get("EngineVersion") or cluster["EngineVersion"]
    depth = len((wanted.get("engine_version") or version).split("."))
    return {
        "name": cluster["DBClusterIdentifier"],
        "engine": cluster["Engine"],
        "engine_version": ".".join(version.split(".")[:depth]),
        "database_name": cluster.get("DatabaseName"),
        "master_username": cluster.get("MasterUsername"),
        "port": cluster.get("Port"),
        "subnet_group": cluster.get("DBSubnetGroup"),
        "parameter_group": cluster.get("DBClusterParameterGroup"),
        "security_group_ids": sorted(row["VpcSecurityGroupId"] for row in cluster.get("VpcSecurityGroups", [])),
        "kms_key_arn": cluster.get("KmsKeyId"),
        "secret_key_arn": secret.get("KmsKeyId"),
        **{key: capacity.get(field) for key, field in CAPACITY.items()},
        "backup_retention": pending.get("BackupRetentionPeriod", cluster.get("BackupRetentionPeriod")),
        "backup_window": cluster.get("PreferredBackupWindow"),
        "maintenance_window": cluster.get("PreferredMaintenanceWindow"),
        "log_types": sorted(cluster.get("EnabledCloudwatchLogsExports", [])),
        "iam_authentication": pending.get(
            "IAMDatabaseAuthenticationEnabled", cluster.get("IAMDatabaseAuthenticationEnabled", False)
        ),
        "deletion_protection": cluster.get("DeletionProtection", False),
        "copy_tags": cluster.get("CopyTagsToSnapshot", False),
        "tags": tags,
        "arn": cluster["DBClusterArn"],
        "status": cluster["Status"],
        "full_version": version,
        "endpoint": cluster.get("Endpoint"),
        "reader_endpoint": cluster.get("ReaderEndpoint"),
        "resource_id": cluster.get("DbClusterResourceId"),
        "secret_arn": secret.get("SecretArn"),
    }


def capacity(item: Item) -> Item | None:
    return {field: item[key] for key, field in CAPACITY.items() if item.get(key) is not None} or None


def create_request(item: Item, version: str) -> Item:
    """The arguments of CreateDBCluster. The master password is made and kept by RDS."""
    return stated(
        {
            **{option: item[key] for key, option in OPTIONS.items()},
            "DBClusterIdentifier": item["name"],
            "Engine": item["engine"],
            "EngineVersion": version,
            "DatabaseName": item["database_name"],
            "MasterUsername": item["master_username"],
            "ManageMasterUserPassword": True,
            "MasterUserSecretKmsKeyId": item["secret_key_arn"],
            "DBSubnetGroupName": item["subnet_group"],
            "StorageEncrypted": True,
            "KmsKeyId": item["kms_key_arn"],
            "Port": item["port"],
            "ServerlessV2ScalingConfiguration": capacity(item),
            "EnableCloudwatchLogsExports": item["log_types"],
            "Tags": tag_list(item["tags"]),
        }
    )


def modify_request(change: Change) -> Item:
    """The arguments of ModifyDBCluster; none when only tags differ."""
    before, after, fields = change.before or {}, change.after or {}, change.fields
    request: Item = {option: after[key] for key, option in OPTIONS.items() if key in fields}
    if fields & CAPACITY.keys():
        request["ServerlessV2ScalingConfiguration"] = capacity({**before, **stated(after)})
    if "log_types" in fields:
        have, want = set(before["log_types"]), set(after["log_types"])
        request["CloudwatchLogsExportConfiguration"] = {
            "EnableLogTypes": sorted(want - have),
            "DisableLogTypes": sorted(have - want),
        }
    if "engine_version" in fields:
        request["EngineVersion"] = after["engine_version"]
    return request


def numbers(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))


def newest(versions: Iterable[str], wanted: str) -> str | None:
    """The newest of the versions that begin with the wanted one."""
    fitting = [version for version in versions if f"{version}.".startswith(f"{wanted}.")]
    return max(fitting, key=numbers, default=None)


def refuse(change: Change) -> None:
    """Changes that RDS does not make to an existing cluster, or that this module leaves to somebody who is watching."""
    before, after = change.before or {}, change.after or {}
    refuse_replacement(
        change,
        REPLACED,
        f"database {before['database_name']} and everything else in the cluster",
        "make a cluster of another name from a snapshot, move the clients, and then remove this one",
    )
    if "engine_version" in change.fields:
        present, wanted = before["full_version"], after["engine_version"]
        if numbers(wanted) < numbers(present)[: len(numbers(wanted))]:
            raise PlatformError(
                f"{KIND} {change.name}: engine_version {wanted} is below the present {present}, "
                f"and RDS cannot go back: give {present}."
            )
        if numbers(wanted)[0] != numbers(present)[0]:
            raise PlatformError(
                f"{KIND} {change.name}: engine_version {wanted} is another major version than the present {present}, "
                "and an upgrade in place stops every client and cannot be undone: "
                "make a cluster of another name from a snapshot, or upgrade by hand and then state the new version."
            )


def wanted(params: Item) -> tuple[dict[str, Item], dict[str, Item], dict[str, Item]]:
    """The subnet groups, parameter groups and clusters by name, from the options of the module."""
    subnets, parameters, clusters = {}, {}, {}
    for name, given in by_name(params["clusters"]).items():
        if params["state"] == "present":
            refuse_options(given)
        common = {"name": name, "tags": params["tags"]}
        family = f"{given['engine']}{(given['engine_version'] or '').split('.')[0]}"
        texts = {key: str(value) for key, value in (given["parameters"] or {}).items()}
        subnets[name] = {**common, "subnet_ids": sorted(given["subnet_ids"] or [])}
        parameters[name] = {**common, "family": family, "parameters": texts}
        clusters[name] = {
            **{key: value for key, value in given.items() if key not in ("subnet_ids", "parameters")},
            **common,
            "security_group_ids": sorted(given["security_group_ids"] or []) or None,
            "log_types": None if given["log_types"] is None else sorted(given["log_types"]),
            "subnet_group": name,
            "parameter_group": name,
            "copy_tags": True,
        }
    return subnets, parameters, clusters


def refuse_options(cluster: Item) -> None:
    """What RDS would refuse after the groups have been made."""
    if not NAME.fullmatch(cluster["name"]):
        raise PlatformError(
            f"{KIND} {cluster['name']}: is not a name for RDS: "
            "give 63 lower-case letters, digits and single dashes at most, a letter first."
        )
    require(KIND, cluster, "engine_version", "subnet_ids", "min_capacity", "max_capacity")
    within(KIND, cluster, "backup_retention", 1, 35)
    low, high = cluster["min_capacity"], cluster["max_capacity"]
    if not 0 <= low <= high <= 256 or high < 1 or any(value * 2 % 1 for value in (low, high)):
        raise PlatformError(
            f"{KIND} {cluster['name']}: min_capacity {low} and max_capacity {high} are no range of capacity units: "
            "give steps of 0.5 from 0 to 256, the first not above the second, which is 1 at least."
        )
    if len(cluster["subnet_ids"]) < 2:
        raise PlatformError(f"{KIND} {cluster['name']}: subnet_ids has one subnet: give two, in different zones.")

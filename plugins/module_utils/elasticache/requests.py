"""Replication groups as plain data: what is read, what is asked for, and in which steps ElastiCache changes them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from ansible_collections.pinksea.platform.plugins.module_utils.data_stores import refuse_replacement
from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import Change, Item, stated
from ansible_collections.pinksea.platform.plugins.module_utils.tags import tag_list

KIND = "elasticache_replication_group"
TOKEN = re.compile(r"[A-Za-z0-9!&#$^<>-]{16,128}")
OPTIONS = {
    "description": "ReplicationGroupDescription",
    "engine_version": "EngineVersion",
    "node_type": "CacheNodeType",
    "parameter_group": "CacheParameterGroupName",
    "security_group_ids": "SecurityGroupIds",
    "snapshot_retention": "SnapshotRetentionLimit",
    "snapshot_window": "SnapshotWindow",
    "maintenance_window": "PreferredMaintenanceWindow",
}
"""Options that creating and modifying write in the same way."""
ALONE = ("node_type", "engine_version")
"""Those of them that each replace nodes, and are made alone."""
ENDPOINTS = ("PrimaryEndpoint", "ReaderEndpoint")
"""Of a group in cluster mode there is one endpoint instead, which tells clients all nodes."""
REPLACED = ("kms_key_arn", "subnet_group", "tls")


def to_item(group: Item, member: Item, tags: Mapping[str, str]) -> Item:
    """A replication group, with what DescribeCacheClusters says of one of its nodes."""
    nodes: list[Item] = group.get("NodeGroups") or [{}]
    primary, reader = (group.get("ConfigurationEndpoint") or nodes[0].get(end, {}) for end in ENDPOINTS)
    multi_az = [group.get(key, "disabled").startswith("enabl") for key in ("MultiAZ", "AutomaticFailover")]
    return {
        "name": group["ReplicationGroupId"],
        "description": group.get("Description", ""),
        "engine_version": ".".join(member.get("EngineVersion", "").split(".")[:2]),
        "node_type": group.get("CacheNodeType"),
        "nodes": len(group.get("MemberClusters", [])),
        "multi_az": all(multi_az),
        "cluster_mode": group.get("ClusterEnabled", False),
        "subnet_group": member.get("CacheSubnetGroupName"),
        "parameter_group": member.get("CacheParameterGroup", {}).get("CacheParameterGroupName"),
        "security_group_ids": sorted(row["SecurityGroupId"] for row in member.get("SecurityGroups", [])),
        "kms_key_arn": group.get("KmsKeyId"),
        "tls": group.get("TransitEncryptionEnabled", False),
        "auth": group.get("AuthTokenEnabled", False),
        "snapshot_retention": group.get("SnapshotRetentionLimit", 0),
        "snapshot_window": group.get("SnapshotWindow"),
        "maintenance_window": member.get("PreferredMaintenanceWindow"),
        "tags": tags,
        "arn": group["ARN"],
        "status": group["Status"],
        "endpoint": primary.get("Address"),
        "reader_endpoint": reader.get("Address"),
        "port": primary.get("Port"),
    }


def create_request(item: Item) -> Item:
    """The arguments of CreateReplicationGroup, but for the token."""
    size = (
        {"ClusterMode": "enabled", "NumNodeGroups": 1, "ReplicasPerNodeGroup": item["nodes"] - 1}
        if item["cluster_mode"]
        else {"NumCacheClusters": item["nodes"]}
    )
    return stated(
        {
            **size,
            **{option: item[key] for key, option in OPTIONS.items()},
            "ReplicationGroupId": item["name"],
            "Engine": "redis",
            "AutomaticFailoverEnabled": item["multi_az"],
            "MultiAZEnabled": item["multi_az"],
            "CacheSubnetGroupName": item["subnet_group"],
            "TransitEncryptionEnabled": item["tls"],
            "AtRestEncryptionEnabled": True,
            "KmsKeyId": item["kms_key_arn"],
            "Tags": tag_list(item["tags"]),
        }
    )


def update_steps(change: Change) -> list[tuple[str, Item]]:
    """The calls for one update, each a change ElastiCache accepts alone: (method, arguments without the name)."""
    before, after, fields = change.before or {}, change.after or {}, change.fields
    steps: list[tuple[str, Item]] = []
    if together := {OPTIONS[key]: after[key] for key in sorted(fields & OPTIONS.keys() - set(ALONE))}:
        steps.append(("modify_replication_group", together))
    multi_az = {"AutomaticFailoverEnabled": after["multi_az"], "MultiAZEnabled": after["multi_az"]}
    if "multi_az" in fields and not after["multi_az"]:
        steps.append(("modify_replication_group", multi_az))
    if "nodes" in fields:
        method = "increase_replica_count" if after["nodes"] > before["nodes"] else "decrease_replica_count"
        steps.append((method, {"NewReplicaCount": after["nodes"] - 1}))
    if "multi_az" in fields and after["multi_az"]:
        steps.append(("modify_replication_group", multi_az))
    steps += [("modify_replication_group", {OPTIONS[key]: after[key]}) for key in ALONE if key in fields]
    return steps


def auth_steps(token: str) -> list[tuple[str, Item]]:
    """Clients without a token are served until the second step."""
    return [
        ("modify_replication_group", {"AuthToken": token, "AuthTokenUpdateStrategy": strategy})
        for strategy in ("ROTATE", "SET")
    ]


def version(text: str) -> tuple[int, ...]:
    return tuple(map(int, text.split(".")))


def refuse(change: Change) -> None:
    """Changes that ElastiCache does not make to an existing group."""
    before, after = change.before or {}, change.after or {}
    refuse_replacement(
        change,
        REPLACED,
        "what is cached and queued in it",
        "make a group of another name from its last snapshot, move the clients, and then remove this one",
    )
    if "cluster_mode" in change.fields:
        raise PlatformError(
            f"{KIND} {change.name}: cluster_mode is {before['cluster_mode']} and is not switched, as clients of one "
            "mode fail in the other: keep the present value, or make a group of another name from its last snapshot, "
            "move the clients, and then remove this one."
        )
    if "auth" in change.fields and not after["auth"]:
        raise PlatformError(
            f"{KIND} {change.name}: it demands a token, and ElastiCache cannot take that back: "
            "keep auth_secret, or make a group of another name without it."
        )
    if "engine_version" in change.fields and version(after["engine_version"]) < version(before["engine_version"]):
        raise PlatformError(
            f"{KIND} {change.name}: engine_version {after['engine_version']} is below the "
            f"present {before['engine_version']}, and ElastiCache cannot go back: give {before['engine_version']}."
        )


def token_of(secret: str, text: str, key: str) -> str:
    """The token in the value of a secret. No message shows any of it."""
    try:
        held: Any = json.loads(text)
    except ValueError:
        held = None
    token = held.get(key) if isinstance(held, dict) else None
    if not isinstance(token, str) or not TOKEN.fullmatch(token):
        raise PlatformError(
            f"secret {secret}: its field {key} is no token for ElastiCache: "
            "it takes 16 to 128 letters, digits and !&#$^<>-, in a JSON object."
        )
    return token

"""From the options of the module to what is wanted of each kind."""

from __future__ import annotations

import re

from ansible_collections.pinksea.platform.plugins.module_utils.checks import require, within
from ansible_collections.pinksea.platform.plugins.module_utils.elasticache.requests import KIND
from ansible_collections.pinksea.platform.plugins.module_utils.elasticache.snapshots import origin
from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import Item, by_name

NAME = re.compile(r"(?=.{1,40}$)[a-z]([a-z0-9]|-(?=[a-z0-9]))*")
MOST_NODES = 6
COMPARED = (
    "engine_version",
    "node_type",
    "nodes",
    "multi_az",
    "cluster_mode",
    "kms_key_arn",
    "tls",
    "snapshot_retention",
    "snapshot_window",
    "maintenance_window",
)

CLUSTERED = {"cluster-enabled": "yes"}
"""What the parameters of a group in cluster mode have to say."""


def wanted(params: Item) -> tuple[dict[str, Item], dict[str, Item], dict[str, Item]]:
    """The subnet groups, parameter groups and replication groups by name, from the options of the module."""
    subnets, parameters, groups = {}, {}, {}
    for name, given in by_name(params["groups"]).items():
        if params["state"] == "present":
            refuse_options(given)
        common = {"name": name, "tags": params["tags"]}
        subnets[name] = {**common, "subnet_ids": sorted(given["subnet_ids"] or [])}
        own = CLUSTERED if given["cluster_mode"] else {}
        if own or given["parameters"] or params["state"] == "absent":
            texts = own | {key: str(value) for key, value in (given["parameters"] or {}).items()}
            family = f"redis{(given['engine_version'] or '7').split('.')[0]}"
            parameters[name] = {**common, "family": family, "parameters": texts}
        groups[name] = {
            **{key: given[key] for key in COMPARED},
            **common,
            "description": given["description"] or name,
            "security_group_ids": sorted(given["security_group_ids"] or []) or None,
            "subnet_group": name,
            "parameter_group": name if own or given["parameters"] else None,
            "auth": bool(given["auth_secret"]),
            "tags": params["tags"] | origin(given),
        }
    return subnets, parameters, groups


def scaled(params: Item) -> dict[str, int]:
    """To how many nodes autoscaling may bring a group, by the group's name."""
    groups = [group for group in params["groups"] if group["cluster_mode"] and group["max_nodes"]]
    return {group["name"]: group["max_nodes"] for group in groups}


def refuse_options(group: Item) -> None:
    """What ElastiCache would refuse, or do otherwise than meant."""
    require(KIND, group, "node_type", "subnet_ids")
    within(KIND, group, "nodes", 1, MOST_NODES)
    if group["max_nodes"] is not None:
        within(KIND, group, "max_nodes", group["nodes"], MOST_NODES)
    wrong = {
        "is not a name for ElastiCache: give 40 lower-case letters, digits and single dashes at most, a letter first": (
            not NAME.fullmatch(group["name"])
        ),
        "multi_az is true with one node: give a second node, or set multi_az to false": (
            group["multi_az"] and group["nodes"] == 1
        ),
        "auth_secret is set and tls is false, and ElastiCache takes no token in the clear: set tls to true": (
            group["auth_secret"] and not group["tls"]
        ),
        "parameters are given without engine_version, on which their family depends: give engine_version": (
            group["parameters"] and not group["engine_version"]
        ),
        "cluster_mode is true without engine_version, on which the family of its parameters depends: give it": (
            group["cluster_mode"] and not group["engine_version"]
        ),
        "cluster_mode is true without multi_az, and needs a replica that takes over: set multi_az to true": (
            group["cluster_mode"] and not group["multi_az"]
        ),
        "snapshot is set without restore_from, the group that it was taken of: give both": (
            group["snapshot"] and not group["restore_from"]
        ),
        "restore_from is its own name, and nothing is restored over a group: choose another name": (
            group["restore_from"] == group["name"]
        ),
    }
    for sentence, applies in wrong.items():
        if applies:
            raise PlatformError(f"{KIND} {group['name']}: {sentence}.")

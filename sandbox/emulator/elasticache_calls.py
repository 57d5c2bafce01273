"""Calls of ElastiCache that moto lacks or reads only half: replicas, final snapshots, subnet and parameter groups."""

from collections.abc import Callable
from typing import Any

from moto.core.responses import ActionResult, EmptyResult
from moto.elasticache.models import CacheSubnetGroup
from moto.elasticache.responses import ElastiCacheResponse

from sandbox.emulator import elasticache_groups as groups
from sandbox.emulator.elasticache_groups import Refusal, parameter_groups, sweep

DEFAULTS = {"cluster-enabled": "no", "maxmemory-policy": "volatile-lru", "timeout": "0", "notify-keyspace-events": ""}


def modify_replication_group(response: Any) -> ActionResult:
    return ActionResult({"ReplicationGroup": groups.modify(response.elasticache_backend, response.params)})


def increase_replica_count(response: Any) -> ActionResult:
    return _count(response, grow=True)


def decrease_replica_count(response: Any) -> ActionResult:
    return _count(response, grow=False)


def _count(response: Any, *, grow: bool) -> ActionResult:
    group = groups.change_replica_count(response.elasticache_backend, response.params, grow=grow)
    return ActionResult({"ReplicationGroup": group})


def delete_replication_group(response: Any) -> ActionResult:
    return ActionResult({"ReplicationGroup": groups.delete(response.elasticache_backend, response.params)})


def _users(backend: Any, attribute: str, name: str) -> bool:
    sweep(backend)
    return any(getattr(group, attribute) == name for group in backend.replication_groups.values())


def modify_cache_subnet_group(response: Any) -> ActionResult:
    backend, options = response.elasticache_backend, response.params
    known = backend.describe_cache_subnet_groups(options["CacheSubnetGroupName"])[0]
    changed = CacheSubnetGroup(
        backend.account_id,
        backend.region_name,
        known.cache_subnet_group_name,
        options.get("CacheSubnetGroupDescription", known.cache_subnet_group_description),
        options.get("SubnetIds", known.subnet_ids),
        None,
    )
    backend.cache_subnet_groups[known.cache_subnet_group_name] = changed
    return ActionResult({"CacheSubnetGroup": changed})


def delete_cache_subnet_group(response: Any) -> EmptyResult:
    backend, name = response.elasticache_backend, response.params["CacheSubnetGroupName"]
    backend.describe_cache_subnet_groups(name)
    if _users(backend, "cache_subnet_group_name", name):
        raise Refusal("CacheSubnetGroupInUse", f"Cache subnet group {name} is currently in use.")
    del backend.cache_subnet_groups[name]
    return EmptyResult()


def _parameter_group(response: Any) -> dict[str, Any]:
    name = response.params["CacheParameterGroupName"]
    found = parameter_groups(response.elasticache_backend).get(name)
    if found is None:
        raise Refusal("CacheParameterGroupNotFound", f"CacheParameterGroup {name} not found.")
    return found


def create_cache_parameter_group(response: Any) -> ActionResult:
    backend, options = response.elasticache_backend, response.params
    name = options["CacheParameterGroupName"]
    if name in parameter_groups(backend):
        raise Refusal("CacheParameterGroupAlreadyExists", f"CacheParameterGroup {name} already exists.")
    arn = f"arn:aws:elasticache:{backend.region_name}:{backend.account_id}:parametergroup:{name}"
    kept = ("CacheParameterGroupName", "CacheParameterGroupFamily", "Description")
    group = {**{key: options[key] for key in kept}, "ARN": arn, "IsGlobal": False, "parameters": {}}
    parameter_groups(backend)[name] = group
    backend.tagging_service.tag_resource(arn, options.get("Tags", []))
    return ActionResult({"CacheParameterGroup": group})


def describe_cache_parameter_groups(response: Any) -> ActionResult:
    named = "CacheParameterGroupName" in response.params
    known = list(parameter_groups(response.elasticache_backend).values())
    return ActionResult({"CacheParameterGroups": [_parameter_group(response)] if named else known})


def modify_cache_parameter_group(response: Any) -> ActionResult:
    group = _parameter_group(response)
    given = {pair["ParameterName"]: pair["ParameterValue"] for pair in response.params["ParameterNameValues"]}
    if unknown := sorted(given.keys() - DEFAULTS.keys()):
        raise Refusal("InvalidParameterValue", f"Could not find parameter with name: {unknown[0]}")
    group["parameters"] |= given
    return ActionResult({"CacheParameterGroupName": group["CacheParameterGroupName"]})


def describe_cache_parameters(response: Any) -> ActionResult:
    own = _parameter_group(response)["parameters"]
    wanted = response.params.get("Source")
    parameters = [
        {"ParameterName": name, "ParameterValue": own.get(name, value), "Source": "user" if name in own else "system"}
        for name, value in DEFAULTS.items()
    ]
    return ActionResult({"Parameters": [row for row in parameters if wanted in (None, row["Source"])]})


def delete_cache_parameter_group(response: Any) -> EmptyResult:
    backend, name = response.elasticache_backend, _parameter_group(response)["CacheParameterGroupName"]
    if _users(backend, "cache_parameter_group_name", name):
        raise Refusal("InvalidCacheParameterGroupState", f"CacheParameterGroup {name} is in use.")
    del parameter_groups(backend)[name]
    return EmptyResult()


CALLS: tuple[Callable[[Any], Any], ...] = (
    modify_replication_group,
    increase_replica_count,
    decrease_replica_count,
    delete_replication_group,
    modify_cache_subnet_group,
    delete_cache_subnet_group,
    create_cache_parameter_group,
    describe_cache_parameter_groups,
    modify_cache_parameter_group,
    describe_cache_parameters,
    delete_cache_parameter_group,
)


def install() -> None:
    for call in CALLS:
        setattr(ElastiCacheResponse, call.__name__, call)

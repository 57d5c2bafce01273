"""Managed add-ons."""

import json
from typing import Any
from uuid import uuid4

from sandbox.emulator.eks import versions
from sandbox.emulator.eks.backend import EksBackend, now
from sandbox.emulator.eks.errors import (
    InvalidParameterError,
    InvalidRequestError,
    ResourceInUseError,
    ResourceNotFoundError,
)
from sandbox.emulator.eks.paging import page
from sandbox.emulator.eks.pod_identities import associate
from sandbox.emulator.eks.records import Cluster, Params, Record, Resource

UPDATE_PARAMS = {
    "addonVersion": "AddonVersion",
    "serviceAccountRoleArn": "ServiceAccountRoleArn",
    "resolveConflicts": "ResolveConflicts",
    "configurationValues": "ConfigurationValues",
    "podIdentityAssociations": "PodIdentityAssociations",
}


def _find(eks: EksBackend, params: Params) -> tuple[Cluster, Resource]:
    cluster, name = eks.cluster(params["clusterName"]), params["addonName"]
    if name not in cluster.addons:
        raise ResourceNotFoundError(f"No addon: {name} found in cluster: {params['clusterName']}")
    return cluster, cluster.addons[name]


def _check(name: str, build: str, values: str | None, cluster_version: str) -> None:
    if build not in versions.builds(name, cluster_version):
        raise InvalidParameterError("Addon version specified is not supported")
    if values:
        try:
            parsed = json.loads(values)
        except ValueError:
            parsed = None
        if not isinstance(parsed, dict):
            raise InvalidParameterError("ConfigurationValue is not in valid JSON or YAML format.")


def _identities(eks: EksBackend, cluster: Cluster, record: Record, wanted: list[Params]) -> list[str]:
    """Replace the Pod Identity associations that an add-on owns."""
    for arn in record.get("podIdentityAssociations", []):
        cluster.pod_identities.pop(arn.rsplit("/", 1)[1], None)
    namespace = record["namespaceConfig"]["namespace"]
    owner = {"clusterName": record["clusterName"], "namespace": namespace, "ownerArn": record["addonArn"]}
    return [associate(eks, {**identity, **owner})["associationArn"] for identity in wanted]


def create_addon(eks: EksBackend, params: Params) -> Record:
    cluster, name = eks.active_cluster(params["clusterName"]), params["addonName"]
    if name not in versions.ADDONS:
        raise InvalidParameterError(f"Addon {name} specified is not supported")
    if name in cluster.addons:
        raise ResourceInUseError("Addon already exists.")
    build = params.get("addonVersion") or versions.default_build(name, cluster.record["version"])
    values = params.get("configurationValues")
    _check(name, build, values, cluster.record["version"])
    namespace = (params.get("namespaceConfig") or {}).get("namespace") or versions.ADDONS[name][0]
    record: dict[str, Any] = {
        "addonName": name,
        "clusterName": params["clusterName"],
        "addonVersion": build,
        "addonArn": eks.arn(f"addon/{params['clusterName']}/{name}/{uuid4()}"),
        "health": {"issues": []},
        "createdAt": now(),
        "modifiedAt": now(),
        "tags": params.get("tags") or {},
        "publisher": "eks",
        "owner": "aws",
        "namespaceConfig": {"namespace": namespace},
        **{key: params[key] for key in ("serviceAccountRoleArn", "configurationValues") if params.get(key)},
    }
    if identities := params.get("podIdentityAssociations"):
        record["podIdentityAssociations"] = _identities(eks, cluster, record, identities)
    addon = Resource(record, eks.hold.timer("eks_addon"))
    cluster.addons[name] = addon
    if (driver := versions.DRIVERS.get(name)) and (api := eks.surroundings.api(cluster)):
        api.start_driver(driver, params["clusterName"], eks.disks)
    return {"addon": addon.created()}


def describe_addon(eks: EksBackend, params: Params) -> Record:
    return {"addon": _find(eks, params)[1].view()}


def list_addons(eks: EksBackend, params: Params) -> Record:
    return page("addons", sorted(eks.cluster(params["clusterName"]).addons), params)


def update_addon(eks: EksBackend, params: Params) -> Record:
    cluster, addon = _find(eks, params)
    name, record = params["addonName"], addon.record
    if addon.status != "ACTIVE":
        raise InvalidRequestError(f"Addon {name} cannot be updated as it is currently in {addon.status} state")
    changes = {key: params[key] for key in UPDATE_PARAMS if params.get(key) is not None}
    _check(
        name,
        changes.get("addonVersion") or record["addonVersion"],
        changes.get("configurationValues"),
        cluster.record["version"],
    )
    if "podIdentityAssociations" in changes:
        record["podIdentityAssociations"] = _identities(eks, cluster, record, changes["podIdentityAssociations"])
    settings = ("addonVersion", "serviceAccountRoleArn", "configurationValues")
    record.update({key: changes[key] for key in settings if key in changes}, modifiedAt=now())
    addon.begin("UPDATING", eks.hold.timer("eks_addon"))
    words = {key: value if isinstance(value, str) else json.dumps(value) for key, value in changes.items()}
    told = {UPDATE_PARAMS[key]: word for key, word in words.items()}
    return eks.update(cluster, "AddonUpdate", told, "eks_addon", addon=name)


def delete_addon(eks: EksBackend, params: Params) -> Record:
    cluster, addon = _find(eks, params)
    for arn in addon.record.get("podIdentityAssociations", []):
        cluster.pod_identities.pop(arn.rsplit("/", 1)[1], None)
    addon.begin("DELETING", eks.hold.timer("eks_addon"))
    if (driver := versions.DRIVERS.get(params["addonName"])) and (api := eks.surroundings.api(cluster)):
        api.stop_driver(driver)
    return {"addon": addon.view()}

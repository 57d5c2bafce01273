"""The settings of a node group: defaults, checks and changes."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from moto.ec2.exceptions import EC2ClientError
from moto.ec2.models import EC2Backend
from moto.ec2.models.instance_types import INSTANCE_TYPES

from sandbox.emulator import nodes
from sandbox.emulator.eks import versions
from sandbox.emulator.eks.errors import InvalidParameterError, InvalidRequestError
from sandbox.emulator.eks.records import Params, Record

DEFAULT_SCALING = {"minSize": 2, "maxSize": 2, "desiredSize": 2}
DEFAULT_TYPES = ["t3.medium"]
DEFAULT_DISK = 20


@dataclass(frozen=True)
class Template:
    """What a node group takes from its launch template."""

    reference: Record
    data: Record


def release(version: str) -> str:
    return f"{versions.patch(version)}-{versions.AMI_DATE}"


def launch_template(ec2: EC2Backend, params: Params) -> Template | None:
    wanted = params.get("launchTemplate")
    if not wanted:
        return None
    for key, text in (("diskSize", "Disk size"), ("remoteAccess", "Remote access configuration")):
        if params.get(key):
            raise InvalidParameterError(f"{text} must be specified within the launch template.")
    names, ids = ([wanted[key]] if wanted.get(key) else None for key in ("name", "id"))
    try:
        found = ec2.describe_launch_templates(template_names=names, template_ids=ids) if names or ids else []
        if not found:
            raise InvalidParameterError(f"Launch template {wanted.get('name') or wanted.get('id')} does not exist.")
        version = found[0].get_version(wanted.get("version") or "$Default")
    except EC2ClientError as error:
        raise InvalidParameterError(f"Launch template {wanted}: {error.message}") from None
    reference = {"name": found[0].name, "id": found[0].id, "version": str(version.number)}
    return Template(reference, version.data)


def next_launch_template(ec2: EC2Backend, record: Record, params: Params) -> Template | None:
    """The template of an update, of which only the version may be another."""
    template = launch_template(ec2, params)
    if template and "launchTemplate" not in record:
        raise InvalidRequestError("A node group made without a launch template cannot be given one.")
    if template and template.reference["id"] != record["launchTemplate"]["id"]:
        raise InvalidParameterError("You must specify the launch template that the node group was created with.")
    return template


def hardware(params: Params, template: Template | None) -> Record:
    """Instance types, image type and disk, which a launch template may hold instead."""
    data = template.data if template else {}
    if data.get("InstanceType") and params.get("instanceTypes"):
        raise InvalidParameterError("Cannot specify instance types in launch template and API request")
    types = params.get("instanceTypes") or ([] if data.get("InstanceType") else DEFAULT_TYPES)
    arch = {_instance(kind)["ProcessorInfo"]["SupportedArchitectures"][0] for kind in types or [data["InstanceType"]]}
    image = "CUSTOM" if data.get("ImageId") else params.get("amiType") or _image(types, arch)
    for kind in types:
        arm = "arm64" in _instance(kind)["ProcessorInfo"]["SupportedArchitectures"]
        if image != "CUSTOM" and ("ARM" in image) != arm:
            raise InvalidParameterError(f"[{kind}] is not a valid instance type for requested amiType {image}")
    record: Record = {"amiType": image} | ({"instanceTypes": types} if types else {})
    disk = {"diskSize": params.get("diskSize") or DEFAULT_DISK}
    return record | ({"launchTemplate": template.reference} if template else disk)


def _image(types: list[str], arch: set[str]) -> str:
    if arch == {"arm64"}:
        return "AL2023_ARM_64_STANDARD"
    gpu = types and all(_instance(kind).get("GpuInfo") for kind in types)
    return "AL2023_x86_64_NVIDIA" if gpu else "AL2023_x86_64_STANDARD"


def _instance(kind: str) -> Mapping[str, Any]:
    if kind not in INSTANCE_TYPES:
        raise InvalidParameterError(f"The following instance types are not valid: [{kind}]")
    found: Mapping[str, Any] = INSTANCE_TYPES[kind]
    return found


def _template_data(ec2: EC2Backend, record: Record) -> Record:
    """The data of the group's launch template; EKS keeps a copy, so a template that is gone is no fault."""
    reference = record.get("launchTemplate")
    found = ec2.describe_launch_templates(template_ids=[reference["id"]]) if reference else []
    data: Record = found[0].get_version(reference["version"]).data if reference and found else {}
    return data


def first_instance(ec2: EC2Backend, record: Record) -> tuple[str, Mapping[str, Any]]:
    """The type that instances are launched in, with EC2's data on it."""
    kind = record["instanceTypes"][0] if "instanceTypes" in record else _template_data(ec2, record)["InstanceType"]
    return kind, _instance(kind)


def disk_gib(ec2: EC2Backend, record: Record) -> int:
    """The root volume of an instance."""
    devices = _template_data(ec2, record).get("BlockDeviceMappings") or [{}]
    return int(record.get("diskSize") or devices[0].get("Ebs", {}).get("VolumeSize") or DEFAULT_DISK)


def scaling(change: Record, current: Record) -> Record:
    after = {**DEFAULT_SCALING, **current, **change}
    low, desired, high = (after[key] for key in ("minSize", "desiredSize", "maxSize"))
    if low > desired:
        raise InvalidParameterError(f"Minimum capacity {low} can't be greater than desired size {desired}")
    if desired > high:
        raise InvalidParameterError(f"desired capacity {desired} can't be greater than max size {high}")
    return after


def update_config(wanted: Record | None) -> Record:
    if not wanted:
        return {"maxUnavailable": 1}
    if len(wanted.keys() & {"maxUnavailable", "maxUnavailablePercentage"}) != 1:
        raise InvalidParameterError("Specify either maxUnavailable or maxUnavailablePercentage in updateConfig")
    return dict(wanted)


def check_taints(taints: list[Record]) -> None:
    for taint in taints:
        if taint.get("effect") not in nodes.EFFECTS:
            told = f"Taint {taint.get('key')} has the effect {taint.get('effect')}"
            raise InvalidParameterError(f"{told}: use one of {', '.join(nodes.EFFECTS)}")


def _taints(current: list[Record], change: Params) -> list[Record]:
    put, drop = change.get("addOrUpdateTaints") or [], change.get("removeTaints") or []
    check_taints(put)
    replaced = {(taint["key"], taint["effect"]) for taint in [*put, *drop]}
    return [taint for taint in current if (taint["key"], taint["effect"]) not in replaced] + put


def changed(current: Record, params: Params) -> tuple[Record, dict[str, str]]:
    """The record after UpdateNodegroupConfig, and the parameters of its update object."""
    after, told = dict(current), dict[str, str]()
    if change := params.get("labels"):
        put, drop = change.get("addOrUpdateLabels") or {}, change.get("removeLabels") or []
        after["labels"] = {key: value for key, value in current["labels"].items() if key not in drop} | put
        told |= {"LabelsToAdd": json.dumps(put), "LabelsToRemove": json.dumps(drop)}
    if change := params.get("taints"):
        after["taints"] = _taints(current["taints"], change)
        told |= {"TaintsToAdd": json.dumps(change.get("addOrUpdateTaints") or [])}
        told |= {"TaintsToRemove": json.dumps(change.get("removeTaints") or [])}
    if change := params.get("scalingConfig"):
        after["scalingConfig"] = scaling(change, current["scalingConfig"])
        told |= {key[0].upper() + key[1:]: str(value) for key, value in change.items()}
    if change := params.get("updateConfig"):
        after["updateConfig"] = update_config(change)
        told |= {key[0].upper() + key[1:]: str(value) for key, value in change.items()}
    if change := params.get("nodeRepairConfig"):
        after["nodeRepairConfig"] = change
        told |= {"NodeRepairConfig": json.dumps(change)}
    if not told:
        raise InvalidParameterError("The update of the node group holds no change.")
    return after, told

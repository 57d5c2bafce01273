"""Managed node groups."""

from typing import Any
from uuid import uuid4

from sandbox.emulator import nodes
from sandbox.emulator.eks import nodegroup_config as config
from sandbox.emulator.eks import versions
from sandbox.emulator.eks.access_entries import make_entry
from sandbox.emulator.eks.backend import EksBackend, check_role, now
from sandbox.emulator.eks.errors import InvalidParameterError, ResourceInUseError
from sandbox.emulator.eks.paging import page
from sandbox.emulator.eks.records import Cluster, Nodegroup, Params, Record


def _check_version(cluster: Cluster, version: str) -> None:
    versions.check_version(version)
    if versions.minor(version) > versions.minor(cluster.record["version"]):
        raise InvalidParameterError(
            f"Nodegroup Kubernetes version {version} must not be newer than the cluster's {cluster.record['version']}"
        )


def create_nodegroup(eks: EksBackend, params: Params) -> Record:
    cluster, name = eks.cluster(params["clusterName"]), params["nodegroupName"]
    if name in cluster.nodegroups:
        raise ResourceInUseError(f"NodeGroup already exists with name {name} and cluster name {params['clusterName']}")
    eks.active_cluster(params["clusterName"])
    check_role(params["nodeRole"])
    eks.subnets(params["subnets"])
    version = params.get("version") or cluster.record["version"]
    _check_version(cluster, version)
    template = config.launch_template(eks.ec2, params)
    scaling = config.scaling(params.get("scalingConfig") or config.DEFAULT_SCALING, {})
    config.check_taints(params.get("taints") or [])
    identifier = str(uuid4())
    record: dict[str, Any] = {
        "nodegroupName": name,
        "nodegroupArn": eks.arn(f"nodegroup/{params['clusterName']}/{name}/{identifier}"),
        "clusterName": params["clusterName"],
        "version": version,
        "releaseVersion": params.get("releaseVersion") or config.release(version),
        "createdAt": now(),
        "modifiedAt": now(),
        "capacityType": params.get("capacityType") or "ON_DEMAND",
        "scalingConfig": scaling,
        "subnets": params["subnets"],
        "nodeRole": params["nodeRole"],
        "labels": params.get("labels") or {},
        "taints": params.get("taints") or [],
        "resources": {"autoScalingGroups": [{"name": f"eks-{name}-{identifier}"}]},
        "health": {"issues": []},
        "updateConfig": config.update_config(params.get("updateConfig")),
        "tags": params.get("tags") or {},
        **config.hardware(params, template),
        **{key: params[key] for key in ("remoteAccess", "nodeRepairConfig") if params.get(key) is not None},
    }
    group = Nodegroup(record, eks.hold.timer("eks_nodegroup"))
    cluster.nodegroups[name] = group
    if cluster.record["accessConfig"]["authenticationMode"] != "CONFIG_MAP":
        _node_entry(eks, cluster, params["nodeRole"])
    _scale(eks, cluster, group)
    return {"nodegroup": group.created()}


def _node_entry(eks: EksBackend, cluster: Cluster, role: str) -> None:
    if role not in cluster.access_entries:
        make_entry(eks, cluster, {"principalArn": role, "type": "EC2_LINUX"}, made_by_eks=True)


def _scale(eks: EksBackend, cluster: Cluster, group: Nodegroup, anew: bool = False) -> None:
    """Bring the nodes to the desired size; the newest go first, and anew replaces every one."""
    api, record = eks.surroundings.api(cluster), group.record
    keep = [] if anew else group.slots[: record["scalingConfig"]["desiredSize"]]
    gone = group.slots[len(keep) :]
    present = [slot for known in eks.clusters.values() for other in known.nodegroups.values() for slot in other.slots]
    kind, instance = config.first_instance(eks.ec2, record)
    disk = config.disk_gib(eks.ec2, record)
    found = eks.subnets(record["subnets"])
    subnets = [nodes.Subnet(subnet.id, subnet.availability_zone, subnet.cidr_block) for subnet in found]
    missing = record["scalingConfig"]["desiredSize"] - len(keep)
    new = nodes.place(missing, subnets, kind, keep, {slot.address for slot in present})
    group.slots = keep + new
    if api:
        kubelet = f"v{versions.patch(record['version'])}-eks-emulated"
        api.create_nodes(nodes.manifest(record, slot, instance, disk, kubelet) for slot in new)
        api.delete_nodes(slot.hostname() for slot in gone)


def describe_nodegroup(eks: EksBackend, params: Params) -> Record:
    return {"nodegroup": eks.nodegroup(params["clusterName"], params["nodegroupName"]).view()}


def list_nodegroups(eks: EksBackend, params: Params) -> Record:
    return page("nodegroups", sorted(eks.cluster(params["clusterName"]).nodegroups), params)


def _idle(eks: EksBackend, params: Params) -> tuple[Cluster, Nodegroup]:
    cluster, group = eks.cluster(params["clusterName"]), eks.nodegroup(params["clusterName"], params["nodegroupName"])
    if group.status != "ACTIVE":
        raise ResourceInUseError(f"Nodegroup cannot be updated as it is currently not in Active State: {group.status}")
    return cluster, group


def update_nodegroup_config(eks: EksBackend, params: Params) -> Record:
    cluster, group = _idle(eks, params)
    before = group.record
    after, told = config.changed(before, params)
    group.record = {**after, "modifiedAt": now()}
    marked = any(after[key] != before[key] for key in ("labels", "taints"))
    if marked and (api := eks.surroundings.api(cluster)):
        api.patch_nodes([slot.hostname() for slot in group.slots], nodes.change(before, after))
    _scale(eks, cluster, group)
    group.begin("UPDATING", eks.hold.timer("eks_cluster_update"))
    return eks.update(cluster, "ConfigUpdate", told, "eks_cluster_update", nodegroup=params["nodegroupName"])


def update_nodegroup_version(eks: EksBackend, params: Params) -> Record:
    """New instances in place of the old ones, as a managed node group rolls."""
    cluster, group = _idle(eks, params)
    version = params.get("version") or cluster.record["version"]
    _check_version(cluster, version)
    if versions.minor(version) < versions.minor(group.record["version"]):
        raise InvalidParameterError(f"Nodegroup version cannot go back from {group.record['version']} to {version}")
    template = config.next_launch_template(eks.ec2, group.record, params)
    group.record |= {"version": version, "releaseVersion": params.get("releaseVersion") or config.release(version)}
    told = {"Version": version, "ReleaseVersion": group.record["releaseVersion"]}
    if template:
        group.record["launchTemplate"] = template.reference
        told["LaunchTemplateVersion"] = template.reference["version"]
    group.record["modifiedAt"] = now()
    _scale(eks, cluster, group, anew=True)
    group.begin("UPDATING", eks.hold.timer("eks_nodegroup"))
    return eks.update(cluster, "VersionUpdate", told, "eks_nodegroup", nodegroup=params["nodegroupName"])


def delete_nodegroup(eks: EksBackend, params: Params) -> Record:
    cluster, group = eks.cluster(params["clusterName"]), eks.nodegroup(params["clusterName"], params["nodegroupName"])
    if group.phase != "DELETING":
        group.begin("DELETING", eks.hold.timer("eks_nodegroup"))
        if api := eks.surroundings.api(cluster):
            api.delete_nodes(slot.hostname() for slot in group.slots)
        group.slots = []
        _drop_node_entry(cluster, group.record["nodeRole"])
    return {"nodegroup": group.view()}


def _drop_node_entry(cluster: Cluster, role: str) -> None:
    used = {group.record["nodeRole"] for group in cluster.nodegroups.values() if group.phase != "DELETING"}
    entry = cluster.access_entries.get(role)
    if entry and entry.made_by_eks and role not in used:
        del cluster.access_entries[role]

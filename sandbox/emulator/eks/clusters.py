"""Clusters and their versions."""

import base64
import json
import secrets
from concurrent.futures import Future
from contextlib import suppress
from typing import Any

from moto.ec2.exceptions import EC2ClientError

from sandbox.emulator.eks import cluster_config, versions
from sandbox.emulator.eks.access_entries import make_entry
from sandbox.emulator.eks.access_policies import PREFIX, bind
from sandbox.emulator.eks.backend import EksBackend, check_role, now
from sandbox.emulator.eks.errors import (
    InvalidParameterError,
    InvalidRequestError,
    ResourceInUseError,
    ResourceLimitExceededError,
)
from sandbox.emulator.eks.paging import page
from sandbox.emulator.eks.records import Cluster, Params, Record

NO_AUTHORITY = base64.b64encode(b"no control plane stands behind this cluster").decode()
OPTIONAL = ("encryptionConfig", "remoteNetworkConfig", "zonalShiftConfig", "computeConfig", "storageConfig")
MIN_ZONES = 2


def _network(eks: EksBackend, params: Params) -> Record:
    """The VPC configuration with what EKS adds; the cluster security group is made last."""
    wanted = params["resourcesVpcConfig"]
    subnets = eks.subnets(wanted.get("subnetIds") or [])
    if len({subnet.availability_zone for subnet in subnets}) < MIN_ZONES:
        raise InvalidParameterError("Subnets specified must be in at least two different AZs")
    for group in wanted.get("securityGroupIds") or []:
        if not eks.ec2.get_security_group_from_id(group):
            raise InvalidParameterError(f"The security group ID '{group}' does not exist")
    vpc = {
        "securityGroupIds": [],
        "endpointPublicAccess": True,
        "endpointPrivateAccess": False,
        "publicAccessCidrs": ["0.0.0.0/0"],
        **wanted,
        "vpcId": subnets[0].vpc_id,
    }
    cluster_config.check_endpoint(vpc)
    return vpc


def _security_group(eks: EksBackend, name: str, vpc_id: str) -> str:
    tags = {"aws:eks:cluster-name": name, f"kubernetes.io/cluster/{name}": "owned"}
    title = f"eks-cluster-sg-{name}-{secrets.randbelow(10**9)}"
    text = "EKS created security group applied to ENI that is attached to EKS Control Plane master nodes."
    group: Any = eks.ec2.create_security_group(title, text, vpc_id=vpc_id, tags={"Name": title, **tags})
    return str(group.id)


def create_cluster(eks: EksBackend, params: Params, caller: str) -> Record:
    name, version = params["name"], params.get("version") or versions.DEFAULT_VERSION
    if name in eks.clusters:
        raise ResourceInUseError(f"Cluster already exists with name: {name}")
    check_role(params["roleArn"])
    versions.check_version(version)
    vpc = _network(eks, params)
    logs = cluster_config.logging(None, params.get("logging"))
    plane = eks.surroundings.pool.claim(name)
    if plane is None and eks.surroundings.pool.ready():
        raise ResourceLimitExceededError(
            f"Every control plane of the sandbox is taken, none is left for cluster {name}:"
            " delete a cluster or start more."
        )
    vpc["clusterSecurityGroupId"] = _security_group(eks, name, vpc["vpcId"])
    identifier = secrets.token_hex(16).upper()
    access = {"bootstrapClusterCreatorAdminPermissions": True, "authenticationMode": "CONFIG_MAP"}
    record: dict[str, Any] = {
        "name": name,
        "arn": eks.arn(f"cluster/{name}"),
        "createdAt": now(),
        "version": version,
        "endpoint": plane.endpoint if plane else f"https://{identifier}.gr7.{eks.region_name}.eks.amazonaws.com",
        "roleArn": params["roleArn"],
        "resourcesVpcConfig": vpc,
        "kubernetesNetworkConfig": {
            "serviceIpv4Cidr": "172.20.0.0/16",
            "ipFamily": "ipv4",
            "elasticLoadBalancing": {"enabled": False},
            **(params.get("kubernetesNetworkConfig") or {}),
        },
        "logging": logs,
        "identity": {"oidc": {"issuer": f"https://oidc.eks.{eks.region_name}.amazonaws.com/id/{identifier}"}},
        "certificateAuthority": {"data": plane.certificate_authority if plane else NO_AUTHORITY},
        "platformVersion": versions.PLATFORM_VERSION,
        "tags": params.get("tags") or {},
        "health": {"issues": []},
        "accessConfig": access | (params.get("accessConfig") or {}),
        "upgradePolicy": params.get("upgradePolicy") or {"supportType": "EXTENDED"},
        "deletionProtection": bool(params.get("deletionProtection")),
        **{key: params[key] for key in OPTIONAL if params.get(key) is not None},
    }
    cluster = Cluster(record, eks.hold.timer("eks_cluster"), plane=plane)
    eks.clusters[name] = cluster
    if api := eks.surroundings.api(cluster):
        api.clear()
    _bootstrap(eks, cluster, caller)
    cluster.begin("CREATING", eks.hold.timer("eks_cluster", eks.surroundings.run_version(cluster, version)))
    return {"cluster": {**cluster.created(), "endpoint": None, "certificateAuthority": None}}


def _bootstrap(eks: EksBackend, cluster: Cluster, caller: str) -> None:
    access = cluster.record["accessConfig"]
    if access["bootstrapClusterCreatorAdminPermissions"] and access["authenticationMode"] != "CONFIG_MAP":
        entry = make_entry(eks, cluster, {"principalArn": caller}, made_by_eks=True)
        arn = f"{PREFIX}AmazonEKSClusterAdminPolicy"
        scope = {"type": "cluster", "namespaces": []}
        entry.policies[arn] = {"policyArn": arn, "accessScope": scope, "associatedAt": now(), "modifiedAt": now()}
        bind(eks.surroundings.api(cluster), entry)


def describe_cluster(eks: EksBackend, params: Params) -> Record:
    return {"cluster": eks.cluster(params["name"]).view()}


def list_clusters(eks: EksBackend, params: Params) -> Record:
    return page("clusters", sorted(eks.clusters), params)


def delete_cluster(eks: EksBackend, params: Params) -> Record:
    cluster = eks.cluster(params["name"])
    if cluster.nodegroups:
        raise ResourceInUseError("Cluster has nodegroups attached")
    if cluster.record["deletionProtection"]:
        raise InvalidRequestError(f"Cluster {params['name']} cannot be deleted because deletion protection is enabled.")
    if cluster.phase != "DELETING":
        cluster.begin("DELETING", eks.hold.timer("eks_cluster"))
        eks.free(cluster)
        with suppress(EC2ClientError):  # somebody deleted it by hand
            eks.ec2.delete_security_group(group_id=cluster.record["resourcesVpcConfig"]["clusterSecurityGroupId"])
    return {"cluster": cluster.view()}


def update_cluster_config(eks: EksBackend, params: Params) -> Record:
    cluster = eks.cluster(params["name"])
    kind, name, value = cluster_config.wanted_change(params)
    eks.check_idle(cluster, kind)
    if kind == "VpcConfigUpdate":
        _network(eks, {"resourcesVpcConfig": {**cluster.record[name], **value}})
    cluster.record.update(cluster_config.changed(cluster.record, kind, name, value))
    return _updating(eks, cluster, kind, _told(kind, name, value))


def _told(kind: str, name: str, value: Any) -> dict[str, str]:
    """The parameters of an update object."""
    if kind == "LoggingUpdate":
        return {"ClusterLogging": json.dumps(value)}
    if kind == "AccessConfigUpdate":
        return {"AuthenticationMode": value["authenticationMode"]}
    if name in cluster_config.SIMPLE:
        return {cluster_config.SIMPLE[name][1]: json.dumps(value)}
    words = {"subnetIds": "Subnets", "securityGroupIds": "SecurityGroups"}
    return {words.get(key, key[0].upper() + key[1:]): json.dumps(item) for key, item in value.items()}


def _updating(
    eks: EksBackend, cluster: Cluster, kind: str, told: dict[str, str], work: Future[None] | None = None
) -> Record:
    cluster.begin("UPDATING", eks.hold.timer("eks_cluster_update", work))
    return eks.update(cluster, kind, told, "eks_cluster_update", work)


def update_cluster_version(eks: EksBackend, params: Params) -> Record:
    cluster, version = eks.cluster(params["name"]), params["version"]
    eks.check_idle(cluster, "VersionUpdate")
    current = cluster.record["version"]
    versions.check_version(version)
    if versions.minor(version) - versions.minor(current) != 1:
        raise InvalidParameterError(f"Unsupported Kubernetes minor version update from {current} to {version}")
    behind = [name for name, group in cluster.nodegroups.items() if group.record["version"] != current]
    if behind:
        raise InvalidParameterError(
            f"Nodegroups {', '.join(behind)} must be updated to match cluster version {current}"
            " before updating cluster version"
        )
    cluster.next_version = version
    told = {"Version": version, "PlatformVersion": versions.PLATFORM_VERSION}
    return _updating(eks, cluster, "VersionUpdate", told, eks.surroundings.run_version(cluster, version))


def associate_encryption_config(eks: EksBackend, params: Params) -> Record:
    cluster = eks.cluster(params["clusterName"])
    eks.check_idle(cluster, "AssociateEncryptionConfig")
    if cluster.record.get("encryptionConfig"):
        raise InvalidParameterError(f"Encryption is already enabled for cluster {params['clusterName']}")
    cluster.record["encryptionConfig"] = params["encryptionConfig"]
    told = {"EncryptionConfig": json.dumps(params["encryptionConfig"])}
    return _updating(eks, cluster, "AssociateEncryptionConfig", told)

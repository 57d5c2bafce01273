"""EKS clusters: what differs, in which order EKS accepts the changes, and the calls."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from ansible_collections.pinksea.platform.plugins.module_utils.eks.common import describe_all, retag, unless_missing
from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import Change, Item, Kind, stated

LOG_TYPES = ("api", "audit", "authenticator", "controllerManager", "scheduler")
ENDPOINT = frozenset({"endpoint_public_access", "endpoint_private_access", "public_access_cidrs"})


def to_item(cluster: Item) -> Item:
    """An answer of DescribeCluster in the shape of the module's own options, plus what EKS assigns."""
    vpc = cluster["resourcesVpcConfig"]
    logs = cluster.get("logging", {}).get("clusterLogging", [])
    encryption = cluster.get("encryptionConfig") or []
    access = cluster.get("accessConfig", {})
    return {
        "name": cluster["name"],
        "version": cluster["version"],
        "role_arn": cluster["roleArn"],
        "subnet_ids": sorted(vpc["subnetIds"]),
        "security_group_ids": sorted(vpc.get("securityGroupIds", [])),
        "endpoint_public_access": vpc["endpointPublicAccess"],
        "endpoint_private_access": vpc["endpointPrivateAccess"],
        "public_access_cidrs": sorted(vpc.get("publicAccessCidrs", [])),
        "service_ipv4_cidr": cluster.get("kubernetesNetworkConfig", {}).get("serviceIpv4Cidr"),
        "authentication_mode": access.get("authenticationMode"),
        "log_types": sorted(kind for log in logs if log["enabled"] for kind in log["types"]),
        "secrets_key_arn": encryption[0]["provider"]["keyArn"] if encryption else None,
        "support_type": cluster.get("upgradePolicy", {}).get("supportType"),
        "deletion_protection": cluster.get("deletionProtection", False),
        "tags": cluster.get("tags", {}),
        "arn": cluster["arn"],
        "status": cluster["status"],
        "endpoint": cluster.get("endpoint"),
        "certificate_authority": cluster.get("certificateAuthority", {}).get("data"),
        "oidc_issuer": cluster.get("identity", {}).get("oidc", {}).get("issuer"),
        "security_group_id": vpc.get("clusterSecurityGroupId"),
        "vpc_id": vpc.get("vpcId"),
    }


def log_setup(log_types: Iterable[str]) -> Item:
    on = sorted(log_types)
    off = sorted(set(LOG_TYPES) - set(on))
    setup = [{"types": kinds, "enabled": enabled} for kinds, enabled in ((on, True), (off, False)) if kinds]
    return {"clusterLogging": setup}


def vpc_config(item: Item, keys: Iterable[str]) -> Item:
    names = {
        "subnet_ids": "subnetIds",
        "security_group_ids": "securityGroupIds",
        "endpoint_public_access": "endpointPublicAccess",
        "endpoint_private_access": "endpointPrivateAccess",
        "public_access_cidrs": "publicAccessCidrs",
    }
    return {names[key]: item[key] for key in sorted(keys) if key in names and item.get(key) is not None}


def create_request(item: Item) -> Item:
    """The arguments of CreateCluster for one item; what the item leaves open is left to EKS."""
    item = stated(item)
    request = {
        "name": item["name"],
        "version": item.get("version"),
        "roleArn": item.get("role_arn"),
        "resourcesVpcConfig": vpc_config(item, item),
        "accessConfig": {
            "authenticationMode": item.get("authentication_mode", "API"),
            "bootstrapClusterCreatorAdminPermissions": False,
        },
        "bootstrapSelfManagedAddons": False,
        "logging": log_setup(item.get("log_types", [])),
        "deletionProtection": item.get("deletion_protection"),
        "tags": item.get("tags"),
    }
    if "service_ipv4_cidr" in item:
        request["kubernetesNetworkConfig"] = {"serviceIpv4Cidr": item["service_ipv4_cidr"]}
    if "secrets_key_arn" in item:
        request["encryptionConfig"] = encryption(item["secrets_key_arn"])
    if "support_type" in item:
        request["upgradePolicy"] = {"supportType": item["support_type"]}
    return stated(request)


def encryption(key_arn: str) -> list[Item]:
    return [{"resources": ["secrets"], "provider": {"keyArn": key_arn}}]


def refuse_version_step(name: str, current: str, wanted: str) -> None:
    """EKS moves a control plane up by one minor version at a time, and never down."""
    (major, minor), (wanted_major, wanted_minor) = (
        tuple(map(int, version.split("."))) for version in (current, wanted)
    )
    if (wanted_major, wanted_minor) < (major, minor):
        raise PlatformError(
            f"eks_cluster {name}: version {wanted} is below the present {current}, and EKS cannot go back: "
            f"give {current} or {major}.{minor + 1}."
        )
    if wanted_minor > minor + 1:
        raise PlatformError(
            f"eks_cluster {name}: version {wanted} is more than one minor above the present {current}: "
            f"go to {major}.{minor + 1} first."
        )


def update_steps(change: Change) -> list[tuple[str, Item]]:
    """The calls for one update, each a change EKS accepts alone: (method, arguments without the name)."""
    after, fields = change.after or {}, change.fields
    steps: list[tuple[str, Item]] = []
    if fields & ENDPOINT:
        steps.append(("update_cluster_config", {"resourcesVpcConfig": vpc_config(after, ENDPOINT)}))
    if networks := fields & {"subnet_ids", "security_group_ids"}:
        steps.append(("update_cluster_config", {"resourcesVpcConfig": vpc_config(after, networks)}))
    if "log_types" in fields:
        steps.append(("update_cluster_config", {"logging": log_setup(after["log_types"])}))
    if "authentication_mode" in fields:
        mode = after["authentication_mode"]
        steps.append(("update_cluster_config", {"accessConfig": {"authenticationMode": mode}}))
    if "support_type" in fields:
        steps.append(("update_cluster_config", {"upgradePolicy": {"supportType": after["support_type"]}}))
    if "deletion_protection" in fields:
        steps.append(("update_cluster_config", {"deletionProtection": after["deletion_protection"]}))
    if "version" in fields:
        steps.append(("update_cluster_version", {"version": after["version"]}))
    return steps


class Clusters(Kind):
    kind = "eks_cluster"
    identifiers = ("arn", "endpoint", "certificate_authority", "oidc_issuer", "security_group_id", "vpc_id")
    immutable = frozenset({"role_arn", "service_ipv4_cidr"})

    def __init__(self, client: Any, names: Iterable[str], settle: Callable[[str], None]) -> None:
        """C(settle) blocks until the named cluster accepts the next change (it is ACTIVE)."""
        self.client = client
        self.names = list(names)
        self.settle = settle

    def read(self) -> dict[str, Item]:
        answers = describe_all(lambda name: self.client.describe_cluster(name=name)["cluster"], self.names)
        return {name: to_item(cluster) for name, cluster in answers}

    def create(self, wanted: Item) -> None:
        self.client.create_cluster(**create_request(wanted))

    def check(self, change: Change) -> None:
        before, after = change.before or {}, change.after or {}
        if "version" in change.fields:
            refuse_version_step(change.name, before["version"], after["version"])
        if "secrets_key_arn" in change.fields and before["secrets_key_arn"]:
            raise PlatformError(
                f"eks_cluster {change.name}: secrets_key_arn is {before['secrets_key_arn']} "
                "and EKS cannot change it: keep that key."
            )

    def update(self, change: Change) -> None:
        before, after = change.before or {}, change.after or {}
        if "tags" in change.fields:
            retag(self.client, before["arn"], after["tags"])
        steps = update_steps(change)
        if "secrets_key_arn" in change.fields:
            steps.insert(0, ("associate_encryption_config", {"encryptionConfig": encryption(after["secrets_key_arn"])}))
        for method, arguments in steps:
            self.settle(change.name)
            key = "clusterName" if method == "associate_encryption_config" else "name"
            getattr(self.client, method)(**{key: change.name}, **arguments)

    def delete(self, current: Item) -> None:
        if current["status"] == "DELETING":
            return
        if current["deletion_protection"]:
            raise PlatformError(
                f"eks_cluster {current['name']}: deletion_protection is on: "
                "set it to false first, then remove the cluster."
            )
        self.settle(current["name"])
        unless_missing(lambda: self.client.delete_cluster(name=current["name"]))

    def pending(self, objects: Mapping[str, Item]) -> list[dict[str, str]]:
        return [{"kind": self.kind, "name": name} for name, cluster in objects.items() if cluster["status"] != "ACTIVE"]

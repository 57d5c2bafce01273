"""How AWS tells whether an object is ready: one row of data per kind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Question:
    """A describe call: C(arguments) maps its parameters to keys of the target, C(listed) wants them as lists."""

    service: str
    method: str
    arguments: Mapping[str, str]
    state: str
    ready: frozenset[str]
    failed: frozenset[str]
    reason: str
    listed: bool = False
    gone: frozenset[str] = frozenset()
    remedy: str = ""
    """What to do about an object that does not get ready."""


def eks(method: str, arguments: Mapping[str, str], answer: str, failed: set[str]) -> Question:
    return Question(
        "eks",
        method,
        arguments,
        f"{answer}.status",
        frozenset({"ACTIVE"}),
        frozenset(failed),
        f"{answer}.health.issues[0].message",
    )


def ec2(method: str, argument: str, state: str, failed: set[str], reason: str) -> Question:
    available, gone = frozenset({"available"}), frozenset({"deleted", "None"})
    return Question(
        "ec2", method, {argument: "id"}, state, available, frozenset(failed), reason, listed=True, gone=gone
    )


RDS_FAILED = frozenset(
    {
        "cloning-failed",
        "failed",
        "inaccessible-encryption-credentials",
        "incompatible-network",
        "incompatible-parameters",
        "migration-failed",
        "storage-full",
    }
)

QUESTIONS: dict[str, Question] = {
    "acm_certificate": Question(
        "acm",
        "describe_certificate",
        {"CertificateArn": "arn"},
        "Certificate.Status",
        frozenset({"ISSUED"}),
        frozenset({"EXPIRED", "FAILED", "INACTIVE", "REVOKED", "VALIDATION_TIMED_OUT"}),
        "Certificate.FailureReason",
        remedy="delegate its zone to dns_facts.name_servers in the parent domain, then run again",
    ),
    "cloudfront_distribution": Question(
        "cloudfront",
        "get_distribution",
        {"Id": "id"},
        "Distribution.Status",
        frozenset({"Deployed"}),
        frozenset(),
        "''",
    ),
    "eks_cluster": eks("describe_cluster", {"name": "name"}, "cluster", {"FAILED"}),
    "eks_nodegroup": eks(
        "describe_nodegroup",
        {"clusterName": "cluster", "nodegroupName": "name"},
        "nodegroup",
        {"CREATE_FAILED", "DELETE_FAILED"},
    ),
    "eks_addon": eks(
        "describe_addon",
        {"clusterName": "cluster", "addonName": "name"},
        "addon",
        {"CREATE_FAILED", "UPDATE_FAILED", "DELETE_FAILED"},
    ),
    "elasticache_replication_group": Question(
        "elasticache",
        "describe_replication_groups",
        {"ReplicationGroupId": "name"},
        "ReplicationGroups[0].Status",
        frozenset({"available"}),
        frozenset({"create-failed"}),
        "ReplicationGroups[0].Status",
    ),
    "efs_file_system": Question(
        "efs",
        "describe_file_systems",
        {"FileSystemId": "id"},
        "FileSystems[0].LifeCycleState",
        frozenset({"available"}),
        frozenset({"error", "deleting", "deleted"}),
        "''",
    ),
    "efs_mount_target": Question(
        "efs",
        "describe_mount_targets",
        {"MountTargetId": "id"},
        "MountTargets[0].LifeCycleState",
        frozenset({"available"}),
        frozenset({"error", "deleting", "deleted"}),
        "''",
        gone=frozenset({"deleted"}),
    ),
    "nat_gateway": ec2(
        "describe_nat_gateways",
        "NatGatewayIds",
        "NatGateways[0].State",
        {"failed", "deleted", "deleting"},
        "NatGateways[0].FailureMessage",
    ),
    "vpc_endpoint": ec2(
        "describe_vpc_endpoints",
        "VpcEndpointIds",
        "VpcEndpoints[0].State",
        {"failed", "rejected", "expired", "deleted", "deleting"},
        "VpcEndpoints[0].LastError.Message",
    ),
    "vpc": ec2(
        "describe_vpcs",
        "VpcIds",
        "(Vpcs[0].CidrBlockAssociationSet[].CidrBlockState.State | [?@ == 'associating'] | [0]) || Vpcs[0].State",
        set(),
        "''",
    ),
    "rds_cluster": Question(
        "rds",
        "describe_db_clusters",
        {"DBClusterIdentifier": "name"},
        "DBClusters[0].Status",
        frozenset({"available"}),
        RDS_FAILED,
        "DBClusters[0].Status",
    ),
    "rds_instance": Question(
        "rds",
        "describe_db_instances",
        {"DBInstanceIdentifier": "name"},
        "DBInstances[0].DBInstanceStatus",
        frozenset({"available"}),
        RDS_FAILED,
        "DBInstances[0].DBInstanceStatus",
    ),
}

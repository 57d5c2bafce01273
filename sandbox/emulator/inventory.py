"""Every resource that an empty account does not have."""

import sys
from collections.abc import Callable, Iterable, Iterator
from typing import Any

type Named = Iterable[tuple[str, str]]


def tag(tags: Iterable[dict[str, str]], key: str = "Name") -> str:
    """The value of a tag, whose keys moto writes in either case."""
    return next((pair.get("value", pair.get("Value", "")) for pair in tags if key in pair.values()), "")


def ec2(items: Iterable[Any], ours: Callable[[Any], bool] = lambda _: True) -> Named:
    return [(tag(item.get_tags()), item.id) for item in items if ours(item)]


def made_by_eks(group: Any) -> bool:
    return bool(tag(group.get_tags(), "aws:eks:cluster-name"))


def service_enis(backend: Any) -> set[str]:
    """Network interfaces that AWS makes for NAT gateways and endpoints."""
    gateways = {gateway._eni.id for gateway in backend.nat_gateways.values()}
    return gateways.union(*(endpoint.network_interface_ids or [] for endpoint in backend.vpc_end_points.values()))


def nested(groups: dict[Any, dict[Any, Any]]) -> list[Any]:
    return [item for group in groups.values() for item in group.values()]


EC2: dict[str, Callable[[Any], Named]] = {
    "vpc": lambda b: ec2(b.vpcs.values(), lambda vpc: not vpc.is_default),
    "subnet": lambda b: ec2(nested(b.subnets), lambda subnet: not subnet.default_for_az),
    "internet_gateway": lambda b: ec2(b.internet_gateways.values()),
    "elastic_ip": lambda b: [(tag(address.get_tags()), address.allocation_id) for address in b.addresses],
    "nat_gateway": lambda b: ec2(b.nat_gateways.values(), lambda gateway: gateway.state != "deleted"),
    "route_table": lambda b: ec2(b.route_tables.values(), lambda table: table.main_association_id is None),
    "security_group": lambda b: [
        (group.name, group.id) for group in nested(b.groups) if not group.is_default and not made_by_eks(group)
    ],
    "network_acl": lambda b: ec2(b.network_acls.values(), lambda acl: not acl.default),
    "vpc_endpoint": lambda b: ec2(b.vpc_end_points.values()),
    "launch_template": lambda b: [(template.name, template.id) for template in b.launch_templates.values()],
    "network_interface": lambda b: ec2(b.enis.values(), lambda eni: eni.id not in service_enis(b)),
    "volume": lambda b: ec2(b.volumes.values()),
    "instance": lambda b: ec2(
        (instance for reservation in b.reservations.values() for instance in reservation.instances),
        lambda instance: instance.state != "terminated",
    ),
}


def by_name(items: Iterable[Any], key: str = "name", identifier: str = "arn") -> Named:
    return [(getattr(item, key), getattr(item, identifier)) for item in items]


OTHERS: dict[str, dict[str, Callable[[Any], Named]]] = {
    "elbv2": {"load_balancer": lambda b: by_name(b.load_balancers.values())},
    "iam": {
        "iam_role": lambda b: by_name(role for role in b.roles.values() if "/aws-service-role/" not in role.path),
        "iam_policy": lambda b: by_name(
            policy for policy in b.managed_policies.values() if policy.arn.split(":")[4] != "aws"
        ),
        "instance_profile": lambda b: by_name(b.instance_profiles.values()),
        "oidc_provider": lambda b: [(arn.split("/", 1)[1], arn) for arn in b.open_id_providers],
    },
    "kms": {
        "kms_key": lambda b: [
            (kms_name(b, key), key.id)
            for key in b.keys.values()
            if key.key_manager == "CUSTOMER" and key.key_state != "PendingDeletion"
        ],
        "kms_alias": lambda b: [(alias, alias) for alias in kms_aliases(b) if not alias.startswith("alias/aws/")],
    },
    "logs": {"log_group": lambda b: by_name(b.groups.values())},
    "s3": {"s3_bucket": lambda b: [(name, name) for name in b.buckets]},
    "sqs": {"sqs_queue": lambda b: by_name(b.queues.values(), identifier="queue_arn")},
    "sns": {"sns_topic": lambda b: by_name(b.topics.values())},
    "ecr": {"ecr_repository": lambda b: by_name(b.repositories.values())},
    "secretsmanager": {"secret": lambda b: by_name(secret for secret in b.secrets.values() if not secret.is_deleted())},
    "efs": {
        "efs_file_system": lambda b: [
            (tag(b.list_tags_for_resource(identifier)), identifier) for identifier in b.file_systems_by_id
        ]
    },
    "rds": {
        "rds_cluster": lambda b: by_name(b.clusters.values(), "db_cluster_identifier", "db_cluster_arn"),
        "rds_instance": lambda b: by_name(b.databases.values(), "db_instance_identifier", "db_instance_arn"),
    },
    "elasticache": {
        "elasticache_group": lambda b: [
            *by_name(b.replication_groups.values(), "replication_group_id"),
            *by_name(b.cache_clusters.values(), "cache_cluster_id"),
        ]
    },
}


def kms_name(backend: Any, key: Any) -> str:
    tags = backend.list_resource_tags(key.id)["Tags"]
    return next((pair["TagValue"] for pair in tags if pair["TagKey"] == "Name"), key.description or "")


def kms_aliases(backend: Any) -> list[str]:
    return [alias for key in backend.keys.values() for alias in key.aliases]


def clusters(backend: Any) -> Iterator[tuple[str, str, str]]:
    """EKS clusters and their children, without what EKS made on its own."""
    backend.sweep()
    for name, cluster in backend.clusters.items():
        yield "eks_cluster", name, cluster.record["arn"]
        for group in cluster.nodegroups.values():
            yield "eks_nodegroup", f"{name}/{group.record['nodegroupName']}", group.record["nodegroupArn"]
        for addon in cluster.addons.values():
            yield "eks_addon", f"{name}/{addon.record['addonName']}", addon.record["addonArn"]
        for arn, entry in cluster.access_entries.items():
            if not entry.made_by_eks:
                yield "eks_access_entry", f"{name}/{arn}", entry.record["accessEntryArn"]
        for record in cluster.pod_identities.values():
            subject = f"{name}/{record['namespace']}/{record['serviceAccount']}"
            yield "eks_pod_identity", subject, record["associationId"]


def backends(service: str) -> Iterator[tuple[str, Any]]:
    """Region and backend of every region in use; nobody has called a service whose module is not loaded."""
    module = sys.modules.get(f"moto.{service}.models")
    if module:
        for _, region, backend in list(getattr(module, f"{service}_backends").iter_backends()):
            yield "global" if region == "aws" else region, backend


def rows() -> Iterator[tuple[str, str, str, str]]:
    for service, kinds in {"ec2": EC2, **OTHERS}.items():
        for region, backend in backends(service):
            for kind, find in kinds.items():
                yield from ((kind, name, identifier, region) for name, identifier in find(backend))
    for region, backend in backends("eks"):
        yield from ((*row, region) for row in clusters(backend))


def inventory() -> list[dict[str, str]]:
    return [dict(zip(("kind", "name", "id", "region"), row, strict=True)) for row in sorted(rows())]

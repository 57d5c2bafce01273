"""Access policies of EKS, and the cluster roles that amount to them."""

from sandbox.emulator.eks.errors import InvalidParameterError, ResourceNotFoundError
from sandbox.emulator.eks.records import AccessEntry, Record
from sandbox.emulator.kubernetes_api import KubernetesApi

PREFIX = "arn:aws:eks::aws:cluster-access-policy/"
GROUP = "eks-access-policy:"

CLUSTER_ROLES = {
    "AmazonEKSClusterAdminPolicy": "cluster-admin",
    "AmazonEKSAdminPolicy": "admin",
    "AmazonEKSEditPolicy": "edit",
    "AmazonEKSViewPolicy": "view",
    "AmazonEKSAdminViewPolicy": "view",
}


def check(arn: str, scope: Record) -> None:
    if not arn.startswith(PREFIX):
        raise InvalidParameterError(f"The policyArn parameter format is not valid: {arn}")
    if arn.removeprefix(PREFIX) not in CLUSTER_ROLES:
        raise ResourceNotFoundError(
            "The specified policyArn could not be found. You can view the policies with 'list-access-policies'."
        )
    if (scope["type"] == "namespace") != bool(scope.get("namespaces")):
        raise InvalidParameterError("Namespaces are required for the access scope type namespace, and only for it.")


def targets(association: Record) -> list[tuple[str, str, str | None]]:
    """Group, cluster role and namespace of each binding that an association stands for."""
    name = association["policyArn"].removeprefix(PREFIX)
    role = CLUSTER_ROLES[name]
    if association["accessScope"]["type"] == "cluster":
        return [(GROUP + name, role, None)]
    return [(f"{GROUP}{name}:{space}", role, space) for space in association["accessScope"]["namespaces"]]


def groups(entry: AccessEntry) -> list[str]:
    """The Kubernetes groups that an entry and its policies give."""
    given = [group for policy in entry.policies.values() for group, _, _ in targets(policy)]
    return [*entry.record["kubernetesGroups"], *given]


def bind(api: KubernetesApi | None, entry: AccessEntry) -> None:
    if api:
        for policy in entry.policies.values():
            for group, role, namespace in targets(policy):
                api.bind(group, role, namespace)

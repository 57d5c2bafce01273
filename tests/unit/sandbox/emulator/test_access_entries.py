from typing import Any

import pytest

from .conftest import ACCOUNT, Emulator, create_cluster, create_nodegroup, refusal

POLICY = "arn:aws:eks::aws:cluster-access-policy/"


def test_ladder(eks: Any, cluster: str, role: str) -> None:
    of = {"clusterName": cluster, "principalArn": role}
    made = eks.create_access_entry(**of, kubernetesGroups=["developers"])["accessEntry"]
    assert made["username"] == f"arn:aws:sts::{ACCOUNT}:assumed-role/admin/{{{{SessionName}}}}"
    with refusal(eks, "ResourceInUseException"):
        eks.create_access_entry(**of)
    assert eks.update_access_entry(**of, kubernetesGroups=[])["accessEntry"]["kubernetesGroups"] == []
    assert eks.describe_access_entry(**of)["accessEntry"]["type"] == "STANDARD"
    assert eks.list_access_entries(clusterName=cluster)["accessEntries"] == [role]
    eks.delete_access_entry(**of)
    with refusal(eks, "ResourceNotFoundException"):
        eks.describe_access_entry(**of)


@pytest.mark.parametrize(
    "change",
    [
        {"kubernetesGroups": ["system:masters"]},
        {"principalArn": f"arn:aws:iam::{ACCOUNT}:role/nobody"},
        {"principalArn": f"arn:aws:sts::{ACCOUNT}:assumed-role/admin/me"},
        {"type": "NORMAL"},
    ],
)
def test_bad_settings_are_refused(eks: Any, cluster: str, role: str, change: dict[str, Any]) -> None:
    with refusal(eks, "InvalidParameterException"):
        eks.create_access_entry(**{"clusterName": cluster, "principalArn": role, **change})


def test_a_cluster_with_a_config_map_takes_no_entries(eks: Any, subnets: list[str], role: str) -> None:
    create_cluster(eks, subnets, accessConfig={"authenticationMode": "CONFIG_MAP"})
    with refusal(eks, "InvalidRequestException"):
        eks.create_access_entry(clusterName="demo", principalArn=role)


def test_the_creator_is_admin(emulator: Emulator, eks: Any, subnets: list[str]) -> None:
    create_cluster(eks, subnets, accessConfig={"authenticationMode": "API"})
    caller = emulator.client("sts").get_caller_identity()["Arn"]
    assert caller == f"arn:aws:iam::{ACCOUNT}:user/moto"
    assert eks.list_access_entries(clusterName="demo")["accessEntries"] == [caller]
    policies = eks.list_associated_access_policies(clusterName="demo", principalArn=caller)["associatedAccessPolicies"]
    assert [policy["policyArn"] for policy in policies] == [POLICY + "AmazonEKSClusterAdminPolicy"]


def test_the_node_role_has_an_entry_of_eks(eks: Any, subnets: list[str], cluster: str) -> None:
    arn = create_nodegroup(eks, subnets)["nodeRole"]
    entry = eks.describe_access_entry(clusterName=cluster, principalArn=arn)["accessEntry"]
    assert (entry["type"], entry["kubernetesGroups"]) == ("EC2_LINUX", ["system:nodes"])
    eks.delete_nodegroup(clusterName=cluster, nodegroupName="system")
    assert eks.list_access_entries(clusterName=cluster)["accessEntries"] == []


def test_policies(emulator: Emulator, eks: Any, subnets: list[str], planes: list[str], role: str) -> None:
    create_cluster(eks, subnets)
    of = {"clusterName": "demo", "principalArn": role}
    eks.create_access_entry(**of)
    names = {row["name"]: row["arn"] for row in eks.list_access_policies()["accessPolicies"]}
    eks.associate_access_policy(**of, policyArn=names["AmazonEKSViewPolicy"], accessScope={"type": "cluster"})
    scope = {"type": "namespace", "namespaces": ["dev"]}
    made = eks.associate_access_policy(**of, policyArn=names["AmazonEKSEditPolicy"], accessScope=scope)
    assert made["associatedAccessPolicy"]["accessScope"] == scope
    assert emulator.apis["0"].bindings == {
        ("eks-access-policy:AmazonEKSViewPolicy", "view", None),
        ("eks-access-policy:AmazonEKSEditPolicy:dev", "edit", "dev"),
    }
    listed = eks.list_access_entries(clusterName="demo", associatedPolicyArn=names["AmazonEKSAdminPolicy"])
    assert listed["accessEntries"] == []
    eks.disassociate_access_policy(**of, policyArn=names["AmazonEKSViewPolicy"])
    with refusal(eks, "ResourceNotFoundException"):
        eks.disassociate_access_policy(**of, policyArn=names["AmazonEKSViewPolicy"])
    left = eks.list_associated_access_policies(**of)["associatedAccessPolicies"]
    assert [policy["policyArn"] for policy in left] == [names["AmazonEKSEditPolicy"]]


@pytest.mark.parametrize(
    ("association", "code"),
    [
        ((POLICY + "AmazonEKSGodPolicy", "cluster"), "ResourceNotFoundException"),
        ((POLICY + "AmazonEKSViewPolicy", "namespace"), "InvalidParameterException"),
        ((POLICY + "AmazonEKSViewPolicy", "everything"), "InvalidParameterException"),
        (("arn:aws:iam::aws:policy/AdministratorAccess", "cluster"), "InvalidParameterException"),
    ],
)
def test_bad_policies(eks: Any, cluster: str, role: str, association: tuple[str, str], code: str) -> None:
    of = {"clusterName": cluster, "principalArn": role}
    eks.create_access_entry(**of)
    with refusal(eks, code):
        eks.associate_access_policy(**of, policyArn=association[0], accessScope={"type": association[1]})

from typing import Any

import pytest

from .conftest import create_cluster, refusal

NAMES = ["vpc-cni", "coredns", "kube-proxy", "eks-pod-identity-agent", "aws-ebs-csi-driver", "aws-efs-csi-driver"]


def test_ladder(eks: Any, cluster: str) -> None:
    of = {"clusterName": cluster, "addonName": "coredns"}
    created = eks.create_addon(**of, configurationValues='{"replicaCount": 3}', tags={"a": "b"})["addon"]
    assert (created["status"], created["addonVersion"]) == ("CREATING", "v1.13.2-eksbuild.21")
    assert eks.describe_addon(**of)["addon"]["status"] == "ACTIVE"
    with refusal(eks, "ResourceInUseException"):
        eks.create_addon(**of)
    update = eks.update_addon(**of, addonVersion="v1.14.3-eksbuild.23", resolveConflicts="PRESERVE")["update"]
    assert (update["type"], update["status"]) == ("AddonUpdate", "InProgress")
    answer = eks.describe_update(name=cluster, addonName="coredns", updateId=update["id"])
    assert answer["update"]["status"] == "Successful"
    found = eks.describe_addon(**of)["addon"]
    assert (found["addonVersion"], found["configurationValues"]) == ("v1.14.3-eksbuild.23", '{"replicaCount": 3}')
    assert eks.list_addons(clusterName=cluster)["addons"] == ["coredns"]
    assert eks.delete_addon(**of)["addon"]["status"] == "DELETING"
    with refusal(eks, "ResourceNotFoundException"):
        eks.describe_addon(**of)


@pytest.mark.parametrize("version", ["1.33", "1.34", "1.35", "1.36"])
def test_every_addon_has_one_default_and_a_choice(eks: Any, version: str) -> None:
    addons = eks.describe_addon_versions(kubernetesVersion=version)["addons"]
    assert sorted(addon["addonName"] for addon in addons) == sorted(NAMES)
    for addon in addons:
        defaults = [
            build["addonVersion"]
            for build in addon["addonVersions"]
            for row in build["compatibilities"]
            if row["clusterVersion"] == version and row["defaultVersion"]
        ]
        assert len(defaults) == 1, addon["addonName"]
        assert len(addon["addonVersions"]) > 1, addon["addonName"]


def test_unknown_names(eks: Any, cluster: str) -> None:
    with refusal(eks, "InvalidParameterException"):
        eks.create_addon(clusterName=cluster, addonName="core-dns")
    with refusal(eks, "ResourceNotFoundException"):
        eks.describe_addon_versions(addonName="core-dns")
    with refusal(eks, "ResourceNotFoundException"):
        eks.delete_addon(clusterName=cluster, addonName="coredns")


@pytest.mark.parametrize(
    "change",
    [{"addonVersion": "v1.12.4-eksbuild.29"}, {"configurationValues": "replicas"}, {"resolveConflicts": "FORCE"}],
)
def test_bad_settings_are_refused(eks: Any, cluster: str, change: dict[str, str]) -> None:
    with refusal(eks, "InvalidParameterException"):
        eks.create_addon(clusterName=cluster, addonName="coredns", **change)


def test_an_addon_owns_its_pod_identities(eks: Any, subnets: list[str], role: str) -> None:
    create_cluster(eks, subnets)
    of = {"clusterName": "demo", "addonName": "aws-ebs-csi-driver"}
    identity = {"serviceAccount": "ebs-csi-controller-sa", "roleArn": role}
    arns = eks.create_addon(**of, podIdentityAssociations=[identity])["addon"]["podIdentityAssociations"]
    listed = eks.list_pod_identity_associations(clusterName="demo")["associations"]
    assert [row["associationArn"] for row in listed] == arns
    assert ":addon/" in listed[0]["ownerArn"]
    eks.update_addon(**of, podIdentityAssociations=[])
    assert eks.list_pod_identity_associations(clusterName="demo")["associations"] == []

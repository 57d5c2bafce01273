import base64
from typing import Any

import pytest

from .conftest import Emulator, create_cluster, create_nodegroup, refusal


def describe(eks: Any, name: str = "demo") -> Any:
    return eks.describe_cluster(name=name)["cluster"]


def test_a_cluster_is_active_at_the_first_describe(eks: Any, subnets: list[str]) -> None:
    answer = create_cluster(eks, subnets)
    assert answer["status"] == "CREATING"
    assert "endpoint" not in answer
    found = describe(eks)
    assert (found["status"], found["version"], found["deletionProtection"]) == ("ACTIVE", "1.35", False)
    assert found["accessConfig"]["authenticationMode"] == "API"
    assert found["upgradePolicy"] == {"supportType": "EXTENDED"}
    assert found["resourcesVpcConfig"]["publicAccessCidrs"] == ["0.0.0.0/0"]
    assert found["resourcesVpcConfig"]["vpcId"].startswith("vpc-")
    assert eks.list_clusters()["clusters"] == ["demo"]


def test_each_cluster_has_an_issuer_of_its_own(eks: Any, subnets: list[str]) -> None:
    create_cluster(eks, subnets, "one")
    create_cluster(eks, subnets, "two")
    issuers = {describe(eks, name)["identity"]["oidc"]["issuer"].rsplit("/", 1)[1] for name in ("one", "two")}
    assert len(issuers) == 2
    assert {len(issuer) for issuer in issuers} == {32}


def test_the_cluster_security_group_goes_with_the_cluster(emulator: Emulator, eks: Any, cluster: str) -> None:
    group = describe(eks)["resourcesVpcConfig"]["clusterSecurityGroupId"]
    ec2 = emulator.client("ec2")
    assert ec2.describe_security_groups(GroupIds=[group])["SecurityGroups"]
    eks.delete_cluster(name=cluster)
    with pytest.raises(ec2.exceptions.ClientError, match=r"InvalidGroup\.NotFound"):
        ec2.describe_security_groups(GroupIds=[group])


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"version": "1.28"}, "unsupported Kubernetes version 1.28"),
        ({"roleArn": "admin"}, "Invalid Role Arn: 'admin'"),
        ({"resourcesVpcConfig": {"subnetIds": ["subnet-1", "subnet-2"]}}, "'subnet-1' does not exist"),
        ({"upgradePolicy": {"supportType": "LONG"}}, "supportType is LONG: use one of STANDARD, EXTENDED"),
        ({"logging": {"clusterLogging": [{"types": ["kubelet"], "enabled": True}]}}, "kubelet"),
    ],
)
def test_bad_settings_are_refused(eks: Any, subnets: list[str], change: dict[str, Any], sentence: str) -> None:
    with pytest.raises(eks.exceptions.InvalidParameterException, match=sentence):
        create_cluster(eks, subnets, **change)
    assert eks.list_clusters()["clusters"] == []


@pytest.mark.parametrize(
    ("vpc", "sentence"),
    [
        ({"endpointPublicAccess": False}, "cannot be false"),
        ({"publicAccessCidrs": ["10.1.0.0/16"]}, "not allowed"),
        ({"publicAccessCidrs": ["203.0.113.300/32"]}, "invalid"),
        ({"securityGroupIds": ["sg-1"]}, "'sg-1' does not exist"),
    ],
)
def test_bad_networks_are_refused(eks: Any, subnets: list[str], vpc: dict[str, Any], sentence: str) -> None:
    with pytest.raises(eks.exceptions.InvalidParameterException, match=sentence):
        create_cluster(eks, subnets, resourcesVpcConfig={"subnetIds": subnets, **vpc})


def test_one_zone_is_not_enough(eks: Any, subnets: list[str]) -> None:
    with pytest.raises(eks.exceptions.InvalidParameterException, match="two different AZs"):
        create_cluster(eks, subnets[:1])


def test_a_name_is_taken_once(eks: Any, subnets: list[str], cluster: str) -> None:
    with refusal(eks, "ResourceInUseException"):
        create_cluster(eks, subnets)


def test_a_cluster_with_node_groups_stays(eks: Any, subnets: list[str], cluster: str) -> None:
    create_nodegroup(eks, subnets)
    with refusal(eks, "ResourceInUseException"):
        eks.delete_cluster(name=cluster)
    eks.delete_nodegroup(clusterName=cluster, nodegroupName="system")
    assert eks.delete_cluster(name=cluster)["cluster"]["status"] == "DELETING"
    with refusal(eks, "ResourceNotFoundException"):
        describe(eks)


def test_deletion_protection(eks: Any, subnets: list[str]) -> None:
    create_cluster(eks, subnets, deletionProtection=True)
    with refusal(eks, "InvalidRequestException"):
        eks.delete_cluster(name="demo")
    eks.update_cluster_config(name="demo", deletionProtection=False)
    eks.delete_cluster(name="demo")


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ({"resourcesVpcConfig": {"endpointPrivateAccess": True}}, "EndpointAccessUpdate"),
        ({"resourcesVpcConfig": {"publicAccessCidrs": ["203.0.113.0/24"]}}, "EndpointAccessUpdate"),
        ({"logging": {"clusterLogging": [{"types": ["api", "audit"], "enabled": True}]}}, "LoggingUpdate"),
        ({"upgradePolicy": {"supportType": "STANDARD"}}, "UpgradePolicyUpdate"),
        ({"deletionProtection": True}, "DeletionProtectionUpdate"),
    ],
)
def test_one_change_at_a_time(eks: Any, cluster: str, change: dict[str, Any], kind: str) -> None:
    update = eks.update_cluster_config(name=cluster, **change)["update"]
    assert (update["status"], update["type"]) == ("InProgress", kind)
    assert eks.describe_update(name=cluster, updateId=update["id"])["update"]["status"] == "Successful"
    assert eks.list_updates(name=cluster)["updateIds"] == [update["id"]]
    with refusal(eks, "InvalidParameterException"):
        eks.update_cluster_config(name=cluster, **change)


def test_two_changes_or_none_are_refused(eks: Any, cluster: str) -> None:
    with pytest.raises(eks.exceptions.InvalidParameterException, match="Only one type of update"):
        eks.update_cluster_config(name=cluster, deletionProtection=True, upgradePolicy={"supportType": "STANDARD"})
    with refusal(eks, "InvalidParameterException"):
        eks.update_cluster_config(name=cluster)


def test_logging_keeps_what_is_not_named(eks: Any, cluster: str) -> None:
    for types, enabled in ((["api", "audit"], True), (["api"], False)):
        eks.update_cluster_config(name=cluster, logging={"clusterLogging": [{"types": types, "enabled": enabled}]})
    assert describe(eks)["logging"]["clusterLogging"][0] == {"types": ["audit"], "enabled": True}


def test_authentication_goes_only_forward(eks: Any, cluster: str) -> None:
    with pytest.raises(eks.exceptions.InvalidParameterException, match="from API to CONFIG_MAP"):
        eks.update_cluster_config(name=cluster, accessConfig={"authenticationMode": "CONFIG_MAP"})


@pytest.mark.parametrize("version", ["1.34", "1.35", "1.37"])
def test_only_the_next_version(eks: Any, cluster: str, version: str) -> None:
    with refusal(eks, "InvalidParameterException"):
        eks.update_cluster_version(name=cluster, version=version)


def test_a_version_update_waits_for_the_node_groups(eks: Any, subnets: list[str]) -> None:
    create_cluster(eks, subnets, version="1.34")
    create_nodegroup(eks, subnets)
    assert eks.update_cluster_version(name="demo", version="1.35")["update"]["type"] == "VersionUpdate"
    assert describe(eks)["version"] == "1.35"
    with pytest.raises(eks.exceptions.InvalidParameterException, match="system must be updated"):
        eks.update_cluster_version(name="demo", version="1.36")
    eks.update_nodegroup_version(clusterName="demo", nodegroupName="system")
    eks.update_cluster_version(name="demo", version="1.36")
    assert describe(eks)["version"] == "1.36"


def test_encryption_is_associated_once(eks: Any, cluster: str) -> None:
    config = [{"resources": ["secrets"], "provider": {"keyArn": "arn:aws:kms:us-east-1:123456789012:key/k"}}]
    assert eks.associate_encryption_config(clusterName=cluster, encryptionConfig=config)["update"]["errors"] == []
    assert describe(eks)["encryptionConfig"] == config
    with refusal(eks, "InvalidParameterException"):
        eks.associate_encryption_config(clusterName=cluster, encryptionConfig=config)


def test_versions_say_how_long_they_are_supported(eks: Any) -> None:
    rows = {row["clusterVersion"]: row for row in eks.describe_cluster_versions()["clusterVersions"]}
    assert list(rows) == ["1.36", "1.35", "1.34", "1.33"]
    assert rows["1.36"]["defaultVersion"]
    assert rows["1.33"]["versionStatus"] == "EXTENDED_SUPPORT"
    assert rows["1.34"]["endOfStandardSupportDate"].isoformat().startswith("2026-12-0")
    standard = eks.describe_cluster_versions(versionStatus="STANDARD_SUPPORT")["clusterVersions"]
    assert [row["clusterVersion"] for row in standard] == ["1.36", "1.35", "1.34"]


def test_clusters_claim_control_planes(emulator: Emulator, eks: Any, subnets: list[str], planes: list[str]) -> None:
    for name in ("one", "two"):
        create_cluster(eks, subnets, name)
    found = describe(eks, "two")
    assert found["endpoint"] == "https://127.0.0.1:11"
    assert base64.b64decode(found["certificateAuthority"]["data"]) == b"certificate 1"
    with pytest.raises(eks.exceptions.ResourceLimitExceededException, match="none is left for cluster three"):
        create_cluster(eks, subnets, "three")
    eks.delete_cluster(name="one")
    eks.delete_cluster(name="two")
    create_cluster(eks, subnets, "two")
    assert describe(eks, "two")["endpoint"] == "https://127.0.0.1:11"
    create_cluster(eks, subnets, "three")
    assert describe(eks, "three")["endpoint"] == "https://127.0.0.1:10"


def test_a_reset_frees_the_control_planes(emulator: Emulator, eks: Any, subnets: list[str], planes: list[str]) -> None:
    create_cluster(eks, subnets)
    create_nodegroup(eks, subnets)
    assert emulator.apis["0"].nodes
    emulator.call("/moto-api/reset", "POST", b"")
    assert not emulator.apis["0"].nodes
    assert emulator.pool.claimed == {}
    assert eks.list_clusters()["clusters"] == []


def test_tags_of_every_kind(emulator: Emulator, eks: Any, subnets: list[str], cluster: str, role: str) -> None:
    arns = [
        describe(eks)["arn"],
        create_nodegroup(eks, subnets)["nodegroupArn"],
        eks.create_addon(clusterName=cluster, addonName="vpc-cni")["addon"]["addonArn"],
        eks.create_access_entry(clusterName=cluster, principalArn=role)["accessEntry"]["accessEntryArn"],
        eks.create_pod_identity_association(clusterName=cluster, namespace="n", serviceAccount="s", roleArn=role)[
            "association"
        ]["associationArn"],
    ]
    for arn in arns:
        eks.tag_resource(resourceArn=arn, tags={"a": "1", "b": "2"})
        eks.untag_resource(resourceArn=arn, tagKeys=["a"])
        assert eks.list_tags_for_resource(resourceArn=arn)["tags"] == {"b": "2"}
    with refusal(eks, "NotFoundException"):
        eks.list_tags_for_resource(resourceArn=arns[0] + "x")

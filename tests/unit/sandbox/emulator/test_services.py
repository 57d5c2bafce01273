from typing import Any

import pytest

from .conftest import Emulator, create_cluster


@pytest.fixture
def ec2(emulator: Emulator) -> Any:
    return emulator.client("ec2")


def vpc_of(ec2: Any, subnet: str) -> str:
    found: str = ec2.describe_subnets(SubnetIds=[subnet])["Subnets"][0]["VpcId"]
    return found


def test_tags_of_nat_gateways_and_addresses(ec2: Any, subnets: list[str]) -> None:
    tags = [{"Key": "Name", "Value": "n"}]
    address = ec2.allocate_address(TagSpecifications=[{"ResourceType": "elastic-ip", "Tags": tags}])["AllocationId"]
    gateway = ec2.create_nat_gateway(
        SubnetId=subnets[0], AllocationId=address, TagSpecifications=[{"ResourceType": "natgateway", "Tags": tags}]
    )["NatGateway"]["NatGatewayId"]
    for kind, resource in (("natgateway", gateway), ("elastic-ip", address)):
        found = ec2.describe_tags(Filters=[{"Name": "resource-type", "Values": [kind]}])["Tags"]
        assert [(tag["ResourceId"], tag["ResourceType"]) for tag in found] == [(resource, kind)]


def test_an_address_is_of_a_vpc_and_poisons_no_filter(ec2: Any) -> None:
    tags = [{"ResourceType": "elastic-ip", "Tags": [{"Key": "Name", "Value": "n"}]}]
    assert ec2.allocate_address(Domain="standard", TagSpecifications=tags)["AllocationId"]
    assert ec2.describe_vpcs(Filters=[{"Name": "tag:Name", "Values": ["n"]}])["Vpcs"] == []


def test_a_deleted_nat_gateway_gives_everything_back(ec2: Any, subnets: list[str]) -> None:
    address = ec2.allocate_address()["AllocationId"]
    gateway = ec2.create_nat_gateway(SubnetId=subnets[0], AllocationId=address)["NatGateway"]["NatGatewayId"]
    with pytest.raises(ec2.exceptions.ClientError, match="InUse"):
        ec2.release_address(AllocationId=address)
    with pytest.raises(ec2.exceptions.ClientError, match="DependencyViolation"):
        ec2.delete_subnet(SubnetId=subnets[0])
    ec2.delete_nat_gateway(NatGatewayId=gateway)
    ec2.release_address(AllocationId=address)
    assert ec2.describe_network_interfaces()["NetworkInterfaces"] == []
    ec2.delete_subnet(SubnetId=subnets[0])
    with pytest.raises(ec2.exceptions.ClientError, match="NatGatewayNotFound"):
        ec2.delete_nat_gateway(NatGatewayId="nat-0")


def test_a_security_group_in_use_stays(ec2: Any, eks: Any, subnets: list[str]) -> None:
    vpc = vpc_of(ec2, subnets[0])
    store, nodes = (
        ec2.create_security_group(GroupName=name, Description=name, VpcId=vpc)["GroupId"] for name in ("store", "nodes")
    )
    pair = {"GroupId": nodes, "Description": "from the nodes"}
    rule = {"IpProtocol": "tcp", "FromPort": 5432, "ToPort": 5432, "UserIdGroupPairs": [pair]}
    itself = {"IpProtocol": "-1", "UserIdGroupPairs": [{"GroupId": nodes}]}
    ec2.authorize_security_group_ingress(GroupId=store, IpPermissions=[rule])
    ec2.authorize_security_group_ingress(GroupId=nodes, IpPermissions=[itself])
    ec2.revoke_security_group_egress(
        GroupId=store, IpPermissions=[{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]
    )
    found = ec2.describe_security_groups(GroupIds=[store])["SecurityGroups"][0]
    assert found["IpPermissionsEgress"] == []
    assert found["IpPermissions"][0]["UserIdGroupPairs"][0]["Description"] == "from the nodes"
    with pytest.raises(ec2.exceptions.ClientError, match="DependencyViolation"):
        ec2.delete_security_group(GroupId=nodes)
    ec2.delete_security_group(GroupId=store)
    create_cluster(eks, subnets, resourcesVpcConfig={"subnetIds": subnets, "securityGroupIds": [nodes]})
    with pytest.raises(ec2.exceptions.ClientError, match="DependencyViolation"):
        ec2.delete_security_group(GroupId=nodes)
    eks.delete_cluster(name="demo")
    ec2.delete_security_group(GroupId=nodes)


@pytest.mark.parametrize("way", ["ingress", "egress"])
def test_a_rule_that_names_a_group_is_described_anew(ec2: Any, subnets: list[str], way: str) -> None:
    group = ec2.create_security_group(GroupName="a", Description="a", VpcId=vpc_of(ec2, subnets[0]))["GroupId"]

    def rule(text: str) -> dict[str, Any]:
        pair = {"GroupId": group, "Description": text}
        rule = {"IpProtocol": "tcp", "FromPort": 80, "ToPort": 80, "UserIdGroupPairs": [pair]}
        return {"GroupId": group, "IpPermissions": [rule]}

    def described() -> list[str]:
        found = ec2.describe_security_groups(GroupIds=[group])["SecurityGroups"][0]
        rules = found["IpPermissions" if way == "ingress" else "IpPermissionsEgress"]
        return [pair["Description"] for rule in rules for pair in rule["UserIdGroupPairs"]]

    getattr(ec2, f"authorize_security_group_{way}")(**rule("before"))
    getattr(ec2, f"update_security_group_rule_descriptions_{way}")(**rule("after"))
    assert described() == ["after"]
    getattr(ec2, f"revoke_security_group_{way}")(**rule("whatever"))
    assert described() == []


def test_a_network_goes_in_order(ec2: Any, subnets: list[str]) -> None:
    vpc = vpc_of(ec2, subnets[0])
    gateway = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
    table = ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]
    acl = ec2.create_network_acl(VpcId=vpc)["NetworkAcl"]["NetworkAclId"]
    address = ec2.allocate_address()["AllocationId"]
    nat = ec2.create_nat_gateway(SubnetId=subnets[0], AllocationId=address)["NatGateway"]["NatGatewayId"]
    ec2.associate_route_table(RouteTableId=table, SubnetId=subnets[0])
    with pytest.raises(ec2.exceptions.ClientError, match="mapped public address"):
        ec2.detach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
    ec2.delete_nat_gateway(NatGatewayId=nat)
    for subnet in subnets:
        ec2.delete_subnet(SubnetId=subnet)
    ec2.delete_route_table(RouteTableId=table)
    with pytest.raises(ec2.exceptions.ClientError, match="DependencyViolation"):
        ec2.delete_vpc(VpcId=vpc)
    ec2.detach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
    with pytest.raises(ec2.exceptions.ClientError, match="DependencyViolation"):
        ec2.delete_vpc(VpcId=vpc)
    ec2.delete_network_acl(NetworkAclId=acl)
    ec2.delete_vpc(VpcId=vpc)


def test_launch_templates(ec2: Any) -> None:
    tags = [{"ResourceType": "launch-template", "Tags": [{"Key": "Name", "Value": "n"}]}]
    data = {"InstanceType": "m5.xlarge"}
    made = ec2.create_launch_template(LaunchTemplateName="nodes", LaunchTemplateData=data, TagSpecifications=tags)
    assert made["LaunchTemplate"]["Tags"] == tags[0]["Tags"]
    ec2.create_tags(Resources=[made["LaunchTemplate"]["LaunchTemplateId"]], Tags=[{"Key": "Name", "Value": "m"}])
    assert ec2.describe_launch_templates()["LaunchTemplates"][0]["Tags"] == [{"Key": "Name", "Value": "m"}]
    ec2.create_launch_template_version(LaunchTemplateName="nodes", LaunchTemplateData=data)
    versions = ec2.describe_launch_template_versions(LaunchTemplateName="nodes")["LaunchTemplateVersions"]
    assert [version["LaunchTemplateData"] for version in versions] == [data, data]
    answer = ec2.delete_launch_template_versions(LaunchTemplateName="nodes", Versions=["1", "2", "9"])
    assert [item["VersionNumber"] for item in answer["SuccessfullyDeletedLaunchTemplateVersions"]] == [2]
    assert [item["VersionNumber"] for item in answer["UnsuccessfullyDeletedLaunchTemplateVersions"]] == [1, 9]


def test_a_key_is_deleted_by_its_arn(emulator: Emulator) -> None:
    kms = emulator.client("kms")
    arn = kms.create_key()["KeyMetadata"]["Arn"]
    kms.schedule_key_deletion(KeyId=arn, PendingWindowInDays=7)
    assert kms.describe_key(KeyId=arn)["KeyMetadata"]["KeyState"] == "PendingDeletion"


def test_a_deleted_endpoint_is_not_described(ec2: Any, subnets: list[str]) -> None:
    made = ec2.create_vpc_endpoint(
        VpcId=vpc_of(ec2, subnets[0]),
        ServiceName="com.amazonaws.us-east-1.sts",
        VpcEndpointType="Interface",
        SubnetIds=subnets,
    )["VpcEndpoint"]["VpcEndpointId"]
    ec2.delete_vpc_endpoints(VpcEndpointIds=[made])
    assert ec2.describe_vpc_endpoints()["VpcEndpoints"] == []
    assert ec2.describe_network_interfaces()["NetworkInterfaces"] == []

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


def test_an_endpoint_is_in_its_subnets_groups_and_tables(ec2: Any, subnets: list[str]) -> None:
    vpc = vpc_of(ec2, subnets[0])
    group = ec2.create_security_group(GroupName="a", Description="a", VpcId=vpc)["GroupId"]
    table = ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]
    interface = ec2.create_vpc_endpoint(
        VpcId=vpc,
        VpcEndpointType="Interface",
        ServiceName="com.amazonaws.us-east-1.sts",
        SubnetIds=subnets[:1],
        SecurityGroupIds=[group],
    )["VpcEndpoint"]["VpcEndpointId"]
    gateway = ec2.create_vpc_endpoint(VpcId=vpc, VpcEndpointType="Gateway", ServiceName="com.amazonaws.us-east-1.s3")
    gateway_id = gateway["VpcEndpoint"]["VpcEndpointId"]
    ec2.modify_vpc_endpoint(VpcEndpointId=interface, AddSubnetIds=subnets[1:2], PrivateDnsEnabled=False)
    ec2.modify_vpc_endpoint(VpcEndpointId=gateway_id, AddRouteTableIds=[table])
    interfaces = ec2.describe_network_interfaces()["NetworkInterfaces"]
    assert {(row["SubnetId"], row["Groups"][0]["GroupId"]) for row in interfaces} == {
        (net, group) for net in subnets[:2]
    }
    found = ec2.describe_vpc_endpoints(VpcEndpointIds=[interface])["VpcEndpoints"][0]
    assert not found["PrivateDnsEnabled"]
    routes = ec2.describe_route_tables(RouteTableIds=[table])["RouteTables"][0]["Routes"]
    assert [route["GatewayId"] for route in routes if "DestinationPrefixListId" in route] == [gateway_id]
    with pytest.raises(ec2.exceptions.ClientError, match="DependencyViolation"):
        ec2.delete_security_group(GroupId=group)
    ec2.delete_vpc_endpoints(VpcEndpointIds=[interface, gateway_id])
    ec2.delete_security_group(GroupId=group)
    ec2.delete_subnet(SubnetId=subnets[0])


def test_a_certificate_is_issued_when_its_record_is_there(emulator: Emulator) -> None:
    acm, route53 = emulator.client("acm"), emulator.client("route53")
    emulator.hold.set(10)
    zone = route53.create_hosted_zone(Name="example.com", CallerReference="1")["HostedZone"]["Id"]
    arn = acm.request_certificate(DomainName="example.com", KeyAlgorithm="EC_prime256v1")["CertificateArn"]

    def certificate() -> Any:
        return acm.describe_certificate(CertificateArn=arn)["Certificate"]

    emulator.clock.seconds += 100
    assert (certificate()["Status"], certificate()["KeyAlgorithm"]) == ("PENDING_VALIDATION", "EC_prime256v1")
    row = certificate()["DomainValidationOptions"][0]["ResourceRecord"]
    record = {"Name": row["Name"], "Type": "CNAME", "TTL": 60, "ResourceRecords": [{"Value": row["Value"]}]}
    batch = {"Changes": [{"Action": "CREATE", "ResourceRecordSet": record}]}
    route53.change_resource_record_sets(HostedZoneId=zone, ChangeBatch=batch)
    assert certificate()["Status"] == "ISSUED"
    later = acm.request_certificate(DomainName="example.com")["CertificateArn"]
    held = {"CertificateArn": later}
    assert acm.describe_certificate(**held)["Certificate"]["Status"] == "PENDING_VALIDATION"
    emulator.clock.seconds += 40
    assert acm.describe_certificate(**held)["Certificate"]["Status"] == "ISSUED"


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


def test_a_web_acl_logs_in_its_scope(emulator: Emulator) -> None:
    waf, places = emulator.client("wafv2"), {}
    seen = {"SampledRequestsEnabled": True, "CloudWatchMetricsEnabled": True, "MetricName": "mine"}
    for scope in ("REGIONAL", "CLOUDFRONT"):
        acl = {"Name": "mine", "Scope": scope, "DefaultAction": {"Allow": {}}, "VisibilityConfig": seen}
        places[scope] = waf.create_web_acl(**acl)["Summary"]["ARN"]
        group = f"arn:aws:logs:us-east-1:123456789012:log-group:aws-waf-logs-{scope}"
        logging = {"ResourceArn": places[scope], "LogDestinationConfigs": [group]}
        waf.put_logging_configuration(LoggingConfiguration=logging)
    for scope, arn in places.items():
        rows = waf.list_logging_configurations(Scope=scope)["LoggingConfigurations"]
        assert [row["ResourceArn"] for row in rows] == [arn]


def test_a_subnet_goes_once_its_instance_is_terminated(ec2: Any, subnets: list[str]) -> None:
    made = ec2.run_instances(ImageId="ami-12c6146b", MinCount=1, MaxCount=1, SubnetId=subnets[0])["Instances"][0]
    with pytest.raises(ec2.exceptions.ClientError, match="DependencyViolation"):
        ec2.delete_subnet(SubnetId=subnets[0])
    ec2.terminate_instances(InstanceIds=[made["InstanceId"]])
    ec2.delete_subnet(SubnetId=subnets[0])


def test_a_secret_without_a_value_does_not_end_the_reading_of_others(emulator: Emulator) -> None:
    manager = emulator.client("secretsmanager")
    manager.create_secret(Name="brought", SecretString="{}")
    manager.create_secret(Name="awaited")
    answer = manager.batch_get_secret_value(SecretIdList=["awaited", "brought", "unknown"])
    assert [secret["Name"] for secret in answer["SecretValues"]] == ["brought"]
    assert {error["SecretId"]: error["ErrorCode"] for error in answer["Errors"]} == dict.fromkeys(
        ("awaited", "unknown"), "ResourceNotFoundException"
    )

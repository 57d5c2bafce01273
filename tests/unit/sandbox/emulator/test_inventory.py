import json
from typing import Any

from .conftest import ASSUME, Emulator, create_nodegroup

TAGS = [{"Key": "Name", "Value": "mine"}]


def inventory(emulator: Emulator) -> list[tuple[str, str]]:
    return [(item["kind"], item["name"]) for item in json.loads(emulator.call("/_sandbox/inventory"))]


def test_an_empty_account_has_nothing(emulator: Emulator) -> None:
    assert inventory(emulator) == []
    for service, call in (
        ("ec2", "describe_vpcs"),
        ("iam", "list_roles"),
        ("kms", "list_aliases"),
        ("eks", "list_clusters"),
    ):
        getattr(emulator.client(service), call)()
    assert inventory(emulator) == []


def test_keys_of_aws_are_not_ours(emulator: Emulator) -> None:
    emulator.client("kms").describe_key(KeyId="alias/aws/rds")
    assert inventory(emulator) == []


def test_the_network(emulator: Emulator) -> None:
    ec2 = emulator.client("ec2")

    def tagged(kind: str) -> dict[str, Any]:
        return {"TagSpecifications": [{"ResourceType": kind, "Tags": TAGS}]}

    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16", **tagged("vpc"))["Vpc"]["VpcId"]
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.1.0/24", **tagged("subnet"))["Subnet"]["SubnetId"]
    ec2.create_internet_gateway(**tagged("internet-gateway"))
    address = ec2.allocate_address(**tagged("elastic-ip"))["AllocationId"]
    nat = ec2.create_nat_gateway(SubnetId=subnet, AllocationId=address, **tagged("natgateway"))["NatGateway"]
    ec2.create_route_table(VpcId=vpc, **tagged("route-table"))
    ec2.create_security_group(GroupName="mine", Description="mine", VpcId=vpc)
    ec2.create_network_acl(VpcId=vpc, **tagged("network-acl"))
    ec2.create_launch_template(LaunchTemplateName="mine", LaunchTemplateData={})
    kinds = [
        "elastic_ip",
        "internet_gateway",
        "launch_template",
        "nat_gateway",
        "network_acl",
        "route_table",
        "security_group",
        "subnet",
        "vpc",
    ]
    assert inventory(emulator) == [(kind, "mine") for kind in kinds]
    ec2.delete_nat_gateway(NatGatewayId=nat["NatGatewayId"])
    assert ("nat_gateway", "mine") not in inventory(emulator)


def test_a_cluster_and_its_children(emulator: Emulator, eks: Any, subnets: list[str], cluster: str, role: str) -> None:
    create_nodegroup(eks, subnets)
    eks.create_addon(clusterName=cluster, addonName="coredns")
    eks.create_access_entry(clusterName=cluster, principalArn=role)
    eks.create_pod_identity_association(clusterName=cluster, namespace="n", serviceAccount="s", roleArn=role)
    assert [row for row in inventory(emulator) if row[0].startswith("eks_")] == [
        ("eks_access_entry", f"demo/{role}"),
        ("eks_addon", "demo/coredns"),
        ("eks_cluster", "demo"),
        ("eks_nodegroup", "demo/system"),
        ("eks_pod_identity", "demo/n/s"),
    ]
    assert not [row for row in inventory(emulator) if row[0] == "security_group"]


def test_other_services(emulator: Emulator) -> None:
    iam, kms = emulator.client("iam"), emulator.client("kms")
    iam.create_role(RoleName="mine", AssumeRolePolicyDocument=ASSUME)
    iam.create_policy(
        PolicyName="mine", PolicyDocument=ASSUME.replace("[]", '[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]')
    )
    iam.create_instance_profile(InstanceProfileName="mine")
    iam.create_open_id_connect_provider(Url="https://token.example.com", ThumbprintList=["a" * 40])
    key = kms.create_key(Description="mine")["KeyMetadata"]["KeyId"]
    kms.create_alias(AliasName="alias/mine", TargetKeyId=key)
    emulator.client("logs").create_log_group(logGroupName="mine")
    emulator.client("s3").create_bucket(Bucket="mine")
    emulator.client("sqs").create_queue(QueueName="mine")
    emulator.client("sns").create_topic(Name="mine")
    emulator.client("ecr").create_repository(repositoryName="mine")
    emulator.client("secretsmanager").create_secret(Name="mine", SecretString="s")
    emulator.client("efs").create_file_system(CreationToken="t", Tags=TAGS)
    login = {"MasterUsername": "postgres", "MasterUserPassword": "a-long-password"}
    emulator.client("rds").create_db_cluster(DBClusterIdentifier="mine", Engine="aurora-postgresql", **login)
    emulator.client("elasticache").create_replication_group(ReplicationGroupId="mine", ReplicationGroupDescription="m")
    found = inventory(emulator)
    assert {name for _, name in found} == {"mine", "alias/mine", "token.example.com"}
    assert [kind for kind, _ in found] == [
        "ecr_repository",
        "efs_file_system",
        "elasticache_replication_group",
        "iam_policy",
        "iam_role",
        "instance_profile",
        "kms_alias",
        "kms_key",
        "log_group",
        "oidc_provider",
        "rds_cluster",
        "s3_bucket",
        "secret",
        "sns_topic",
        "sqs_queue",
    ]
    kms.schedule_key_deletion(KeyId=key)
    emulator.client("secretsmanager").delete_secret(SecretId="mine")
    assert not {"kms_key", "secret"} & {kind for kind, _ in inventory(emulator)}


def test_names(emulator: Emulator) -> None:
    """Without the records that come with a zone, and those that ACM asks for."""
    route53, acm = emulator.client("route53"), emulator.client("acm")
    zone = route53.create_hosted_zone(Name="example.com", CallerReference="1")["HostedZone"]["Id"]
    acm.request_certificate(DomainName="example.com", Tags=TAGS)
    values = {"*.example.com": "api.example.com", "_1.example.com": "_2.x.acm-validations.aws."}
    rows = [
        {"Name": name, "Type": "CNAME", "TTL": 60, "ResourceRecords": [{"Value": value}]}
        for name, value in values.items()
    ]
    changes = [{"Action": "CREATE", "ResourceRecordSet": row} for row in rows]
    route53.change_resource_record_sets(HostedZoneId=zone, ChangeBatch={"Changes": changes})
    assert inventory(emulator) == [
        ("acm_certificate", "mine"),
        ("route53_record", "*.example.com CNAME"),
        ("route53_zone", "example.com"),
    ]

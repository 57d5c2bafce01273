"""What a cluster's controllers leave in AWS when nobody gave them the time to clean up."""

from tests.integration.rows import REGION, Account

CLUSTER = "rag-eks"
BALANCED = {"Key": "elbv2.k8s.aws/cluster", "Value": CLUSTER}
OWNED = {"Key": f"kubernetes.io/cluster/{CLUSTER}", "Value": "owned"}


def inject(account: Account) -> None:
    """Load balancer, network interface, security group, volume, an instance of Karpenter, log group, and a secret."""
    ec2, vpc = account.client("ec2", REGION), account.known("rag-vpc")
    subnets = ec2.describe_subnets(Filters=[{"Name": "vpc-id", "Values": [vpc]}])["Subnets"]
    subnet = subnets[0]["SubnetId"]

    def tagged(kind: str, *more: dict[str, str]) -> list[dict[str, object]]:
        return [{"ResourceType": kind, "Tags": [OWNED, *more]}]

    group = ec2.create_security_group(
        GroupName="k8s-traffic-rag",
        Description="[k8s] shared",
        VpcId=vpc,
        TagSpecifications=tagged("security-group", BALANCED),
    )["GroupId"]
    ec2.create_network_interface(
        SubnetId=subnet, Description="aws-K8S-i-0123456789abcdef0", TagSpecifications=tagged("network-interface")
    )
    ec2.create_volume(AvailabilityZone=subnets[0]["AvailabilityZone"], Size=1, TagSpecifications=tagged("volume"))
    ec2.run_instances(
        ImageId="ami-12c6146b",
        MinCount=1,
        MaxCount=1,
        SubnetId=subnet,
        TagSpecifications=tagged("instance", {"Key": "karpenter.sh/nodeclaim", "Value": "apps-1"}),
    )
    account.client("elbv2", REGION).create_load_balancer(
        Name="k8s-rag-api",
        Subnets=[row["SubnetId"] for row in subnets[:2]],
        SecurityGroups=[group],
        Tags=[BALANCED],
    )
    account.client("secretsmanager", REGION).create_secret(
        Name="rag/sealed-secrets/key", SecretString="{}", AddReplicaRegions=[{"Region": "us-west-2"}]
    )
    account.client("logs", REGION).create_log_group(logGroupName=f"/aws/containerinsights/{CLUSTER}/performance")

"""orphans against the emulator: found by tags and names, and removed in an order that works."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from ansible_collections.pinksea.platform.plugins.module_utils.orphans.network import Balancing
from ansible_collections.pinksea.platform.plugins.modules import orphans

from tests.unit.plugins.modules.ladder import done, refused

CLUSTER = "left-eks"
OWNED = {f"kubernetes.io/cluster/{CLUSTER}": "owned"}
BALANCED = {"elbv2.k8s.aws/cluster": CLUSTER}
CLAIMED = {"kubernetes.io/created-for/pvc/name": "data", "kubernetes.io/created-for/pvc/namespace": "db"}
LOGS = [f"/aws/eks/{CLUSTER}/cluster", f"/aws/containerinsights/{CLUSTER}/application"]
SIX = {"instance", "load_balancer", "log_group", "network_interface", "security_group", "target_group", "volume"}


def tags(values: dict[str, str]) -> list[dict[str, str]]:
    return [{"Key": key, "Value": value} for key, value in values.items()]


def specification(kind: str, **values: str) -> dict[str, Any]:
    return {"TagSpecifications": [{"ResourceType": kind, "Tags": tags(values)}]}


class Left:
    """Everything at once, of this cluster and, under another name, of one that has nothing to do with it."""

    def __init__(self, client: Callable[[str], Any], vpc_id: str, subnets: list[str]) -> None:
        self.ec2, self.elbv2, self.logs = client("ec2"), client("elbv2"), client("logs")
        self.vpc_id, self.subnets = vpc_id, subnets

    def inject(self, name: str, cluster: str) -> None:
        owned, balanced = {f"kubernetes.io/cluster/{cluster}": "owned"}, {"elbv2.k8s.aws/cluster": cluster}
        group = self.ec2.create_security_group(
            GroupName=name, Description=name, VpcId=self.vpc_id, **specification("security-group", **balanced)
        )["GroupId"]
        nodes = self.ec2.create_security_group(GroupName=f"nodes-{name}", Description="nodes", VpcId=self.vpc_id)
        self.ec2.authorize_security_group_ingress(
            GroupId=nodes["GroupId"],
            IpPermissions=[
                {"IpProtocol": "tcp", "FromPort": 80, "ToPort": 80, "UserIdGroupPairs": [{"GroupId": group}]},
                {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "IpRanges": [{"CidrIp": "10.0.0.0/16"}]},
            ],
        )
        balancer = self.elbv2.create_load_balancer(
            Name=name, Subnets=self.subnets, SecurityGroups=[group], Tags=tags(balanced)
        )["LoadBalancers"][0]["LoadBalancerArn"]
        target = self.elbv2.create_target_group(
            Name=name, Protocol="HTTP", Port=80, VpcId=self.vpc_id, Tags=tags(balanced)
        )["TargetGroups"][0]["TargetGroupArn"]
        self.elbv2.create_listener(
            LoadBalancerArn=balancer,
            Protocol="HTTP",
            Port=80,
            DefaultActions=[{"Type": "forward", "TargetGroupArn": target}],
        )
        self.ec2.create_network_interface(
            SubnetId=self.subnets[0],
            Description="aws-K8S-i-0123456789abcdef0",
            **specification("network-interface", **{"Name": name, "cluster.k8s.amazonaws.com/name": cluster}),
        )
        self.ec2.run_instances(
            ImageId="ami-12c6146b",
            MinCount=1,
            MaxCount=1,
            SubnetId=self.subnets[0],
            **specification("instance", Name=name, **{"karpenter.sh/nodeclaim": "apps-1", **owned}),
        )
        self.volume(name, owned)
        for group_name in (f"/aws/eks/{cluster}/cluster", f"/aws/containerinsights/{cluster}/application"):
            self.logs.create_log_group(logGroupName=group_name)

    def volume(self, name: str, values: dict[str, str]) -> str:
        made = self.ec2.create_volume(
            AvailabilityZone="us-east-1a", Size=1, **specification("volume", Name=name, **values)
        )
        return str(made["VolumeId"])


@pytest.fixture
def left(client: Callable[[str], Any], vpc_id: str, new_subnet: Callable[[], str]) -> Left:
    return Left(client, vpc_id, [new_subnet(), new_subnet()])


def kinds(result: dict[str, Any]) -> list[tuple[str, str]]:
    return sorted((change["kind"], change["name"]) for change in result["changes"])


def arguments(**more: Any) -> dict[str, Any]:
    return {"cluster": CLUSTER, "wait_interval": 0.1, "wait_timeout": 30, **more}


@pytest.fixture(autouse=True)
def cleaned(client: Callable[[str], Any]) -> Iterator[None]:
    yield
    done(orphans, arguments(cluster="other-eks", state="absent"), client("ec2"))


def test_all_that_is_left_goes_and_nothing_else(left: Left) -> None:
    left.inject("left", CLUSTER)
    left.inject("other", "other-eks")

    listed = done(orphans, arguments(), left.ec2)
    assert {row["kind"] for row in listed["orphans"]} == SIX
    assert listed["changes"] == []

    planned = done(orphans, arguments(state="absent"), left.ec2, check=True)
    made = done(orphans, arguments(state="absent"), left.ec2)
    expected = [(kind, "left") for kind in sorted(SIX - {"log_group"})] + [("log_group", name) for name in LOGS]
    assert kinds(planned) == kinds(made) == sorted(expected)
    for check in (True, False):
        assert not done(orphans, arguments(state="absent"), left.ec2, check=check)["changed"]

    other = done(orphans, arguments(cluster="other-eks"), left.ec2)
    assert {row["kind"] for row in other["orphans"]} == SIX
    nodes = left.ec2.describe_security_groups(Filters=[{"Name": "group-name", "Values": ["nodes-left"]}])
    assert [rule["FromPort"] for rule in nodes["SecurityGroups"][0]["IpPermissions"]] == [22]


def test_a_load_balancer_of_another_cluster_may_go_meanwhile(left: Left) -> None:
    left.inject("left", CLUSTER)
    left.inject("other", "other-eks")
    others = left.elbv2.describe_load_balancers(Names=["other"])["LoadBalancers"]

    def remove(**_: Any) -> None:
        while others:
            left.elbv2.delete_load_balancer(LoadBalancerArn=others.pop()["LoadBalancerArn"])

    left.elbv2.meta.events.register("before-call.elastic-load-balancing-v2.DescribeTags", remove)
    assert [orphan.name for orphan in Balancing(left.elbv2, CLUSTER).load_balancers()] == ["left"]
    done(orphans, arguments(state="absent"), left.ec2)


def test_the_vpc_tells_interfaces_that_carry_no_tag(left: Left) -> None:
    """In use by a node they stay."""
    free = left.ec2.create_network_interface(SubnetId=left.subnets[0], Description="amazon-vpc-cni warm")
    identifier = free["NetworkInterface"]["NetworkInterfaceId"]
    left.ec2.create_network_interface(SubnetId=left.subnets[0], Description="somebody's")
    attached = left.ec2.create_network_interface(SubnetId=left.subnets[0], Description="aws-K8S-i-1")
    machine = left.ec2.run_instances(ImageId="ami-12c6146b", MinCount=1, MaxCount=1, SubnetId=left.subnets[0])
    left.ec2.attach_network_interface(
        NetworkInterfaceId=attached["NetworkInterface"]["NetworkInterfaceId"],
        InstanceId=machine["Instances"][0]["InstanceId"],
        DeviceIndex=1,
    )
    assert not done(orphans, arguments(state="absent"), left.ec2)["changed"]
    assert not done(orphans, arguments(state="absent", vpc_id="planned:vpc/x"), left.ec2)["changed"]
    made = done(orphans, arguments(state="absent", vpc_id=left.vpc_id), left.ec2)
    assert kinds(made) == [("network_interface", identifier)]


def test_volumes_with_data_go_only_when_they_are_named(left: Left) -> None:
    volume = left.volume("rag-eks-dynamic-pvc-1", {**OWNED, **CLAIMED})
    left.logs.create_log_group(logGroupName=LOGS[0])
    message = refused(orphans, arguments(state="absent"), left.ec2)
    assert message == (
        f"volume db/data ({volume}) holds data of the cluster: copy what is still needed and name it in orphans_delete "
        f"([{volume}]) to remove it."
    )
    assert {row["kind"] for row in done(orphans, arguments(), left.ec2)["orphans"]} == {"log_group", "volume"}
    made = done(orphans, arguments(state="absent", delete=["db/data"]), left.ec2)
    assert kinds(made) == [("log_group", LOGS[0]), ("volume", "db/data")]

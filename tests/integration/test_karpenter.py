"""Karpenter's own scheduler: pods that find no room get nodes of a pool, and what it made goes with the pool."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
import pytest
import yaml
from botocore.exceptions import ClientError
from kubernetes import client, config

from tests.integration.conftest import ROOT, Sandbox

CLUSTER, REGION = "karpenter-test-eks", "us-east-1"
GPU_TYPES = {"g4dn.xlarge", "g5.xlarge"}
TRUST = json.dumps({"Version": "2012-10-17", "Statement": []})
OWN_KINDS = {"instance", "instance_profile", "launch_template", "volume", "network_interface"}
DEADLINE_SECONDS = 420  # a machine takes half a minute to start, and this one may be busy


@dataclass
class Platform:
    """A cluster with one node, and helm for it."""

    sandbox: Sandbox
    kubeconfig: str
    values: dict[str, Any]
    scratch: Path

    def __post_init__(self) -> None:
        api = config.new_client_from_config(self.kubeconfig)
        self.core, self.custom = client.CoreV1Api(api), client.CustomObjectsApi(api)

    def install(self, name: str, chart: str | Path, values: dict[str, Any]) -> None:
        given = self.scratch / f"{name}.yml"
        given.write_text(yaml.safe_dump(values))
        self.helm("upgrade", "--install", name, str(chart), "--values", str(given), "--wait")

    def helm(self, *arguments: str) -> None:
        command = [self.sandbox.endpoints["helm"], *arguments, "-n", "kube-system", "--kubeconfig", self.kubeconfig]
        subprocess.run(command, check=True, capture_output=True, text=True)

    def nodes(self) -> dict[str, Any]:
        listed = self.core.list_node(label_selector="karpenter.sh/nodepool").items
        return {node.metadata.name: node for node in listed}

    def claims(self) -> list[Any]:
        return self.custom.list_cluster_custom_object("karpenter.sh", "v1", "nodeclaims")["items"]

    def pod(self, name: str) -> None:
        container = {
            "name": "worker",
            "image": "worker.invalid/worker:1",
            "resources": {"limits": {"nvidia.com/gpu": "1"}},
        }
        tolerations = [{"key": "nvidia.com/gpu", "operator": "Exists"}]
        spec = {"containers": [container], "tolerations": tolerations, "terminationGracePeriodSeconds": 0}
        self.core.create_namespaced_pod("default", {"metadata": {"name": name}, "spec": spec})

    def ready(self) -> dict[str, str]:
        """Each ready pod with its node."""
        pods = self.core.list_namespaced_pod("default").items
        return {
            pod.metadata.name: pod.spec.node_name
            for pod in pods
            if any(each.type == "Ready" and each.status == "True" for each in pod.status.conditions or [])
        }

    def refused(self) -> dict[str, str]:
        """What Karpenter said of each pod that it makes no node for."""
        events = self.core.list_namespaced_event("default", field_selector="reason=FailedScheduling").items
        return {event.involved_object.name: event.message for event in events if "nodepool" in event.message}


def wait(what: str, holds: Callable[[], Any]) -> Any:
    deadline = time.monotonic() + DEADLINE_SECONDS
    while not (found := holds()):
        assert time.monotonic() < deadline, f"not in {DEADLINE_SECONDS} s: {what}"
        time.sleep(0.5)
    return found


@pytest.fixture(scope="module")
def platform(sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    keys = {"aws_access_key_id": "testing", "aws_secret_access_key": "testing", "region_name": REGION}
    ec2, eks, iam = (
        boto3.client(each, endpoint_url=sandbox.endpoints["aws"], **keys) for each in ("ec2", "eks", "iam")
    )
    with ExitStack() as cleanup:
        for role in ("karpenter-test-cluster", "karpenter-test-node"):
            iam.create_role(RoleName=role, AssumeRolePolicyDocument=TRUST)
            cleanup.callback(iam.delete_role, RoleName=role)
        vpc = ec2.create_vpc(CidrBlock="10.99.0.0/16")["Vpc"]["VpcId"]
        cleanup.callback(ec2.delete_vpc, VpcId=vpc)
        subnets = []
        for index, zone in enumerate("ab"):
            tags = [{"ResourceType": "subnet", "Tags": [{"Key": "karpenter.sh/discovery", "Value": CLUSTER}]}]
            made = ec2.create_subnet(
                VpcId=vpc,
                CidrBlock=f"10.99.{index}.0/24",
                AvailabilityZone=f"{REGION}{zone}",
                TagSpecifications=tags,
            )
            subnets.append(made["Subnet"]["SubnetId"])
            cleanup.callback(ec2.delete_subnet, SubnetId=subnets[-1])
        group = ec2.create_security_group(GroupName="karpenter-test", Description="nodes", VpcId=vpc)["GroupId"]
        cleanup.callback(ec2.delete_security_group, GroupId=group)
        try:
            eks.create_cluster(
                name=CLUSTER,
                version="1.36",
                roleArn="arn:aws:iam::123456789012:role/karpenter-test-cluster",
                resourcesVpcConfig={"subnetIds": subnets, "securityGroupIds": [group]},
                accessConfig={"authenticationMode": "API", "bootstrapClusterCreatorAdminPermissions": True},
            )
        except ClientError as error:
            pytest.skip(f"no control plane is free: {error}")
        quick = {"Delay": 1, "MaxAttempts": DEADLINE_SECONDS}
        cleanup.callback(eks.get_waiter("cluster_deleted").wait, name=CLUSTER, WaiterConfig=quick)
        cleanup.callback(eks.delete_cluster, name=CLUSTER)
        eks.get_waiter("cluster_active").wait(name=CLUSTER, WaiterConfig=quick)
        eks.create_nodegroup(
            clusterName=CLUSTER,
            nodegroupName="system",
            subnets=subnets,
            nodeRole="arn:aws:iam::123456789012:role/karpenter-test-node",
            instanceTypes=["m5.xlarge"],
            scalingConfig={"minSize": 1, "maxSize": 1, "desiredSize": 1},
        )
        system = {"clusterName": CLUSTER, "nodegroupName": "system"}
        cleanup.callback(eks.get_waiter("nodegroup_deleted").wait, **system, WaiterConfig=quick)
        cleanup.callback(eks.delete_nodegroup, **system)
        server = eks.describe_cluster(name=CLUSTER)["cluster"]["endpoint"]
        (plane,) = (each for each in sandbox.endpoints["control_planes"] if each["server"] == server)
        pool = {
            "instanceTypes": sorted(GPU_TYPES),
            "capacityTypes": ["spot"],
            "arch": ["amd64"],
            "limits": {"nvidia.com/gpu": 2},
            "taints": [{"key": "nvidia.com/gpu", "effect": "NoSchedule"}],
            "consolidationPolicy": "WhenEmpty",
            "consolidateAfter": "1s",
            "expireAfter": "168h",
            "disruptedNodes": "100%",
            "volumeSize": "100Gi",
            "localDisks": True,
        }
        values = {
            "cluster": CLUSTER,
            "role": "karpenter-test-node",
            "amiAlias": "al2023@v20260903",
            "securityGroups": [group],
            "volumeKey": "arn:aws:kms:us-east-1:123456789012:key/test",
            "nodePools": {"gpu-test": pool},
        }
        made = Platform(sandbox, plane["kubeconfig"], values, tmp_path_factory.mktemp("karpenter"))
        lock = yaml.safe_load((ROOT / "charts.lock.yml").read_text())["charts"]
        settings = {"settings": {"clusterName": CLUSTER, "eksControlPlane": True}, "replicas": 1}
        for name, given in (("karpenter-crd", {}), ("karpenter", settings)):
            cleanup.callback(made.helm, "uninstall", name, "--wait")
            made.install(name, ROOT / ".sandbox/charts" / f"{name}-{lock[name]['version']}.tgz", given)
        cleanup.callback(made.helm, "uninstall", "karpenter-nodes", "--ignore-not-found", "--wait")
        yield made


def test_pods_get_nodes_within_the_limits_and_leave_none_behind(platform: Platform) -> None:
    before = {row for row in platform.sandbox.aws() if row[0] in OWN_KINDS}
    platform.install("karpenter-nodes", ROOT / "charts/karpenter-nodes", platform.values)
    names = [f"gpu-{index}" for index in range(3)]
    for name in names:
        platform.pod(name)

    wait("two of the pods run", lambda: len(platform.ready()) == 2)
    (waiting,) = set(names) - set(platform.ready())
    wait("the third is refused", lambda: "limits" in platform.refused().get(waiting, ""))

    nodes = platform.nodes()
    assert set(platform.ready().values()) == set(nodes)
    assert len(nodes) == 2
    for node in nodes.values():
        labels = node.metadata.labels
        assert labels["node.kubernetes.io/instance-type"] in GPU_TYPES
        assert labels["karpenter.sh/capacity-type"] == "spot"
        assert labels["pinksea.dev/node-group"] == "gpu-test"
        assert [(taint.key, taint.effect) for taint in node.spec.taints] == [("nvidia.com/gpu", "NoSchedule")]
        assert node.status.allocatable["nvidia.com/gpu"] == "1"

    leaving, staying = sorted(platform.ready())
    stays = platform.ready()[staying]
    for name in (waiting, leaving):
        platform.core.delete_namespaced_pod(name, "default")
    wait("the empty node goes", lambda: set(platform.nodes()) == {stays})
    assert platform.ready() == {staying: stays}

    platform.helm("uninstall", "karpenter-nodes", "--wait", "--timeout", f"{DEADLINE_SECONDS}s")
    wait("its nodes go with the pool", lambda: not platform.nodes() and not platform.claims())
    assert {row for row in platform.sandbox.aws() if row[0] in OWN_KINDS} == before

from typing import Any

import pytest

from .conftest import Emulator, create_cluster, create_nodegroup, refusal


@pytest.fixture
def claimed(emulator: Emulator, eks: Any, subnets: list[str], planes: list[str]) -> str:
    create_cluster(eks, subnets)
    return "demo"


def describe(eks: Any) -> Any:
    return eks.describe_nodegroup(clusterName="demo", nodegroupName="system")["nodegroup"]


def update(eks: Any, **change: Any) -> Any:
    return eks.update_nodegroup_config(clusterName="demo", nodegroupName="system", **change)["update"]


def test_ladder(eks: Any, subnets: list[str], cluster: str) -> None:
    assert create_nodegroup(eks, subnets)["status"] == "CREATING"
    found = describe(eks)
    assert (found["status"], found["updateConfig"], found["diskSize"]) == ("ACTIVE", {"maxUnavailable": 1}, 20)
    assert (found["amiType"], found["version"]) == ("AL2023_x86_64_STANDARD", "1.35")
    assert found["releaseVersion"].startswith("1.35.")
    with refusal(eks, "ResourceInUseException"):
        create_nodegroup(eks, subnets)
    assert eks.list_nodegroups(clusterName=cluster)["nodegroups"] == ["system"]
    assert eks.delete_nodegroup(clusterName=cluster, nodegroupName="system")["nodegroup"]["status"] == "DELETING"
    with refusal(eks, "ResourceNotFoundException"):
        describe(eks)


def test_nodes_stand_in_the_control_plane(emulator: Emulator, eks: Any, subnets: list[str], claimed: str) -> None:
    create_nodegroup(
        eks,
        subnets,
        scalingConfig={"minSize": 1, "maxSize": 5, "desiredSize": 3},
        instanceTypes=["g4dn.xlarge"],
        capacityType="SPOT",
        labels={"tier": "gpu"},
        taints=[{"key": "nvidia.com/gpu", "value": "true", "effect": "NO_SCHEDULE"}],
    )
    nodes = emulator.apis["0"].nodes
    assert sorted(nodes) == [f"ip-10-0-{net}-11.ec2.internal" for net in (11, 12, 13)]
    node = nodes["ip-10-0-12-11.ec2.internal"]
    assert node["metadata"]["annotations"] == {"kwok.x-k8s.io/node": "fake"}
    labels = node["metadata"]["labels"]
    assert labels["topology.kubernetes.io/zone"] == "us-east-1b"
    assert labels["eks.amazonaws.com/capacityType"] == "SPOT"
    assert (labels["tier"], labels["node.kubernetes.io/instance-type"]) == ("gpu", "g4dn.xlarge")
    assert node["spec"]["taints"] == [{"key": "nvidia.com/gpu", "value": "true", "effect": "NoSchedule"}]
    assert node["spec"]["providerID"].startswith("aws:///us-east-1b/i-")
    assert node["status"]["capacity"]["nvidia.com/gpu"] == "1"
    assert describe(eks)["amiType"] == "AL2023_x86_64_NVIDIA"


def test_nodes_follow_the_size(emulator: Emulator, eks: Any, subnets: list[str], claimed: str) -> None:
    create_nodegroup(eks, subnets)
    nodes = emulator.apis["0"].nodes
    before = set(nodes)
    update(eks, scalingConfig={"maxSize": 4, "desiredSize": 4})
    assert len(nodes) == 4
    assert before < set(nodes)
    update(eks, scalingConfig={"minSize": 1, "desiredSize": 1})
    assert len(nodes) == 1
    assert set(nodes) < before
    eks.delete_nodegroup(clusterName=claimed, nodegroupName="system")
    assert not nodes


def test_labels_and_taints_reach_the_nodes(emulator: Emulator, eks: Any, subnets: list[str], claimed: str) -> None:
    create_nodegroup(eks, subnets, labels={"a": "1", "b": "2"})
    taint = {"key": "only", "value": "x", "effect": "NO_EXECUTE"}
    told = update(
        eks,
        labels={"addOrUpdateLabels": {"a": "3"}, "removeLabels": ["b"]},
        taints={"addOrUpdateTaints": [taint]},
    )
    assert {item["type"] for item in told["params"]} == {
        "LabelsToAdd",
        "LabelsToRemove",
        "TaintsToAdd",
        "TaintsToRemove",
    }
    assert (describe(eks)["labels"], describe(eks)["taints"]) == ({"a": "3"}, [taint])
    names, patch = emulator.apis["0"].patches[0]
    assert sorted(names) == sorted(emulator.apis["0"].nodes)
    assert patch["metadata"]["labels"] == {"a": "3", "b": None}
    assert patch["spec"]["taints"][0]["effect"] == "NoExecute"
    update(eks, taints={"removeTaints": [taint]})
    assert describe(eks)["taints"] == []


def test_a_version_update_rolls_the_nodes(emulator: Emulator, eks: Any, subnets: list[str], planes: list[str]) -> None:
    create_cluster(eks, subnets, version="1.35")
    create_nodegroup(eks, subnets, version="1.34")
    nodes = emulator.apis["0"].nodes
    before = set(nodes)
    told = eks.update_nodegroup_version(clusterName="demo", nodegroupName="system")["update"]
    assert (told["type"], describe(eks)["version"]) == ("VersionUpdate", "1.35")
    assert len(nodes) == 2
    assert not before & set(nodes)
    assert {node["status"]["nodeInfo"]["kubeletVersion"][:5] for node in nodes.values()} == {"v1.35"}
    answer = eks.describe_update(name="demo", nodegroupName="system", updateId=told["id"])
    assert answer["update"]["status"] == "Successful"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"scalingConfig": {"minSize": 3, "maxSize": 4, "desiredSize": 2}}, "Minimum capacity 3"),
        ({"scalingConfig": {"minSize": 1, "maxSize": 2, "desiredSize": 5}}, "max size 2"),
        ({"subnets": ["subnet-0"]}, "'subnet-0' does not exist"),
        ({"instanceTypes": ["t3.tiny"]}, "t3.tiny"),
        ({"amiType": "AL2023_ARM_64_STANDARD"}, "t3.medium.* AL2023_ARM_64_STANDARD"),
        ({"amiType": "AL2024"}, "amiType is AL2024"),
        ({"taints": [{"key": "a", "value": "b", "effect": "NoSchedule"}]}, "NoSchedule"),
        ({"version": "1.36"}, "1.36 must not be newer"),
        ({"updateConfig": {"maxUnavailable": 1, "maxUnavailablePercentage": 10}}, "either"),
        ({"launchTemplate": {"id": "lt-0"}}, "lt-0"),
    ],
)
def test_bad_settings_are_refused(eks: Any, subnets: list[str], cluster: str, change: Any, sentence: str) -> None:
    with pytest.raises(eks.exceptions.InvalidParameterException, match=sentence):
        create_nodegroup(eks, **{"subnets": subnets, **change})
    assert eks.list_nodegroups(clusterName=cluster)["nodegroups"] == []


def test_an_empty_update_is_refused(eks: Any, subnets: list[str], cluster: str) -> None:
    create_nodegroup(eks, subnets)
    with refusal(eks, "InvalidParameterException"):
        update(eks)


def test_a_launch_template_gives_the_instance_type(
    emulator: Emulator, eks: Any, subnets: list[str], claimed: str
) -> None:
    data = {"InstanceType": "m5.xlarge"}
    emulator.client("ec2").create_launch_template(LaunchTemplateName="nodes", LaunchTemplateData=data)
    found = create_nodegroup(eks, subnets, launchTemplate={"name": "nodes"})
    assert found["launchTemplate"]["version"] == "1"
    assert not {"diskSize", "instanceTypes"} & found.keys()
    node = next(iter(emulator.apis["0"].nodes.values()))
    assert node["metadata"]["labels"]["node.kubernetes.io/instance-type"] == "m5.xlarge"
    with pytest.raises(eks.exceptions.InvalidParameterException, match="Disk size"):
        create_nodegroup(eks, subnets, "other", launchTemplate={"name": "nodes"}, diskSize=30)


def versions(emulator: Emulator, name: str, *sizes: int) -> str:
    """A launch template with a version for each size of the root volume."""
    ec2 = emulator.client("ec2")
    disks = [{"BlockDeviceMappings": [{"DeviceName": "/dev/xvda", "Ebs": {"VolumeSize": size}}]} for size in sizes]
    made = ec2.create_launch_template(LaunchTemplateName=name, LaunchTemplateData=disks[0])["LaunchTemplate"]
    for disk in disks[1:]:
        ec2.create_launch_template_version(LaunchTemplateName=name, LaunchTemplateData=disk)
    identifier: str = made["LaunchTemplateId"]
    return identifier


def test_a_new_version_of_the_template_rolls_the_nodes(
    emulator: Emulator, eks: Any, subnets: list[str], claimed: str
) -> None:
    template, other = versions(emulator, "nodes", 50, 80), versions(emulator, "other", 50)
    create_nodegroup(eks, subnets, launchTemplate={"id": template, "version": "1"})
    nodes = emulator.apis["0"].nodes
    before = set(nodes)
    where = {"clusterName": claimed, "nodegroupName": "system"}
    assert {node["status"]["capacity"]["ephemeral-storage"] for node in nodes.values()} == {"50Gi"}
    told = eks.update_nodegroup_version(**where, launchTemplate={"id": template, "version": "2"})["update"]
    assert {"type": "LaunchTemplateVersion", "value": "2"} in told["params"]
    assert describe(eks)["launchTemplate"] == {"name": "nodes", "id": template, "version": "2"}
    assert not before & set(nodes)
    assert {node["status"]["capacity"]["ephemeral-storage"] for node in nodes.values()} == {"80Gi"}
    with pytest.raises(eks.exceptions.InvalidParameterException, match="was created with"):
        eks.update_nodegroup_version(**where, launchTemplate={"id": other, "version": "1"})
    assert describe(eks)["launchTemplate"]["id"] == template


def test_two_groups_share_subnets_but_no_address(
    emulator: Emulator, eks: Any, subnets: list[str], claimed: str
) -> None:
    for name in ("one", "two"):
        create_nodegroup(eks, subnets, name)
    assert len(emulator.apis["0"].nodes) == 4

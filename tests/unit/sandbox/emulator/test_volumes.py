"""What the emulated EBS CSI driver makes of a claim, and the disks it orders."""

from copy import deepcopy
from typing import Any

import pytest

from sandbox.emulator import volumes

from .conftest import Emulator, create_cluster

CLAIM: dict[str, Any] = {
    "metadata": {
        "name": "data-redis-0",
        "namespace": "prod",
        "uid": "0123",
        "annotations": {volumes.PROVISIONER: volumes.DRIVER, volumes.SELECTED_NODE: "ip-10-0-11-11.ec2.internal"},
    },
    "spec": {
        "accessModes": ["ReadWriteOnce"],
        "resources": {"requests": {"storage": "20Gi"}},
        "storageClassName": "gp3",
    },
}
KEY = "arn:aws:kms:us-east-1:123456789012:key/00000000-0000-0000-0000-000000000000"
GP3: dict[str, Any] = {
    "metadata": {"name": "gp3"},
    "parameters": {"type": "gp3", "encrypted": "true", "kmsKeyId": KEY, "tagSpecification_1": "backup=daily"},
    "reclaimPolicy": "Delete",
}


def claim(**metadata: Any) -> dict[str, Any]:
    return {**CLAIM, "metadata": {**CLAIM["metadata"], **metadata}}


@pytest.mark.parametrize(
    ("quantity", "size"), [("20Gi", 20), ("1Ti", 1024), ("1500Mi", 2), ("1G", 1), ("2G", 2), ("1073741825", 2)]
)
def test_sizes_are_whole_gib(quantity: str, size: int) -> None:
    assert volumes.gib(quantity) == size


def test_a_claim_waits_until_the_scheduler_has_chosen() -> None:
    assert volumes.is_wanted(CLAIM)
    assert not volumes.is_wanted(claim(annotations={volumes.PROVISIONER: volumes.DRIVER}))
    assert not volumes.is_wanted(claim(annotations={}))


def test_a_claim_that_is_served_goes_or_is_another_drivers_is_left() -> None:
    served = deepcopy(CLAIM)
    served["spec"]["volumeName"] = "pvc-0123"
    assert not volumes.is_wanted(served)
    assert not volumes.is_wanted(claim(deletionTimestamp="2026-01-01T00:00:00Z"))
    marks = CLAIM["metadata"]["annotations"] | {volumes.PROVISIONER: "efs.csi.aws.com"}
    assert not volumes.is_wanted(claim(annotations=marks))


def test_a_volume_is_where_its_disk_is() -> None:
    ordered = volumes.disk(CLAIM, GP3, "us-east-1b", "demo")
    made = volumes.volume(CLAIM, GP3, ordered, "vol-1")
    (term,) = made["spec"]["nodeAffinity"]["required"]["nodeSelectorTerms"]
    assert term["matchExpressions"] == [{"key": volumes.ZONE, "operator": "In", "values": ["us-east-1b"]}]
    assert made["spec"]["claimRef"]["uid"] == "0123"
    assert made["spec"]["csi"]["volumeHandle"] == "vol-1"
    assert made["metadata"]["name"] == "pvc-0123"


@pytest.mark.parametrize(
    ("phase", "policy", "by", "left"),
    [
        ("Released", "Delete", volumes.DRIVER, True),
        ("Bound", "Delete", volumes.DRIVER, False),
        ("Released", "Retain", volumes.DRIVER, False),
        ("Released", "Delete", "efs.csi.aws.com", False),
    ],
)
def test_a_volume_goes_after_its_claim(phase: str, policy: str, by: str, left: bool) -> None:
    volume = {
        "metadata": {"annotations": {volumes.PROVISIONED_BY: by}},
        "spec": {"persistentVolumeReclaimPolicy": policy},
        "status": {"phase": phase},
    }
    assert volumes.is_left(volume) is left


def test_the_driver_runs_as_long_as_its_addon(emulator: Emulator, eks: Any, subnets: list[str], planes: Any) -> None:
    create_cluster(eks, subnets)
    for name in ("aws-ebs-csi-driver", "aws-efs-csi-driver", "coredns"):
        eks.create_addon(clusterName="demo", addonName=name)
    drivers = emulator.apis["0"].drivers
    assert {name: cluster for name, (cluster, _) in drivers.items()} == {
        "ebs.csi.aws.com": "demo",
        "efs.csi.aws.com": "demo",
    }
    eks.delete_addon(clusterName="demo", addonName="aws-ebs-csi-driver")
    assert set(drivers) == {"efs.csi.aws.com"}


def test_a_disk_is_a_volume_of_ec2(emulator: Emulator, eks: Any, subnets: list[str], planes: Any) -> None:
    create_cluster(eks, subnets)
    eks.create_addon(clusterName="demo", addonName="aws-ebs-csi-driver")
    _, disks = emulator.apis["0"].drivers["ebs.csi.aws.com"]
    handle = disks.order(volumes.disk(CLAIM, GP3, "us-east-1a", "demo"))
    (volume,) = emulator.client("ec2").describe_volumes()["Volumes"]
    assert (volume["VolumeId"], volume["Size"], volume["VolumeType"]) == (handle, 20, "gp3")
    assert (volume["AvailabilityZone"], volume["Encrypted"], volume["KmsKeyId"]) == ("us-east-1a", True, KEY)
    tags = {tag["Key"]: tag["Value"] for tag in volume["Tags"]}
    assert tags["kubernetes.io/cluster/demo"] == "owned"
    assert tags["backup"] == "daily"
    assert tags["kubernetes.io/created-for/pvc/name"] == "data-redis-0"
    disks.return_(handle)
    disks.return_(handle)
    assert emulator.client("ec2").describe_volumes()["Volumes"] == []

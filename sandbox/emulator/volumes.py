"""Volumes of the EBS CSI driver as Kubernetes objects: what a claim asks for, and what it gets."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

type Manifest = Mapping[str, Any]

DRIVER = "ebs.csi.aws.com"
PROVISIONER = "volume.kubernetes.io/storage-provisioner"
SELECTED_NODE = "volume.kubernetes.io/selected-node"
PROVISIONED_BY = "pv.kubernetes.io/provisioned-by"
TAG = "tagSpecification_"
ZONE = "topology.kubernetes.io/zone"
GIB = 2**30
UNITS = {"Ki": 2**10, "Mi": 2**20, "Gi": 2**30, "Ti": 2**40, "k": 10**3, "M": 10**6, "G": 10**9, "T": 10**12}


@dataclass(frozen=True)
class Disk:
    """An EBS volume as the driver orders it."""

    size: int
    zone: str
    kind: str | None
    encrypted: bool
    kms_key: str | None
    tags: dict[str, str]


def gib(quantity: str) -> int:
    """Whole GiB that hold a quantity such as 20Gi; EBS sells no parts of one."""
    unit = next((unit for unit in UNITS if quantity.endswith(unit)), "")
    return -(-int(quantity.removesuffix(unit)) * UNITS.get(unit, 1) // GIB)


def is_wanted(claim: Manifest) -> bool:
    """Whether a claim waits for this driver, on the node that the scheduler has chosen."""
    marks = claim["metadata"].get("annotations", {})
    waits = not claim["spec"].get("volumeName") and "deletionTimestamp" not in claim["metadata"]
    return bool(waits and marks.get(PROVISIONER) == DRIVER and marks.get(SELECTED_NODE))


def is_left(volume: Manifest) -> bool:
    """Whether a volume of this driver goes, now that its claim is gone."""
    mine = volume["metadata"].get("annotations", {}).get(PROVISIONED_BY) == DRIVER
    goes = volume["spec"]["persistentVolumeReclaimPolicy"] == "Delete"
    return bool(mine and goes and volume.get("status", {}).get("phase") == "Released")


def name_of(claim: Manifest) -> str:
    return f"pvc-{claim['metadata']['uid']}"


def disk(claim: Manifest, storage_class: Manifest, zone: str, cluster: str) -> Disk:
    parameters = storage_class.get("parameters") or {}
    asked = (text.partition("=") for key, text in parameters.items() if key.startswith(TAG))
    tags = {key: value for key, _, value in asked} | {
        "Name": f"{cluster}-dynamic-{name_of(claim)}",
        "CSIVolumeName": name_of(claim),
        "ebs.csi.aws.com/cluster": "true",
        f"kubernetes.io/cluster/{cluster}": "owned",
        "kubernetes.io/created-for/pvc/name": claim["metadata"]["name"],
        "kubernetes.io/created-for/pvc/namespace": claim["metadata"]["namespace"],
        "kubernetes.io/created-for/pv/name": name_of(claim),
    }
    return Disk(
        size=gib(claim["spec"]["resources"]["requests"]["storage"]),
        zone=zone,
        kind=parameters.get("type"),
        encrypted=parameters.get("encrypted") == "true",
        kms_key=parameters.get("kmsKeyId"),
        tags=tags,
    )


def volume(claim: Manifest, storage_class: Manifest, ordered: Disk, handle: str) -> dict[str, Any]:
    """The PersistentVolume that only this claim may have, in the zone of its disk."""
    spec, metadata = claim["spec"], claim["metadata"]
    in_zone = {"key": ZONE, "operator": "In", "values": [ordered.zone]}
    return {
        "apiVersion": "v1",
        "kind": "PersistentVolume",
        "metadata": {"name": name_of(claim), "annotations": {PROVISIONED_BY: DRIVER}},
        "spec": {
            "accessModes": spec["accessModes"],
            "capacity": {"storage": f"{ordered.size}Gi"},
            "volumeMode": spec.get("volumeMode", "Filesystem"),
            "storageClassName": storage_class["metadata"]["name"],
            "persistentVolumeReclaimPolicy": storage_class.get("reclaimPolicy", "Delete"),
            "mountOptions": storage_class.get("mountOptions") or [],
            "claimRef": {
                "apiVersion": "v1",
                "kind": "PersistentVolumeClaim",
                **{key: metadata[key] for key in ("namespace", "name", "uid")},
            },
            "csi": {"driver": DRIVER, "volumeHandle": handle, "fsType": "ext4"},
            "nodeAffinity": {"required": {"nodeSelectorTerms": [{"matchExpressions": [in_zone]}]}},
        },
    }


def csi_driver(name: str, labels: Mapping[str, str]) -> dict[str, Any]:
    """Simulated nodes attach nothing, so nobody is to wait for it."""
    return {
        "apiVersion": "storage.k8s.io/v1",
        "kind": "CSIDriver",
        "metadata": {"name": name, "labels": dict(labels)},
        "spec": {"attachRequired": False},
    }

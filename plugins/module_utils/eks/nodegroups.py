"""EKS managed node groups."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from ansible_collections.pinksea.platform.plugins.module_utils.eks.common import (
    describe_all,
    pending,
    retag,
    unless_missing,
)
from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import Change, Item, Kind, stated

EFFECTS = {
    "NoSchedule": "NO_SCHEDULE",
    "NoExecute": "NO_EXECUTE",
    "PreferNoSchedule": "PREFER_NO_SCHEDULE",
}
KUBERNETES_EFFECTS = {ours: theirs for theirs, ours in EFFECTS.items()}


def to_item(group: Item) -> Item:
    """An answer of DescribeNodegroup as the engine compares it. C(desired_size) belongs to the autoscaler."""
    scaling, template = group["scalingConfig"], group.get("launchTemplate") or {}
    taints = [
        {"key": taint["key"], "value": taint.get("value", ""), "effect": KUBERNETES_EFFECTS[taint["effect"]]}
        for taint in group.get("taints") or []
    ]
    return {
        "name": group["nodegroupName"],
        "cluster": group["clusterName"],
        "role_arn": group["nodeRole"],
        "subnet_ids": sorted(group["subnets"]),
        "instance_types": group.get("instanceTypes") or [],
        "ami_type": group.get("amiType"),
        "capacity_type": group.get("capacityType"),
        "disk_size": group.get("diskSize"),
        "launch_template_id": template.get("id"),
        "launch_template_version": template.get("version"),
        "min_size": scaling["minSize"],
        "max_size": scaling["maxSize"],
        "current_size": scaling["desiredSize"],
        "labels": group.get("labels") or {},
        "taints": sorted(taints, key=lambda taint: taint["key"]),
        "max_unavailable": (group.get("updateConfig") or {}).get("maxUnavailable"),
        "version": group.get("version"),
        "tags": group.get("tags") or {},
        "arn": group["nodegroupArn"],
        "status": group["status"],
    }


def to_taints(taints: Iterable[Item]) -> list[Item]:
    return [{**taint, "effect": EFFECTS[taint["effect"]]} for taint in taints]


def launch_template(item: Item) -> Item | None:
    if not item.get("launch_template_id"):
        return None
    return {"id": item["launch_template_id"], "version": item["launch_template_version"]}


def refuse_two_disks(item: Item) -> None:
    if item.get("launch_template_id") and item.get("disk_size"):
        raise PlatformError(
            f"eks_nodegroup {item['name']}: disk_size is {item['disk_size']} beside launch template "
            f"{item['launch_template_id']}, which sets the disk itself: leave disk_size out and set it there."
        )


def create_request(cluster: str, item: Item, size: int) -> Item:
    request = {
        "clusterName": cluster,
        "nodegroupName": item["name"],
        "nodeRole": item["role_arn"],
        "subnets": item["subnet_ids"],
        "scalingConfig": {"minSize": item["min_size"], "maxSize": item["max_size"], "desiredSize": size},
        "instanceTypes": item.get("instance_types"),
        "amiType": item.get("ami_type"),
        "capacityType": item.get("capacity_type"),
        "diskSize": item.get("disk_size"),
        "launchTemplate": launch_template(item),
        "labels": item.get("labels"),
        "taints": to_taints(item.get("taints") or []) or None,
        "updateConfig": {"maxUnavailable": item["max_unavailable"]} if item.get("max_unavailable") else None,
        "version": item.get("version"),
        "tags": item.get("tags"),
    }
    return stated(request)


def config_request(change: Change) -> Item:
    """The arguments of UpdateNodegroupConfig for the fields that differ; empty when none of them belongs there."""
    before, after, fields = change.before or {}, change.after or {}, change.fields
    request: Item = {}
    if fields & {"min_size", "max_size"}:
        low, high = (after[key] if after.get(key) is not None else before[key] for key in ("min_size", "max_size"))
        size = min(max(before["current_size"], low), high)
        request["scalingConfig"] = {"minSize": low, "maxSize": high, "desiredSize": size}
    if "labels" in fields:
        gone = sorted(before["labels"].keys() - after["labels"].keys())
        request["labels"] = {"addOrUpdateLabels": after["labels"], "removeLabels": gone}
    if "taints" in fields:
        gone_taints = [taint for taint in before["taints"] if taint not in after["taints"]]
        request["taints"] = {"addOrUpdateTaints": to_taints(after["taints"]), "removeTaints": to_taints(gone_taints)}
    if "max_unavailable" in fields:
        request["updateConfig"] = {"maxUnavailable": after["max_unavailable"]}
    return {key: {part: value for part, value in content.items() if value != []} for key, content in request.items()}


def version_request(change: Change) -> Item:
    """The arguments of UpdateNodegroupVersion, which rolls the nodes; empty when nothing asks for it.

    EKS takes a request without a version as one for the version of the control plane, so the present one is stated;
    the image of a launch template forbids that.
    """
    before, after = change.before or {}, change.after or {}
    if not change.fields & {"version", "launch_template_version"}:
        return {}
    present = None if before["ami_type"] == "CUSTOM" else before["version"]
    template = launch_template(after) if "launch_template_version" in change.fields else None
    return stated({"version": after.get("version") or present, "launchTemplate": template})


class Nodegroups(Kind):
    kind = "eks_nodegroup"
    immutable = frozenset(
        {"role_arn", "subnet_ids", "instance_types", "ami_type", "capacity_type", "disk_size", "launch_template_id"}
    )

    def __init__(self, client: Any, cluster: str, sizes: dict[str, int], settle: Callable[[str], None]) -> None:
        """C(sizes): how many nodes a new group starts with, by name. C(settle) blocks until a group is ACTIVE."""
        self.client = client
        self.cluster = cluster
        self.sizes = sizes
        self.settle = settle

    def read(self) -> dict[str, Item]:
        answers = describe_all(
            lambda name: self.client.describe_nodegroup(clusterName=self.cluster, nodegroupName=name)["nodegroup"],
            self.sizes,
        )
        return {name: to_item(group) for name, group in answers}

    def create(self, wanted: Item) -> None:
        self.client.create_nodegroup(**create_request(self.cluster, wanted, self.sizes[wanted["name"]]))

    def update(self, change: Change) -> None:
        before, after = change.before or {}, change.after or {}
        where = {"clusterName": self.cluster, "nodegroupName": change.name}
        if "tags" in change.fields:
            retag(self.client, before["arn"], after["tags"])
        if request := config_request(change):
            self.settle(change.name)
            self.client.update_nodegroup_config(**where, **request)
        if request := version_request(change):
            self.settle(change.name)
            self.client.update_nodegroup_version(**where, **request)

    def delete(self, current: Item) -> None:
        if current["status"] != "DELETING":
            unless_missing(
                lambda: self.client.delete_nodegroup(clusterName=self.cluster, nodegroupName=current["name"])
            )

    def pending(self, objects: Mapping[str, Item]) -> list[dict[str, str]]:
        return pending(self.kind, self.cluster, objects)

"""What Application Auto Scaling scales: the limits of a resource, and the policies that move it between them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible_collections.pinksea.platform.plugins.module_utils.checks import require
from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.parallel import side_by_side
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import Change, Item, Kind, by_name

KIND = "autoscaling_target"


def wanted(params: Item) -> dict[str, Item]:
    """The targets by name. A resource may be scaled in several dimensions, so both make the name."""
    items = by_name(
        {
            **target,
            "name": f"{target['resource']}:{target['dimension'].rpartition(':')[2]}",
            "policies": by_name(target["policies"]),
            "tags": params["tags"],
        }
        for target in params["targets"]
    )
    if params["state"] == "present":
        for item in items.values():
            refuse_limits(item)
    return items


def refuse_limits(item: Item) -> None:
    require(KIND, item, "min", "max")
    if item["min"] > item["max"]:
        raise PlatformError(f"{KIND} {item['name']}: min is {item['min']}, above max {item['max']}: swap them.")


def address(item: Item) -> dict[str, str]:
    """What every call names the target by; a dimension begins with its service."""
    service = item["dimension"].partition(":")[0]
    return {"ServiceNamespace": service, "ResourceId": item["resource"], "ScalableDimension": item["dimension"]}


def to_policy(row: Item) -> Item:
    tracking = row.get("TargetTrackingScalingPolicyConfiguration", {})
    return {
        "name": row["PolicyName"],
        "metric": tracking.get("PredefinedMetricSpecification", {}).get("PredefinedMetricType"),
        "value": tracking.get("TargetValue"),
        "scale_out_cooldown": tracking.get("ScaleOutCooldown"),
        "scale_in_cooldown": tracking.get("ScaleInCooldown"),
    }


class Targets(Kind):
    """Of a target that is named all policies are: another policy would work against them."""

    kind = KIND

    def __init__(self, client: Any, wanted: Mapping[str, Item]) -> None:
        self.client = client
        self.wanted = wanted

    def read(self) -> dict[str, Item]:
        return dict(found for found in side_by_side(self.find, self.wanted.items()) if found[1])

    def find(self, named: tuple[str, Item]) -> tuple[str, Item]:
        name, item = named
        where = address(item)
        rows = self.client.describe_scalable_targets(
            ServiceNamespace=where["ServiceNamespace"],
            ResourceIds=[where["ResourceId"]],
            ScalableDimension=where["ScalableDimension"],
        )["ScalableTargets"]
        if not rows:
            return name, {}
        pages = self.client.get_paginator("describe_scaling_policies").paginate(**where)
        arn = rows[0]["ScalableTargetARN"]
        return name, {
            "name": name,
            "resource": item["resource"],
            "dimension": item["dimension"],
            "min": rows[0]["MinCapacity"],
            "max": rows[0]["MaxCapacity"],
            "policies": by_name(to_policy(policy) for page in pages for policy in page["ScalingPolicies"]),
            "tags": self.client.list_tags_for_resource(ResourceARN=arn)["Tags"],
            "arn": arn,
        }

    def create(self, wanted: Item) -> None:
        self.register(wanted, Tags=wanted["tags"])
        self.put(wanted, wanted["policies"])

    def register(self, item: Item, **more: Any) -> None:
        limits = {"MinCapacity": item["min"], "MaxCapacity": item["max"]}
        self.client.register_scalable_target(**address(item), **limits, **more)

    def put(self, item: Item, policies: Mapping[str, Item]) -> None:
        for name, policy in policies.items():
            tracking = {
                "TargetValue": policy["value"],
                "PredefinedMetricSpecification": {"PredefinedMetricType": policy["metric"]},
                "ScaleOutCooldown": policy["scale_out_cooldown"],
                "ScaleInCooldown": policy["scale_in_cooldown"],
            }
            self.client.put_scaling_policy(
                **address(item),
                PolicyName=name,
                PolicyType="TargetTrackingScaling",
                TargetTrackingScalingPolicyConfiguration=tracking,
            )

    def update(self, change: Change) -> None:
        before, after = change.before or {}, change.after or {}
        if change.fields & {"min", "max"}:
            self.register(after)
        if "tags" in change.fields:
            self.client.tag_resource(ResourceARN=before["arn"], Tags=after["tags"])
        have, want = before["policies"], after["policies"]
        for name in have.keys() - want.keys():
            self.client.delete_scaling_policy(**address(after), PolicyName=name)
        self.put(after, {name: policy for name, policy in want.items() if policy != have.get(name)})

    def delete(self, current: Item) -> None:
        """Its policies go with it."""
        self.client.deregister_scalable_target(**address(current))

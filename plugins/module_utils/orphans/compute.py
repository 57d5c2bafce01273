"""What Karpenter, the storage drivers and the agents of a cluster leave."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ansible_collections.pinksea.platform.plugins.module_utils.orphans.sweep import Orphan, Sort, label
from ansible_collections.pinksea.platform.plugins.module_utils.tags import tags_from

CLAIM = "kubernetes.io/created-for/pvc/name"
NAMESPACE = "kubernetes.io/created-for/pvc/namespace"


def instance_sort(ec2: Any, cluster: str) -> Sort:
    return Sort(lambda: instances(ec2, cluster), lambda instance: ec2.terminate_instances(InstanceIds=[instance]))


def later_sorts(ec2: Any, logs: Any, cluster: str) -> list[Sort]:
    return [
        Sort(lambda: volumes(ec2, cluster), lambda volume: ec2.delete_volume(VolumeId=volume)),
        Sort(lambda: log_groups(logs, cluster), lambda name: logs.delete_log_group(logGroupName=name)),
    ]


def filters(**values: list[str]) -> list[dict[str, Any]]:
    return [{"Name": name, "Values": value} for name, value in values.items()]


def instances(ec2: Any, cluster: str) -> Iterator[Orphan]:
    """Karpenter's; those of managed node groups go with their group."""
    states = ["pending", "running", "stopping", "stopped", "shutting-down"]
    wanted = filters(**{"tag-key": ["karpenter.sh/nodeclaim"], "instance-state-name": states})
    for page in ec2.get_paginator("describe_instances").paginate(Filters=wanted):
        for row in [row for reservation in page["Reservations"] for row in reservation["Instances"]]:
            tags, identifier = tags_from(row.get("Tags")), row["InstanceId"]
            owner = f"kubernetes.io/cluster/{cluster}"
            if tags.get("eks:eks-cluster-name") == cluster or tags.get(owner) == "owned":
                leaving = row["State"]["Name"] == "shutting-down"
                yield Orphan("instance", identifier, label(row["Tags"], identifier), leaving=leaving)


def volumes(ec2: Any, cluster: str) -> Iterator[Orphan]:
    wanted = filters(**{f"tag:kubernetes.io/cluster/{cluster}": ["owned"], "status": ["available"]})
    for page in ec2.get_paginator("describe_volumes").paginate(Filters=wanted):
        for row in page["Volumes"]:
            tags = tags_from(row.get("Tags"))
            claimed = CLAIM in tags and NAMESPACE in tags
            name = f"{tags[NAMESPACE]}/{tags[CLAIM]}" if claimed else label(row["Tags"], row["VolumeId"])
            yield Orphan("volume", row["VolumeId"], name, data=CLAIM in tags)


def log_groups(logs: Any, cluster: str) -> Iterator[Orphan]:
    for prefix in (f"/aws/eks/{cluster}/", f"/aws/containerinsights/{cluster}/"):
        for page in logs.get_paginator("describe_log_groups").paginate(logGroupNamePrefix=prefix):
            for row in page["logGroups"]:
                yield Orphan("log_group", row["logGroupName"], row["logGroupName"])

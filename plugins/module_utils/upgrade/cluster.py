"""Reading a cluster before its upgrade, from EKS and from its API server."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ansible_collections.pinksea.platform.plugins.module_utils.eks.common import describe_all, pages, unless_missing
from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.kubernetes.client import Cluster
from ansible_collections.pinksea.platform.plugins.module_utils.parallel import side_by_side
from ansible_collections.pinksea.platform.plugins.module_utils.upgrade import removed
from ansible_collections.pinksea.platform.plugins.module_utils.upgrade.model import (
    Addon,
    Budget,
    Observed,
    Write,
    minor_of,
)
from ansible_collections.pinksea.platform.plugins.module_utils.upgrade.releases import stored, writes

UNDER_WAY = ("CREATING", "UPDATING")
DEPLOYED = "owner=helm,status=deployed"


def under_way(eks: Any, name: str) -> list[dict[str, str]]:
    """What of a cluster is not ready for its next change, for M(pinksea.platform.aws_ready)."""
    pending = [{"kind": "eks_cluster", "name": name}] if control_plane(eks, name)["status"] in UNDER_WAY else []
    for kind, parts in (("eks_nodegroup", nodegroups(eks, name)), ("eks_addon", installed(eks, name))):
        busy = sorted(part for part, answer in parts.items() if answer["status"] in UNDER_WAY)
        pending += [{"kind": kind, "cluster": name, "name": part} for part in busy]
    return pending


def observe(eks: Any, cluster: Cluster, name: str, target: str) -> Observed:
    found, groups, addons = control_plane(eks, name), nodegroups(eks, name), installed(eks, name)
    items = [cluster.get(path)["items"] for path in ("/api/v1/nodes", "/apis/policy/v1/poddisruptionbudgets")]
    secrets = cluster.get("/api/v1/secrets", labelSelector=DEPLOYED)["items"]
    return Observed(
        name=name,
        version=found["version"],
        support_type=found.get("upgradePolicy", {}).get("supportType", "EXTENDED"),
        nodegroups={group: answer["version"] for group, answer in groups.items()},
        addons=dict(side_by_side(lambda addon: offered(eks, addon, target), addons.values())),
        kubelets={each["metadata"]["name"]: each["status"]["nodeInfo"]["kubeletVersion"] for each in items[0]},
        releases=tuple(map(stored, secrets)),
        writes=tuple(written(cluster, minor_of(found["version"]), minor_of(target))),
        budgets=tuple(map(budget, items[1])),
        insights=insights(eks, name, target),
    )


def control_plane(eks: Any, name: str) -> dict[str, Any]:
    found = unless_missing(lambda: eks.describe_cluster(name=name)["cluster"])
    if found is None:
        raise PlatformError(f"cluster {name} does not exist, so there is nothing to upgrade: make it with site.yml.")
    return found


def nodegroups(eks: Any, cluster: str) -> dict[str, Any]:
    names = pages(eks, "list_nodegroups", "nodegroups", clusterName=cluster)
    return dict(
        describe_all(lambda name: eks.describe_nodegroup(clusterName=cluster, nodegroupName=name)["nodegroup"], names)
    )


def installed(eks: Any, cluster: str) -> dict[str, Any]:
    names = pages(eks, "list_addons", "addons", clusterName=cluster)
    return dict(describe_all(lambda name: eks.describe_addon(clusterName=cluster, addonName=name)["addon"], names))


def offered(eks: Any, addon: dict[str, Any], target: str) -> tuple[str, Addon]:
    """An add-on by its name, with what EKS offers of it for the wanted version."""
    name = addon["addonName"]
    answers = eks.get_paginator("describe_addon_versions").paginate(addonName=name, kubernetesVersion=target)
    builds = [build for page in answers for found in page["addons"] for build in found["addonVersions"]]
    defaults = [
        build["addonVersion"]
        for build in builds
        for row in build["compatibilities"]
        if row["clusterVersion"] == target and row["defaultVersion"]
    ]
    versions = tuple(build["addonVersion"] for build in builds)
    return name, Addon(addon["addonVersion"], versions, next(iter(defaults), None))


def written(cluster: Cluster, present: int, target: int) -> Iterator[Write]:
    """Who writes objects of the kinds that go on the way, where the server still serves them."""
    for entry in removed.between(present, target):
        served = cluster.get(f"/apis/{entry.api}") or {"resources": []}
        plural = next((each["name"] for each in served["resources"] if each["kind"] == entry.kind), None)
        if plural:
            yield from writes(cluster.get(f"/apis/{entry.api}/{plural}")["items"], entry.kind)


def budget(found: dict[str, Any]) -> Budget:
    metadata, status = found["metadata"], found.get("status", {})
    pods, allowed = status.get("expectedPods", 0), status.get("disruptionsAllowed", 0)
    return Budget(f"{metadata['namespace']}/{metadata['name']}", pods, allowed if pods else 1)


def insights(eks: Any, cluster: str, target: str) -> dict[str, str]:
    """What EKS found in the cluster, such as callers of APIs that go, and calls an error."""
    wanted = {"categories": ["UPGRADE_READINESS"], "kubernetesVersions": [target], "statuses": ["ERROR"]}
    found = eks.get_paginator("list_insights").paginate(clusterName=cluster, filter=wanted)
    rows = [row for page in found for row in page["insights"]]
    return {row["name"]: row["insightStatus"].get("reason", "") for row in rows}

"""Rollouts of Argo. Helm cannot wait for them: C(status.observedGeneration) is a text here, where it wants a number."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial
from typing import Any

from ansible_collections.pinksea.platform.plugins.module_utils.kubernetes.client import Cluster
from ansible_collections.pinksea.platform.plugins.module_utils.readiness import Status, wait_until_ready

INTERVAL = 1.0
UNSEEN = Status("unseen", "pending", "see whether the controller of Argo Rollouts runs")
REMEDY = "give it a version that works, or have it try again with `kubectl argo rollouts retry rollout`"


def wait(cluster: Cluster, namespace: str, names: Collection[str], timeout: float) -> None:
    """Return when the wanted version of each has the requests, or waits for somebody to say that it may."""
    base = f"/apis/argoproj.io/v1alpha1/namespaces/{namespace}/rollouts"
    probes = {f"Rollout {name}": partial(_asked, cluster, f"{base}/{name}") for name in names}
    wait_until_ready(probes, timeout=timeout, interval=INTERVAL, report=lambda waited: None, option="timeout")


def status_of(rollout: dict[str, Any]) -> Status:
    """Whether what is wanted has the requests; that it is watched for a while then is not waited for."""
    status = rollout.get("status") or {}
    if status.get("observedGeneration") != str(rollout["metadata"]["generation"]):
        return UNSEEN
    phase, message = status.get("phase", ""), status.get("message", "")
    if phase == "Degraded":
        return Status(phase, "failed", f"{message}: {REMEDY}" if message else REMEDY)
    active = (status.get("blueGreen") or {}).get("activeSelector")
    promoted = active and active == status.get("currentPodHash")
    if phase in ("Healthy", "Paused") or (phase == "Progressing" and promoted):
        return Status(phase, "ready", message)
    return Status(phase, "pending", message)


def _asked(cluster: Cluster, path: str) -> Status:
    found = cluster.get(path)
    return status_of(found) if found else UNSEEN

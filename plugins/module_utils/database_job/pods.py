"""What the status of a Job's pod means; no input or output."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Object = Mapping[str, Any]

HOPELESS = {
    "CreateContainerConfigError": "what it mounts or takes from Secrets is not there",
    "ErrImagePull": "its image cannot be pulled",
    "ErrImageNeverPull": "its image cannot be pulled",
    "ImagePullBackOff": "its image cannot be pulled",
    "InvalidImageName": "its image has no valid name",
}
"""Reasons to wait that do not go away, and what they say."""


def ended(pod: Object) -> bool:
    return pod["status"].get("phase") in ("Succeeded", "Failed")


def how(pod: Object) -> str:
    """How its container ended, or why it had none."""
    for state in _states(pod, "terminated"):
        return f"exit code {state.get('exitCode')}, {state.get('reason', 'no reason given')}"
    status = pod["status"]
    return str(status.get("message") or status.get("reason") or status.get("phase"))


def stuck(pod: Object) -> str | None:
    """Why it never starts, if that is plain."""
    for state in _states(pod, "waiting"):
        if meaning := HOPELESS.get(state.get("reason", "")):
            return f"{meaning} ({_image(pod)}; {state.get('message') or state['reason']})"
    return None


def waiting(pod: Object | None, refusals: Sequence[str]) -> str:
    """What it has been waiting for. C(refusals): why no pod was made."""
    for condition in (pod or {"status": {}})["status"].get("conditions") or []:
        if condition["type"] == "PodScheduled" and condition["status"] == "False":
            return f"its pod has no node ({condition.get('message') or condition.get('reason')})"
    if pod is None and refusals:
        return f"it has no pod ({refusals[-1]})"
    return "its pod runs" if pod and pod["status"].get("phase") == "Running" else "its pod has not started"


def _states(pod: Object, kind: str) -> list[Object]:
    found = pod["status"].get("containerStatuses") or []
    return [each["state"][kind] for each in found if each.get("state", {}).get(kind)]


def _image(pod: Object) -> str:
    return str(pod["spec"]["containers"][0]["image"])

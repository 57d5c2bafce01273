from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.pinksea.platform.plugins.module_utils.database_job.pods import ended, how, stuck, waiting


def pod(phase: str, state: dict[str, Any] | None = None, **status: Any) -> dict[str, Any]:
    statuses = {"containerStatuses": [{"state": state}]} if state else {}
    return {"spec": {"containers": [{"image": "a/b:1"}]}, "status": {"phase": phase, **statuses, **status}}


def test_an_end_is_a_phase() -> None:
    phases = ["Pending", "Running", "Succeeded", "Failed", "Unknown"]
    assert [phase for phase in phases if ended(pod(phase))] == ["Succeeded", "Failed"]
    assert not ended({"status": {}})


def test_how_a_container_ended() -> None:
    state = {"terminated": {"exitCode": 137, "reason": "OOMKilled"}}
    assert how(pod("Failed", state)) == "exit code 137, OOMKilled"
    assert how(pod("Failed", message="The node was low on memory.", reason="Evicted")) == "The node was low on memory."
    assert how(pod("Failed")) == "Failed"


@pytest.mark.parametrize("reason", ["ErrImagePull", "ImagePullBackOff", "InvalidImageName"])
def test_an_image_that_is_not_there_is_hopeless(reason: str) -> None:
    said = stuck(pod("Pending", {"waiting": {"reason": reason, "message": "not found"}}))
    assert said
    assert said.endswith("(a/b:1; not found)")


def test_what_starts_in_a_while_is_not() -> None:
    assert stuck(pod("Pending", {"waiting": {"reason": "ContainerCreating"}})) is None
    assert stuck(pod("Pending")) is None
    assert stuck(pod("Running", {"running": {}})) is None


def test_what_it_waits_for() -> None:
    unscheduled = {"type": "PodScheduled", "status": "False", "message": "0/3 nodes"}
    assert waiting(pod("Pending", conditions=[unscheduled]), ["older"]) == "its pod has no node (0/3 nodes)"
    assert waiting(None, ["first", "exceeded quota"]) == "it has no pod (exceeded quota)"
    assert waiting(None, []) == "its pod has not started"
    assert waiting(pod("Running", {"running": {}}), []) == "its pod runs"

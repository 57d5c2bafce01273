from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.kubernetes import rollouts


def rollout(phase: str, *, active: str | None = "old", seen: str | None = "7", message: str = "") -> dict[str, Any]:
    status = {"phase": phase, "message": message, "currentPodHash": "new", "observedGeneration": seen}
    return {"metadata": {"generation": 7}, "status": {**status, "blueGreen": {"activeSelector": active}}}


@pytest.mark.parametrize(
    ("found", "phase"),
    [
        (rollout("Healthy"), "ready"),
        (rollout("Paused"), "ready"),
        (rollout("Progressing", active="new"), "ready"),
        (rollout("Progressing"), "pending"),
        (rollout("Progressing", active=None), "pending"),
        (rollout("Degraded"), "failed"),
        (rollout("Healthy", seen="6"), "pending"),
        (rollout("Degraded", seen="6"), "pending"),
        (rollout("Healthy", seen=None), "pending"),
        ({"metadata": {"generation": 1}}, "pending"),
        ({"metadata": {"generation": 1}, "status": {"observedGeneration": "1", "phase": "Progressing"}}, "pending"),
    ],
)
def test_it_is_ready_when_the_wanted_version_has_the_requests(found: dict[str, Any], phase: str) -> None:
    assert rollouts.status_of(found).phase == phase


class Stage:
    """A cluster whose Rollout is each of these in turn, and the last from then on."""

    def __init__(self, *found: Any) -> None:
        self.found = list(found)
        self.paths: set[str] = set()

    def get(self, path: str) -> Any:
        self.paths.add(path)
        return self.found.pop(0) if len(self.found) > 1 else self.found[0]


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rollouts, "INTERVAL", 0)


def test_each_is_asked_until_it_is_ready() -> None:
    stage = Stage(None, rollout("Progressing"), rollout("Healthy"))
    rollouts.wait(stage, "prod", ["api"], 60)  # type: ignore[arg-type]
    assert stage.paths == {"/apis/argoproj.io/v1alpha1/namespaces/prod/rollouts/api"}
    assert stage.found == [rollout("Healthy")]


@pytest.mark.parametrize(
    ("found", "sentence"),
    [
        (
            rollout("Degraded", message="RolloutAborted"),
            r"^Rollout api ended as Degraded after 0 s: RolloutAborted: give",
        ),
        (
            rollout("Progressing", message="no pod"),
            r"^Rollout api is still Progressing after 0 s \(timeout\): no pod\.$",
        ),
        (
            None,
            r"^Rollout api is still unseen after 0 s \(timeout\): see whether the controller of Argo Rollouts runs\.$",
        ),
    ],
)
def test_one_that_does_not_come_is_a_sentence(found: Any, sentence: str) -> None:
    with pytest.raises(PlatformError, match=sentence):
        rollouts.wait(Stage(found), "prod", ["api"], 0)  # type: ignore[arg-type]


def test_nobody_is_asked_about_none() -> None:
    rollouts.wait(None, "prod", [], 60)  # type: ignore[arg-type]

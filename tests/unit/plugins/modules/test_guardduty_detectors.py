"""guardduty_detectors against the emulator."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from ansible_collections.pinksea.platform.plugins.module_utils.guardduty.detectors import Detectors
from ansible_collections.pinksea.platform.plugins.modules import guardduty_detectors

from tests.unit.plugins.modules.ladder import done, ladder


@pytest.fixture
def guardduty(client: Callable[[str], Any]) -> Any:
    return client("guardduty")


@pytest.fixture
def somebodys(guardduty: Any) -> Iterator[str]:
    key = guardduty.create_detector(Enable=True)["DetectorId"]
    yield key
    guardduty.delete_detector(DetectorId=key)


def detectors(*features: str, **more: Any) -> dict[str, Any]:
    return {"detectors": [{"name": "rag", "features": list(features), **more}]}


def test_ladder(guardduty: Any) -> None:
    created, modified, _ = ladder(
        guardduty_detectors,
        create=detectors("S3_DATA_EVENTS", "EKS_AUDIT_LOGS"),
        modify={
            **detectors("EKS_AUDIT_LOGS", "RUNTIME_MONITORING", enabled=False, frequency="SIX_HOURS"),
            "tags": {"environment": "prod"},
        },
        key="detectors",
        client=guardduty,
    )
    assert created["detectors"]["rag"]["features"] == ["EKS_AUDIT_LOGS", "S3_DATA_EVENTS"]
    changed = modified["detectors"]["rag"]
    assert changed["features"] == ["EKS_AUDIT_LOGS", "RUNTIME_MONITORING"]
    assert (changed["enabled"], changed["frequency"]) == (False, "SIX_HOURS")
    assert changed["tags"] == {"Name": "rag", "environment": "prod"}


@pytest.mark.parametrize("state", ["present", "absent"])
def test_somebody_elses_detector_is_left_alone_and_told(guardduty: Any, somebodys: str, state: str) -> None:
    result = done(guardduty_detectors, detectors() | {"state": state}, guardduty)
    assert not result["changed"]
    assert result["detectors"].keys() == {somebodys}


def test_a_detector_that_another_run_removes_meanwhile_is_none(guardduty: Any) -> None:
    key = guardduty.create_detector(Enable=True)["DetectorId"]

    def remove(**_: Any) -> None:
        guardduty.delete_detector(DetectorId=key)

    guardduty.meta.events.register("before-call.guardduty.GetDetector", remove)
    assert Detectors(guardduty).read() == {}

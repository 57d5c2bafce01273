"""GuardDuty."""

from typing import Any

from tests.unit.plugins.modules.listings import answer


def listing(client: Any) -> dict[str, Any]:
    return {key: answer(client.get_detector(DetectorId=key)) for key in client.list_detectors()["DetectorIds"]}

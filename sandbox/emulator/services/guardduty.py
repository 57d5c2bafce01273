"""GuardDuty."""

from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

from moto.guardduty import urls
from moto.guardduty.exceptions import GuardDutyException
from moto.guardduty.models import Detector, GuardDutyBackend
from moto.guardduty.responses import GuardDutyResponse

from sandbox.emulator.calls import add_calls
from sandbox.emulator.hold import Hold
from sandbox.emulator.mending import Original, mend
from sandbox.emulator.names import Named

KINDS: dict[str, Callable[[Any], Named]] = {
    "guardduty_detector": lambda b: [(item.tags.get("Name", key), key) for key, item in b.detectors.items()],
}
ALWAYS = [{"name": name, "status": "ENABLED"} for name in ("CLOUD_TRAIL", "DNS_LOGS", "FLOW_LOGS")]


def create_detector(original: Original, backend: Any, *args: Any, **kwargs: Any) -> Any:
    if backend.detectors:
        raise GuardDutyException(
            "BadRequestException",
            "The request is rejected because a detector already exists for the current account.",
        )
    return original(backend, *args, **kwargs)


def update(original: Original, detector: Any, *args: Any) -> None:
    """Features that an update does not name stay as they are."""
    before = {feature["name"]: feature for feature in detector.features}
    original(detector, *args)
    detector.features = list((before | {feature["name"]: feature for feature in detector.features}).values())


def to_json(original: Original, detector: Any) -> Any:
    answer = original(detector)
    return answer | {"features": ALWAYS + answer["features"]}


def tag_resource(response: Any) -> str:
    key = unquote(response.path).split("/")[-1]
    response.guardduty_backend.get_detector(key).tags.update(response._get_param("tags"))
    return "{}"


def install(hold: Hold) -> None:
    mend([(GuardDutyBackend, create_detector), (Detector, update), (Detector, to_json)])
    add_calls(GuardDutyResponse, [tag_resource])
    urls.url_paths["{0}/tags/(?P<resource_arn>.+)$"] = GuardDutyResponse.dispatch

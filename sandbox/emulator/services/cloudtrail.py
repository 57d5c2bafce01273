"""CloudTrail."""

from collections.abc import Callable
from typing import Any

from moto.cloudtrail.models import CloudTrailBackend

from sandbox.emulator.hold import Hold
from sandbox.emulator.mending import Original, mend
from sandbox.emulator.names import Named, by_name

KINDS: dict[str, Callable[[Any], Named]] = {
    "cloudtrail_trail": lambda b: by_name(b.trails.values(), "trail_name"),
}


def delete_trail(original: Original, backend: Any, name: str) -> None:
    """By ARN as well as by name, and with its tags; one that does not exist is an error."""
    trail = backend.get_trail(name)
    backend.tagging_service.delete_all_tags_for_resource(trail.arn)
    original(backend, trail.trail_name)


def install(hold: Hold) -> None:
    mend([(CloudTrailBackend, delete_trail)])

"""CloudWatch."""

from collections.abc import Callable
from typing import Any

from moto.cloudwatch.exceptions import ValidationError
from moto.cloudwatch.models import CloudWatchBackend

from sandbox.emulator.hold import Hold
from sandbox.emulator.mending import Original, mend
from sandbox.emulator.names import Named, by_name

KINDS: dict[str, Callable[[Any], Named]] = {
    "cloudwatch_alarm": lambda b: by_name(b.alarms.values(), identifier="alarm_arn"),
}

AT_ONCE = 100


def get_alarms_by_alarm_names(original: Original, backend: Any, alarm_names: list[str]) -> Any:
    if len(alarm_names) > AT_ONCE:
        raise ValidationError(f"AlarmNames must have length less than or equal to {AT_ONCE}")
    return original(backend, alarm_names)


def delete_alarms(original: Original, backend: Any, alarm_names: list[str]) -> None:
    """An alarm of the same name does not inherit the tags."""
    for alarm in backend.get_alarms_by_alarm_names(alarm_names):
        backend.tagger.delete_all_tags_for_resource(alarm.alarm_arn)
    original(backend, alarm_names)


def install(hold: Hold) -> None:
    mend([(CloudWatchBackend, get_alarms_by_alarm_names), (CloudWatchBackend, delete_alarms)])

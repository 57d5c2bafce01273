"""AWS Config."""

from collections.abc import Callable
from typing import Any

from moto.config.exceptions import NoAvailableConfigurationRecorderException
from moto.config.models import ConfigBackend

from sandbox.emulator.calls import remembered
from sandbox.emulator.hold import Hold
from sandbox.emulator.mending import Original, mend
from sandbox.emulator.names import Named, by_name

KINDS: dict[str, Callable[[Any], Named]] = {
    "config_recorder": lambda b: [(name, name) for name in b.recorders.keys() | b.delivery_channels.keys()],
    "config_rule": lambda b: by_name(b.config_rules.values(), "config_rule_name", "config_rule_arn"),
}


def modes(backend: Any) -> dict[str, Any]:
    return remembered(backend, "recording_modes")


def put_configuration_recorder(original: Original, backend: Any, recorder: dict[str, Any]) -> None:
    original(backend, recorder)
    modes(backend)[recorder["name"]] = recorder.get("recordingMode", {"recordingFrequency": "CONTINUOUS"})


def describe_configuration_recorders(original: Original, backend: Any, names: list[str] | None) -> Any:
    """How often a recorder records is a part of it."""
    return [row | {"recordingMode": modes(backend)[row["name"]]} for row in original(backend, names)]


def put_config_rule(original: Original, backend: Any, rule: dict[str, Any], tags: Any = None) -> Any:
    """A rule needs a recorder, and one that is put again without tags keeps those it has."""
    if not backend.recorders:
        raise NoAvailableConfigurationRecorderException()
    known = backend.config_rules.get(rule["ConfigRuleName"])
    kept = dict(known.tags) if known else {}
    made = original(backend, rule, tags)
    if tags is None:
        backend.config_rules[rule["ConfigRuleName"]].tags = kept
    return made


def install(hold: Hold) -> None:
    fixes = (put_configuration_recorder, describe_configuration_recorders, put_config_rule)
    mend([(ConfigBackend, fix) for fix in fixes])

"""EventBridge."""

from collections.abc import Callable
from typing import Any

from sandbox.emulator.names import Named, by_name

KINDS: dict[str, Callable[[Any], Named]] = {
    "eventbridge_rule": lambda b: by_name(
        rule for bus in b.event_buses.values() for rule in bus.rules.values() if not rule.managed_by
    ),
}

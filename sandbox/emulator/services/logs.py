"""CloudWatch Logs."""

from collections.abc import Callable
from typing import Any

from sandbox.emulator.names import Named, by_name

KINDS: dict[str, Callable[[Any], Named]] = {
    "log_group": lambda b: by_name(b.groups.values()),
}

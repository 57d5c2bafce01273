"""SNS."""

from collections.abc import Callable
from typing import Any

from sandbox.emulator.names import Named, by_name

KINDS: dict[str, Callable[[Any], Named]] = {
    "sns_topic": lambda b: by_name(b.topics.values()),
}

"""SQS."""

from collections.abc import Callable
from typing import Any

from sandbox.emulator.names import Named, by_name

KINDS: dict[str, Callable[[Any], Named]] = {
    "sqs_queue": lambda b: by_name(b.queues.values(), identifier="queue_arn"),
}

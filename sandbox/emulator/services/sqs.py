"""SQS."""

from collections.abc import Callable
from typing import Any

from moto.sqs.models import Queue

from sandbox.emulator.hold import Hold
from sandbox.emulator.mending import Original, mend
from sandbox.emulator.names import Named, by_name

KINDS: dict[str, Callable[[Any], Named]] = {
    "sqs_queue": lambda b: by_name(b.queues.values(), identifier="queue_arn"),
}


def _set_attributes(original: Original, queue: Any, attributes: dict[str, Any], now: Any = None) -> Any:
    """An attribute that is not given stays as it is, the policy too."""
    if "Policy" not in attributes and getattr(queue, "_policy_json", None):
        attributes = attributes | {"Policy": queue.policy}
    return original(queue, attributes, now)


def install(hold: Hold) -> None:
    mend([(Queue, _set_attributes)])

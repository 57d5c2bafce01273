"""What a caller wants of queues, as items for the engine."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from ansible_collections.pinksea.platform.plugins.module_utils.errors import ManyErrors
from ansible_collections.pinksea.platform.plugins.module_utils.policies import policy, tls_only
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import Item, by_name

RANGES = {
    "visibility_timeout": (0, 43200),
    "retention": (60, 1209600),
    "wait_time": (0, 20),
    "max_receives": (1, 1000),
}


def wanted(queues: Iterable[Item], tags: Mapping[str, str], arn_of: Callable[[str], str]) -> dict[str, Item]:
    """Dead letter queues come first, as they have to be there."""
    listed = list(queues)
    found = [f"sqs_queue {queue['name']}: {problem}." for queue in listed for problem in problems(queue)]
    if found:
        raise ManyErrors(found)
    letters = {queue["dead_letter"] for queue in listed}
    ordered = sorted(listed, key=lambda queue: queue["name"] not in letters)
    return by_name(item(queue, tags, arn_of(queue["name"])) for queue in ordered)


def problems(queue: Item) -> Iterator[str]:
    for key, (least, most) in RANGES.items():
        if not least <= queue[key] <= most:
            yield f"{key} is {queue[key]}, SQS takes {least} to {most}"
    if queue["dead_letter"] == queue["name"]:
        yield "it is its own dead letter queue: name another one"


def item(queue: Item, tags: Mapping[str, str], arn: str) -> Item:
    """Statements that name no resource are about the queue."""
    statements = [{"Resource": arn} | statement for statement in queue["statements"]]
    first = [tls_only("sqs:*", arn)] if queue["tls_only"] else []
    redrive = {"dead_letter": queue["dead_letter"], "max_receives": queue["max_receives"]}
    return {
        "name": queue["name"],
        **{key: queue[key] for key in ("visibility_timeout", "retention", "wait_time", "kms_key")},
        "policy": policy([*first, *statements]),
        "redrive": redrive if queue["dead_letter"] else {},
        "tags": {**tags, "Name": queue["name"]},
        "arn": arn,
    }

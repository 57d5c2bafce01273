"""What happened to which object, read from results of modules, and the table of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

Changes = list[dict[str, str]]
ACTIONS = ("create", "update", "delete")

STOCK: Mapping[str, tuple[str, str]] = {
    "amazon.aws.ec2_vpc_net": ("vpc", "name"),
    "amazon.aws.ec2_vpc_igw": ("internet_gateway", "tags.Name"),
}
"""The kind a stock module makes, and the argument that names the object."""


def changes_of(action: str, arguments: Mapping[str, Any], result: Mapping[str, Any]) -> Changes:
    """The changes of one result. Stock modules do not tell a create from an update; it counts as create."""
    if "changes" in result:
        return [dict(change) for change in result["changes"]]
    if not result.get("changed") or action not in STOCK:
        return []
    kind, path = STOCK[action]
    verb = "delete" if arguments.get("state") == "absent" else "create"
    return [{"action": verb, "kind": kind, "name": named(arguments, path)}]


def named(arguments: Mapping[str, Any], path: str) -> str:
    value: Any = arguments
    for key in path.split("."):
        value = (value or {}).get(key)
    return str(value)


def table(changes: Iterable[Mapping[str, str]], hosts: Sequence[str], check_mode: bool) -> Iterator[str]:
    """Lines with a count per host, kind and action."""
    counts = Counter((change["host"], change["kind"], change["action"]) for change in changes)
    if not counts:
        yield f"{', '.join(hosts)}: nothing {'would change' if check_mode else 'changed'}"
        return
    width = max(len(kind) for _, kind, _ in counts)
    yield f"{'':10} {'':{width}} " + " ".join(f"{action:>7}" for action in ACTIONS)
    for host in hosts:
        kinds = sorted({kind for of, kind, _ in counts if of == host})
        for kind in kinds:
            numbers = " ".join(f"{counts[host, kind, action] or '-':>7}" for action in ACTIONS)
            yield f"{host:10} {kind:{width}} {numbers}"
        total = sum(number for (of, _, _), number in counts.items() if of == host)
        yield f"{host:10} {'total':{width}} {total:>7}"

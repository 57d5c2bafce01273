"""What happened to which object, read from results of modules, and the table of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

Changes = list[dict[str, str]]
ACTIONS = ("create", "update", "delete")

STOCK: Mapping[str, tuple[tuple[str, str], ...]] = {
    "amazon.aws.ec2_vpc_net": (("vpc", "name"),),
    "amazon.aws.ec2_vpc_igw": (("internet_gateway", "tags.Name"),),
    "amazon.aws.kms_key": (("kms_key", "alias"), ("kms_alias", "alias")),
}
"""Kinds a stock module makes, and the argument that names the object."""


def changes_of(action: str, result: Mapping[str, Any]) -> Changes:
    """The changes of one result, loops included. Stock modules do not tell a create from an update; they count as create."""
    if "results" in result:
        return [change for part in result["results"] for change in changes_of(action, part)]
    if "changes" in result:
        return [dict(change) for change in result["changes"]]
    if not result.get("changed") or action not in STOCK:
        return []
    arguments = result.get("invocation", {}).get("module_args", {})
    verb = "delete" if arguments.get("state") == "absent" else "create"
    return [{"action": verb, "kind": kind, "name": named(arguments, path)} for kind, path in STOCK[action]]


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

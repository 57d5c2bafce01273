"""The table of what happened to which object."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

ACTIONS = ("create", "update", "delete")


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

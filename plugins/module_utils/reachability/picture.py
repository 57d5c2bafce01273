"""A matrix as a table and as a Mermaid diagram, in Markdown."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from .matrix import Edges
from .ports import NO_PORT


def table(found: Edges, sources: Iterable[str], targets: Iterable[str]) -> list[str]:
    """A row per source and a column per target, without those that have nothing."""
    chosen = [target for target in targets if any(to == target for _, to in found)]
    rows = [(source, [str(found.get((source, target), NO_PORT)) for target in chosen]) for source in sources]
    return [
        " | ".join(["| from \\ to", *chosen]) + " |",
        "|---" * (len(chosen) + 1) + "|",
        *(" | ".join([f"| {source}", *cells]) + " |" for source, cells in rows if any(cells)),
    ]


def mermaid(found: Edges, clusters: Mapping[str, Collection[str]]) -> list[str]:
    """Arrows with the ports; C(clusters): what is drawn inside of a box, by the title of the box."""
    names = sorted({name for pair in found for name in pair})
    boxed = {name for members in clusters.values() for name in members}
    ids = {name: f"n{index}" for index, name in enumerate(names)}
    return [
        "```mermaid",
        "flowchart LR",
        *(f'  {ids[name]}["{name}"]' for name in names if name not in boxed),
        *_boxes({title: [name for name in names if name in members] for title, members in clusters.items()}, ids),
        *(f'  {ids[source]} -- "{ports}" --> {ids[target]}' for (source, target), ports in sorted(found.items())),
        "```",
    ]


def _boxes(clusters: Mapping[str, Collection[str]], ids: Mapping[str, str]) -> Iterator[str]:
    for title, members in clusters.items():
        yield f"  subgraph {title}"
        yield from (f'    {ids[name]}["{name.removeprefix(f"{title}/")}"]' for name in members)
        yield "  end"

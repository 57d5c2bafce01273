"""Which release waits for which."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from graphlib import CycleError, TopologicalSorter

from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.helm.models import Release

Graph = Mapping[str, set[str]]


def waits_for(releases: Sequence[Release]) -> Graph:
    """The keys every release waits for. Refuses what has no order.

    C(after) names a release, or C(namespace/name) where the name occurs in several namespaces.
    """
    for key, count in Counter(release.key for release in releases).items():
        if count > 1:
            raise PlatformError(f"release {key} is given {count} times: keep one entry for it.")
    graph = {release.key: {_resolve(name, release, releases) for name in release.after} for release in releases}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        circle = " -> ".join(reversed(error.args[1]))
        raise PlatformError(f"releases wait for each other, {circle}: remove one of these names from after.") from error
    return graph


def reverse(graph: Graph) -> Graph:
    return {key: {other for other, waited in graph.items() if key in waited} for key in graph}


def _resolve(name: str, release: Release, releases: Sequence[Release]) -> str:
    found = [other.key for other in releases if name in (other.name, other.key)]
    if len(found) == 1:
        return found[0]
    if found:
        raise PlatformError(
            f"release {release.key}: after names {name!r}, which is {' and '.join(found)}: write one of these."
        )
    raise PlatformError(
        f"release {release.key}: after names {name!r}, which is not among the releases: "
        f"write one of {', '.join(sorted(other.name for other in releases))}."
    )

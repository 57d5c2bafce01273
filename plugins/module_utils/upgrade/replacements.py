"""Which releases have to be replaced before a cluster moves, and by what."""

from __future__ import annotations

from collections import Counter

from ansible_collections.pinksea.platform.plugins.module_utils.upgrade import charts, removed
from ansible_collections.pinksea.platform.plugins.module_utils.upgrade.model import Observed, Release, Wanted, minor_of


def replacements(observed: Observed, wanted: Wanted, target: str) -> dict[str, Release]:
    """What installed releases that the wanted version does not take become before the cluster moves, by their keys."""
    return {
        release.key: Release(release.key, release.chart, version)
        for release in observed.releases
        if release.key in wanted.releases
        and (version := wanted.releases[release.key].version) not in (None, release.version)
        and (holds_removed(release, minor_of(target)) or any(charts.unfit(release, minor_of(target), declared=True)))
    }


def first(observed: Observed, wanted: Wanted, target: str) -> set[str]:
    """The declared releases that go before the cluster: the replacements, and what they come after."""
    found: set[str] = set()
    waiting = set(replacements(observed, wanted, target))
    while waiting:
        found |= waiting
        waiting = {other for key in waiting for other in wanted.releases[key].after} - found
    return found


def holds_removed(release: Release, minor: int) -> Counter[removed.Removed]:
    """How many objects a release has of each API that Kubernetes 1.C(minor) no longer serves."""
    found = (removed.removed(each.api, each.kind, minor) for each in release.manifests)
    return Counter(entry for entry in found if entry)

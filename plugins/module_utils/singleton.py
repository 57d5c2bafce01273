"""Kinds of which an account has only one in a region, whoever made it."""

from __future__ import annotations

from collections.abc import Mapping

from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import Item, Kind


def unless_taken(kind: Kind, wanted: Mapping[str, Item]) -> Mapping[str, Item]:
    """What is wanted, or nothing when the one that exists goes by another name: it is somebody else's."""
    if len(wanted) > 1:
        raise PlatformError(
            f"{kind.kind}: {', '.join(sorted(wanted))} are given, but an account has one in a region: give only one."
        )
    return {} if kind.read().keys() - wanted.keys() else wanted

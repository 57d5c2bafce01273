"""What the module qdrant_collections does, wherever it runs."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from ansible_collections.pinksea.platform.plugins.module_utils.data_stores import refuse_early
from ansible_collections.pinksea.platform.plugins.module_utils.qdrant.client import client_of
from ansible_collections.pinksea.platform.plugins.module_utils.qdrant.collections import (
    COLLECTION,
    INDEX,
    Collections,
    Indexes,
    progress,
    wanted,
    wanted_indexes,
)
from ansible_collections.pinksea.platform.plugins.module_utils.qdrant.peers import peers
from ansible_collections.pinksea.platform.plugins.module_utils.qdrant.results import unborn, wait
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import Change, Item, is_planned, reconcile


def converged(params: Mapping[str, Any], *, check_mode: bool = False) -> tuple[list[Change], dict[str, Item]]:
    """What was or would be done to the collections, and to their indexes, which go with them; and the collections."""
    collections, indexes = wanted(params["collections"]), wanted_indexes(params["collections"])
    state, present = params["state"], params["state"] == "present"
    if check_mode and is_planned(params["url"]):
        return unborn({COLLECTION: collections, INDEX: indexes} if present else {}), collections if present else {}
    client = client_of(params, params["url"])
    client.require()
    kind = Collections(client, list(collections), len(peers(client)))
    for item in collections.values() if present else []:
        kind.refuse(item)
    refuse_early(kind, collections, state, named=params["delete"], variable="qdrant_delete", loss="its points")
    done = reconcile(kind, collections, state, check_mode=check_mode)
    if not present:
        return done.changes, done.objects
    indexed = reconcile(Indexes(client, list(collections)), indexes, state, check_mode=check_mode)
    if check_mode:
        return done.changes + indexed.changes, done.objects
    wait({f"{COLLECTION} {name}": partial(progress, client, name) for name in collections}, params)
    return done.changes + indexed.changes, kind.read()

"""What the module qdrant_snapshots does, wherever it runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from ansible_collections.pinksea.platform.plugins.module_utils.qdrant.archive import Archive
from ansible_collections.pinksea.platform.plugins.module_utils.qdrant.client import client_of
from ansible_collections.pinksea.platform.plugins.module_utils.qdrant.snapshots import Snapshots, by_peer, due
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import Change

Sets = dict[str, list[str]]


def taken(
    params: Mapping[str, Any], client: Callable[[str], Any], *, check_mode: bool = False
) -> tuple[list[Change], Sets]:
    """The sets that were or would be taken, and those in the bucket."""
    quick = [client_of(params, url) for url in params["nodes"]]
    for node in quick:
        node.require()
    slow = {**params, "timeout": params["snapshot_timeout"]}
    nodes = {peer: client_of(slow, node.url) for peer, node in by_peer(quick).items()}
    archive, now = Archive(client("s3"), params["bucket"], params["prefix"]), datetime.now(UTC)
    names = [name for name in params["collections"] if due(archive, name, params["max_age"], now)]
    snapshots = Snapshots(nodes, archive, now)
    for name in params["collections"]:
        quick[0].get("collections", name)
    for name in names if not check_mode else []:
        snapshots.take(name)
    return [snapshots.change(name) for name in names], {name: archive.stamps(name) for name in params["collections"]}

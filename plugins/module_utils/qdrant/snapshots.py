"""Take a snapshot of a collection on every node and bring it into the bucket."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.parallel import side_by_side
from ansible_collections.pinksea.platform.plugins.module_utils.qdrant.archive import Archive, Manifest
from ansible_collections.pinksea.platform.plugins.module_utils.qdrant.client import Qdrant, join
from ansible_collections.pinksea.platform.plugins.module_utils.qdrant.peers import myself, peers
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import Change

KIND = "qdrant_snapshot"
STAMP = "%Y%m%dT%H%M%SZ"


def age(stamp: str, now: datetime) -> timedelta:
    return now - datetime.strptime(stamp, STAMP).replace(tzinfo=UTC)


def by_peer(nodes: list[Qdrant]) -> dict[str, Qdrant]:
    """Nodes by the peer that answers there; all peers have to be among them."""
    found = dict(zip(side_by_side(myself, nodes), nodes, strict=True))
    missing = sorted(peers(nodes[0]).keys() - found.keys()) if nodes else ["any peer"]
    if missing:
        raise PlatformError(
            f"nodes leaves out {', '.join(missing)}, whose shards would be missing: give the address of every node."
        )
    return found


def points(node: Qdrant, collection: str) -> int:
    path = ("collections", collection, "points", "count")
    return int(node.call("POST", *path, body={"exact": True})["count"])


def due(archive: Archive, collection: str, max_age: int, now: datetime) -> bool:
    stamps = archive.stamps(collection)
    return not stamps or age(stamps[-1], now) >= timedelta(seconds=max_age)


class Snapshots:
    """Sets of snapshots, all of one moment."""

    def __init__(self, nodes: Mapping[str, Qdrant], archive: Archive, now: datetime) -> None:
        self.nodes, self.archive, self.stamp = nodes, archive, now.strftime(STAMP)

    def change(self, collection: str) -> Change:
        after = {"nodes": sorted(self.nodes), "bucket": self.archive.bucket}
        return Change("create", KIND, collection, after=after)

    def take(self, collection: str) -> None:
        """The manifest comes last, so a set without one was not finished and is never restored."""
        node = next(iter(self.nodes.values()))
        before = points(node, collection)
        files = side_by_side(lambda peer: self.one(collection, peer), sorted(self.nodes))
        manifest: Manifest = {
            "collection": collection,
            "stamp": self.stamp,
            "points": sorted({before, points(node, collection)}),
            "files": files,
        }
        self.archive.verify(manifest)
        self.archive.write(manifest)
        side_by_side(lambda peer: self.tidy(collection, peer), sorted(self.nodes))

    def one(self, collection: str, peer: str) -> dict[str, Any]:
        node, key = self.nodes[peer], self.archive.key(collection, self.stamp, f"{peer}.snapshot")
        made = node.call("POST", "collections", collection, "snapshots", query="?wait=true")
        with node.open("GET", join(["collections", collection, "snapshots", made["name"]])) as stream:
            self.archive.store(key, stream, made["size"], made["checksum"])
        return {"peer": peer, "key": key, "size": made["size"], "sha256": made["checksum"]}

    def tidy(self, collection: str, peer: str) -> None:
        """The bucket has them now. Those that a killed run left on the node would fill its disk."""
        for row in self.nodes[peer].get("collections", collection, "snapshots"):
            self.nodes[peer].call("DELETE", "collections", collection, "snapshots", row["name"], query="?wait=true")

"""Bring a set of snapshots back, beside the collection it was taken of or in its place."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.qdrant.archive import Archive, Manifest
from ansible_collections.pinksea.platform.plugins.module_utils.qdrant.client import Qdrant
from ansible_collections.pinksea.platform.plugins.module_utils.qdrant.collections import COLLECTION
from ansible_collections.pinksea.platform.plugins.module_utils.qdrant.compare import differences, scroll
from ansible_collections.pinksea.platform.plugins.module_utils.qdrant.peers import layout
from ansible_collections.pinksea.platform.plugins.module_utils.qdrant.results import wait
from ansible_collections.pinksea.platform.plugins.module_utils.qdrant.snapshots import age, points
from ansible_collections.pinksea.platform.plugins.module_utils.readiness import Status
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import Change


class Restore:
    """C(nodes) are slow to answer: each call lasts until a node has its snapshot."""

    def __init__(self, nodes: Mapping[str, Qdrant], archive: Archive, options: Mapping[str, Any]) -> None:
        self.nodes, self.archive, self.options = nodes, archive, options
        self.source: str = options["collection"]
        self.into: str = options["into"]
        self.node = next(iter(nodes.values()))
        self.manifest = self.chosen()
        self.existing = self.node.find("collections", self.into)
        self.result: dict[str, Any] = {
            "snapshot": self.manifest["stamp"],
            "age": round(age(self.manifest["stamp"], datetime.now(UTC)).total_seconds()),
        }

    def chosen(self) -> Manifest:
        stamps, wanted = self.archive.stamps(self.source), self.options["snapshot"]
        if not stamps or (wanted and wanted not in stamps):
            raise PlatformError(
                f"snapshot {wanted or '(newest)'} of {self.source} is not in {self.archive.bucket}/"
                f"{self.archive.key(self.source)}: choose one of {', '.join(stamps[-5:]) or 'none, take one first'}."
            )
        return self.archive.read(self.source, wanted or stamps[-1])

    def change(self) -> Change:
        """Refuses what would overwrite points nobody gave up."""
        if self.existing and not self.options["replace"]:
            raise PlatformError(
                f"{COLLECTION} {self.into} exists with {self.existing.get('points_count') or 0} points: restore into "
                "another name, or set replace if they may be lost."
            )
        self.archive.verify(self.manifest)
        before = {"points": self.existing.get("points_count")} if self.existing else None
        after = {"points": self.manifest["points"][-1], "snapshot": self.manifest["stamp"]}
        return Change(
            "update" if self.existing else "create", COLLECTION, self.into, before, after, frozenset({"points"})
        )

    def run(self) -> None:
        """One node after the other: Qdrant takes the copies of other nodes for outdated each time."""
        started = time.monotonic()
        for peer, row in self.places():
            self.recover(self.nodes[peer], row)
            wait({f"{COLLECTION} {self.into}": self.known}, self.options)
        wait({f"{COLLECTION} {self.into}": self.whole}, self.options)
        self.result["seconds"] = round(time.monotonic() - started, 1)
        self.count()
        if self.options["compare"]:
            self.compare()

    def places(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Each file goes to the node it came from, or in turn to another where that is no more."""
        names = sorted(self.nodes)
        for number, row in enumerate(self.manifest["files"]):
            yield row["peer"] if row["peer"] in self.nodes else names[number % len(names)], row

    def recover(self, node: Qdrant, row: Mapping[str, Any]) -> None:
        path = ("collections", self.into, "snapshots")
        if self.options["via"] == "url":
            body = {"location": self.archive.link(row["key"]), "priority": "snapshot", "checksum": row["sha256"]}
            node.call("PUT", *path, "recover", query="?wait=true", body=body)
            return
        query = urlencode({"wait": "true", "priority": "snapshot", "checksum": row["sha256"]})
        mark = uuid4().hex
        head = (
            f'--{mark}\r\nContent-Disposition: form-data; name="snapshot"; filename="{row["peer"]}.snapshot"\r\n'
            "Content-Type: application/octet-stream\r\n\r\n"
        ).encode()
        tail = f"\r\n--{mark}--\r\n".encode()
        headers = {
            "content-type": f"multipart/form-data; boundary={mark}",
            "content-length": str(len(head) + row["size"] + len(tail)),
        }
        parts = (piece for part in ([head], self.archive.pieces(row["key"]), [tail]) for piece in part)
        node.send(*path, "upload", query=f"?{query}", parts=parts, headers=headers)

    def known(self) -> Status:
        """Whether every node has heard of the collection, or the next would make it once more."""
        unknowing = [peer for peer, node in self.nodes.items() if node.find("collections", self.into) is None]
        reason = f"{', '.join(unknowing)} does not know it"
        return Status("unknown", "pending", reason) if unknowing else Status("known", "ready")

    def whole(self) -> Status:
        """Whether all copies are there and searched fast."""
        seen = layout(self.node, self.into, self.nodes)
        status = self.node.get("collections", self.into)["status"]
        reason = ", ".join(seen.unsettled()) or ("its transfers go on" if seen.transfers else "")
        if reason or status == "yellow":
            return Status(status, "pending", reason)
        return Status(status, "failed" if status == "red" else "ready")

    def count(self) -> None:
        least, most = self.manifest["points"][0], self.manifest["points"][-1]
        found = points(self.node, self.into)
        self.result["points"] = found
        if not least <= found <= most:
            raise PlatformError(
                f"{COLLECTION} {self.into} has {found} points and the snapshot was of {least} to {most}: "
                "do not use it, restore another snapshot."
            )

    def compare(self) -> None:
        found = differences(scroll(self.node, self.source), scroll(self.node, self.into))
        self.result["differences"] = found
        if any(found.values()):
            raise PlatformError(
                f"{COLLECTION} {self.into} is not as {self.source} is: {found['missing']} points are missing, "
                f"{found['surplus']} are too many, {found['different']} differ; without writers since the snapshot "
                "it has to be the same."
            )

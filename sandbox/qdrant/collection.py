"""A collection: its configuration, where its shards are, and the points that each copy holds."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from typing import Any
from zlib import crc32

Json = dict[str, Any]
Points = dict[int | str, Json]

HNSW = {"m": 16, "ef_construct": 100, "full_scan_threshold": 10000, "max_indexing_threads": 0, "on_disk": False}
OPTIMIZER = {
    "deleted_threshold": 0.2,
    "default_segment_number": 0,
    "indexing_threshold": 10000,
    "flush_interval_sec": 5,
}
DISTANCES = {"Cosine", "Euclid", "Dot", "Manhattan"}


class Refusal(Exception):
    """An answer other than 200."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status


@dataclass
class Transfer:
    shard: int
    source: int
    target: int
    sync: bool
    looks: int
    """At how many more looks it is still under way."""


@dataclass
class Collection:
    name: str
    config: Json
    replicas: dict[int, dict[int, str]]
    points: dict[tuple[int, int], Points]
    schema: dict[str, str] = field(default_factory=dict)
    transfers: list[Transfer] = field(default_factory=list)
    busy: int = 0
    """At how many more looks its optimizers are still at work."""

    @property
    def shards(self) -> int:
        return int(self.config["params"]["shard_number"])

    def info(self) -> Json:
        status = "yellow" if self.busy else "green"
        self.busy = max(0, self.busy - 1)
        return {
            "status": status,
            "optimizer_status": "ok",
            "segments_count": self.shards,
            "points_count": len(self.all_points()),
            "config": self.config,
            "payload_schema": {key: {"data_type": kind, "points": 0} for key, kind in self.schema.items()},
        }

    def cluster_info(self, peer: int) -> Json:
        """How it is spread, as one peer tells it; transfers go on with every look."""
        local, remote = [], []
        for shard, holders in sorted(self.replicas.items()):
            for holder, state in sorted(holders.items()):
                if holder == peer:
                    count = len(self.points[shard, peer])
                    local.append({"shard_id": shard, "points_count": count, "state": state})
                else:
                    remote.append({"shard_id": shard, "peer_id": holder, "state": state})
        seen = {
            "peer_id": peer,
            "shard_count": self.shards,
            "local_shards": local,
            "remote_shards": remote,
            "shard_transfers": [
                {"shard_id": each.shard, "from": each.source, "to": each.target, "sync": each.sync}
                for each in self.transfers
            ],
        }
        self.advance()
        return seen

    def advance(self) -> None:
        for transfer in list(self.transfers):
            transfer.looks -= 1
            if transfer.looks < 0:
                self.transfers.remove(transfer)
                self.arrive(transfer)

    def arrive(self, transfer: Transfer) -> None:
        self.put(transfer.shard, transfer.target, self.points[transfer.shard, transfer.source])
        if not transfer.sync:
            self.drop(transfer.shard, transfer.source)

    def put(self, shard: int, peer: int, points: Points) -> None:
        self.replicas[shard][peer] = "Active"
        self.points[shard, peer] = copy.deepcopy(points)

    def drop(self, shard: int, peer: int) -> None:
        del self.replicas[shard][peer]
        self.points.pop((shard, peer), None)

    def active(self, shard: int) -> list[int]:
        return [peer for peer, state in self.replicas[shard].items() if state == "Active"]

    def shard_of(self, key: int | str) -> int:
        return crc32(str(key).encode()) % self.shards

    def upsert(self, points: list[Json]) -> None:
        size = self.config["params"]["vectors"]["size"]
        for point in points:
            if len(point["vector"]) != size:
                raise Refusal(
                    400, f"Wrong input: Vector dimension error: expected dim: {size}, got {len(point['vector'])}"
                )
            shard = self.shard_of(point["id"])
            for peer in self.active(shard):
                self.points[shard, peer][point["id"]] = {"payload": {}, **point}

    def all_points(self) -> list[Json]:
        """In the order of Qdrant: numbers, then UUIDs."""
        held = [self.points[shard, peers[0]] for shard in self.replicas if (peers := self.active(shard))]
        rows = [point for points in held for point in points.values()]
        return sorted(rows, key=lambda point: (isinstance(point["id"], str), point["id"]))

    def patch(self, body: Json) -> None:
        self.config["params"].update(body.get("params") or {})
        self.config["params"]["vectors"].update((body.get("vectors") or {}).get("", {}))
        self.config["hnsw_config"].update(body.get("hnsw_config") or {})
        self.config["optimizer_config"].update(body.get("optimizers_config") or {})
        if "quantization_config" in body:
            wanted = body["quantization_config"]
            self.config["quantization_config"] = None if wanted == "Disabled" else wanted


def configuration(body: Json, peers: int) -> Json:
    """What a collection is made with, with Qdrant's own defaults."""
    vectors = body.get("vectors") or {}
    if not vectors.get("size") or vectors.get("distance") not in DISTANCES:
        raise Refusal(400, "Format error in JSON body: data did not match any variant of untagged enum VectorsConfig")
    params = {
        "vectors": vectors,
        "shard_number": body.get("shard_number") or peers,
        "replication_factor": body.get("replication_factor") or 1,
        "write_consistency_factor": body.get("write_consistency_factor") or 1,
        "on_disk_payload": body.get("on_disk_payload", True),
    }
    return {
        "params": params,
        "hnsw_config": {**HNSW, **(body.get("hnsw_config") or {})},
        "optimizer_config": {**OPTIMIZER, **(body.get("optimizers_config") or {})},
        "quantization_config": body.get("quantization_config"),
    }

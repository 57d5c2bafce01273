"""Peers that share what they know of collections, and what each of them alone keeps: its snapshots."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from itertools import count

from sandbox.qdrant.collection import Collection, Json, Refusal, Transfer, configuration

LOOKS = 2


class Cluster:
    """C(aborts) is how many of the next transfers fail; every other one takes C(looks) looks.

    With C(alone) its only peer was started without clustering.
    """

    def __init__(self, peers: int, looks: int = LOOKS) -> None:
        self.peers: dict[int, str] = {}
        self.collections: dict[str, Collection] = {}
        self.snapshots: dict[tuple[int, str], dict[str, bytes]] = {}
        self.numbers = count()
        self.looks = looks
        self.aborts = 0
        self.alone = False
        for _ in range(peers):
            self.join()

    def join(self) -> int:
        number = next(self.numbers)
        peer = 7000000000000000 + number
        self.peers[peer] = f"http://qdrant-{number}.qdrant-headless.qdrant.svc.cluster.local:6335/"
        return peer

    def remove(self, peer: int) -> None:
        if any(peer in holders for each in self.collections.values() for holders in each.replicas.values()):
            raise Refusal(400, f"Bad request: Cannot remove peer {peer} as there are shards on it")
        self.exists(peer)
        del self.peers[peer]

    def exists(self, peer: int) -> None:
        if peer not in self.peers:
            raise Refusal(400, f"Bad request: Peer {peer} does not exist")

    def find(self, name: str) -> Collection:
        if name not in self.collections:
            raise Refusal(404, f"Not found: Collection `{name}` doesn't exist!")
        return self.collections[name]

    def create(self, name: str, body: Json) -> Collection:
        """Shards go to the peers in turn, as many copies as there are peers for."""
        if name in self.collections:
            raise Refusal(409, f"Wrong input: Collection `{name}` already exists!")
        config = configuration(body, len(self.peers))
        peers, shards = list(self.peers), range(config["params"]["shard_number"])
        copies = range(min(config["params"]["replication_factor"], len(peers)))
        replicas = {shard: {peers[(shard + each) % len(peers)]: "Active" for each in copies} for shard in shards}
        points: dict[tuple[int, int], dict[int | str, Json]] = {
            (shard, peer): {} for shard in replicas for peer in replicas[shard]
        }
        self.collections[name] = Collection(name, config, replicas, points, busy=self.looks)
        return self.collections[name]

    def operate(self, name: str, body: Json) -> None:
        """One operation of C(POST /collections/{name}/cluster)."""
        ((operation, given),) = body.items()
        collection, shard = self.find(name), given["shard_id"]
        if shard not in collection.replicas:
            raise Refusal(400, f"Bad request: Shard {shard} of {name} does not exist")
        if operation == "drop_replica":
            self.exists(given["peer_id"])
            if collection.active(shard) == [given["peer_id"]]:
                raise Refusal(400, "Bad request: Shard must have at least one active replica")
            collection.drop(shard, given["peer_id"])
            return
        source, target = given["from_peer_id"], given["to_peer_id"]
        self.exists(source)
        self.exists(target)
        if source not in collection.active(shard):
            raise Refusal(400, f"Bad request: Shard {shard} is not active on peer {source}")
        if any(each.shard == shard for each in collection.transfers):
            raise Refusal(400, f"Bad request: Shard {shard} is already involved in transfer {source} -> {target}")
        self.transfer(collection, shard, source, target, sync=operation == "replicate_shard")

    def transfer(self, collection: Collection, shard: int, source: int, target: int, *, sync: bool) -> None:
        if self.aborts:
            self.aborts -= 1
            return
        collection.replicas[shard][target] = "Partial"
        collection.points.setdefault((shard, target), {})
        collection.transfers.append(Transfer(shard, source, target, sync, self.looks))

    def snapshot(self, peer: int, name: str) -> Json:
        """All that this peer has of a collection, in one file."""
        collection = self.find(name)
        held = {
            str(shard): list(collection.points[shard, peer].values())
            for shard, holders in collection.replicas.items()
            if peer in holders
        }
        content = {"config": collection.config, "schema": collection.schema, "shards": held}
        file = f"{name}-{peer}-{datetime.now(UTC):%Y-%m-%d-%H-%M-%S}.snapshot"
        self.snapshots.setdefault((peer, name), {})[file] = json.dumps(content).encode()
        return self.described(peer, name, file)

    def described(self, peer: int, name: str, file: str) -> Json:
        content = self.stored(peer, name, file)
        return {"name": file, "size": len(content), "checksum": hashlib.sha256(content).hexdigest()}

    def stored(self, peer: int, name: str, file: str) -> bytes:
        try:
            return self.snapshots[peer, name][file]
        except KeyError:
            raise Refusal(404, f"Not found: Snapshot {file} not found") from None

    def recover(self, peer: int, name: str, content: bytes, checksum: str | None, priority: str) -> None:
        """As Qdrant does: what the file has becomes this peer's, whether or not the shard was placed here."""
        found = hashlib.sha256(content).hexdigest()
        if checksum and checksum != found:
            raise Refusal(400, f"Wrong input: Snapshot checksum mismatch: expected {checksum}, got {found}")
        file = json.loads(content)
        if name not in self.collections:
            made = {**file["config"]["params"], "hnsw_config": file["config"]["hnsw_config"]}
            self.create(name, made).schema.update(file["schema"])
        collection = self.find(name)
        for key in ("vectors", "shard_number"):
            if file["config"]["params"][key] != collection.config["params"][key]:
                raise Refusal(400, f"Wrong input: Snapshot is not compatible with existing collection: {key}")
        for text, points in file["shards"].items():
            shard = int(text)
            collection.transfers = [each for each in collection.transfers if (each.shard, each.target) != (shard, peer)]
            others = [each for each in collection.active(shard) if each != peer]
            collection.put(shard, peer, {point["id"]: point for point in points})
            if priority == "snapshot":
                self.outdate(collection, shard, peer, others)

    def outdate(self, collection: Collection, shard: int, peer: int, others: list[int]) -> None:
        """Copies beyond the replication factor go, and the rest is brought up to date from this one."""
        surplus = max(0, len(others) - (collection.config["params"]["replication_factor"] - 1))
        for other in others[:surplus]:
            collection.drop(shard, other)
        for other in others[surplus:]:
            self.transfer(collection, shard, peer, other, sync=True)

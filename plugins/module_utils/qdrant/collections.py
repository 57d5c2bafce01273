"""Collections of Qdrant, and the indexes on what their points carry."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from ansible_collections.pinksea.platform.plugins.module_utils.data_stores import refuse_replacement
from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.parallel import side_by_side
from ansible_collections.pinksea.platform.plugins.module_utils.qdrant.client import Qdrant
from ansible_collections.pinksea.platform.plugins.module_utils.readiness import Phase, Status
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import Change, Item, Kind, by_name, stated

COLLECTION, INDEX = "qdrant_collection", "qdrant_index"
SCHEMAS = ("bool", "datetime", "float", "geo", "integer", "keyword", "text", "uuid")
PARAMS = ("replication_factor", "write_consistency_factor", "on_disk_payload")
QUANTIZATION: dict[str, Any] = {"int8": {"scalar": {"type": "int8", "always_ram": True}}, "none": "Disabled"}

Described = Mapping[str, Any]


def wanted(collections: list[Item]) -> dict[str, Item]:
    """Collections without their indexes, by name."""
    return by_name([{key: value for key, value in item.items() if key != "indexes"} for item in collections])


def wanted_indexes(collections: list[Item]) -> dict[str, Item]:
    """Indexes of all collections, by C(collection/field)."""
    indexes = {}
    for item in collections:
        for field, schema in (item.get("indexes") or {}).items():
            name = f"{item['name']}/{field}"
            if schema not in SCHEMAS:
                raise PlatformError(f"{INDEX} {name}: schema {schema!r} is unknown: use one of {', '.join(SCHEMAS)}.")
            indexes[name] = {"name": name, "collection": item["name"], "field": field, "schema": schema}
    return indexes


def described(name: str, info: Described) -> Item:
    """A collection as the API tells it, in the shape of the wanted one."""
    params, vectors = info["config"]["params"], info["config"]["params"].get("vectors") or {}
    if "size" not in vectors:
        raise PlatformError(f"{COLLECTION} {name} has named vectors, which are not managed here: leave it out.")
    return {
        "name": name,
        "size": vectors["size"],
        "distance": vectors["distance"],
        "on_disk": bool(vectors.get("on_disk")),
        "on_disk_payload": params.get("on_disk_payload"),
        "shard_number": params["shard_number"],
        "replication_factor": params["replication_factor"],
        "write_consistency_factor": params["write_consistency_factor"],
        "hnsw_m": info["config"]["hnsw_config"]["m"],
        "hnsw_ef_construct": info["config"]["hnsw_config"]["ef_construct"],
        "indexing_threshold": info["config"]["optimizer_config"].get("indexing_threshold"),
        "quantization": quantization(info["config"].get("quantization_config")),
        "status": info["status"],
        "points": info.get("points_count") or 0,
    }


def quantization(config: Mapping[str, Any] | None) -> str:
    return "none" if not config else str((config.get("scalar") or {}).get("type", "other"))


def settings(item: Item) -> Item:
    """What both creating and updating take, of the fields that are stated."""
    given: Item = {
        "hnsw_config": {"m": item.get("hnsw_m"), "ef_construct": item.get("hnsw_ef_construct")},
        "optimizers_config": {"indexing_threshold": item.get("indexing_threshold")},
    }
    return {key: stated(value) for key, value in given.items() if stated(value)}


def creation(item: Item) -> Item:
    """Body of the call that creates."""
    vectors = stated({key: item.get(key) for key in ("size", "distance", "on_disk")})
    body = stated({key: item.get(key) for key in ("shard_number", *PARAMS)})
    if item.get("quantization") not in (None, "none"):
        body["quantization_config"] = QUANTIZATION[item["quantization"]]
    return {"vectors": vectors, **body, **settings(item)}


def alteration(item: Item) -> Item:
    """Body of the call that updates the given fields."""
    body = settings(item)
    if params := stated({key: item.get(key) for key in PARAMS}):
        body["params"] = params
    if item.get("on_disk") is not None:
        body["vectors"] = {"": {"on_disk": item["on_disk"]}}
    if item.get("quantization"):
        body["quantization_config"] = QUANTIZATION[item["quantization"]]
    return body


class Collections(Kind):
    """Those that are named. C(peers) of them are there to hold replicas."""

    kind = COLLECTION
    identifiers = ()

    def __init__(self, client: Qdrant, names: Collection[str], peers: int) -> None:
        self.client, self.names, self.peers = client, names, peers

    def read(self) -> dict[str, Item]:
        found = side_by_side(lambda name: self.client.find("collections", name), self.names)
        return {name: described(name, info) for name, info in zip(self.names, found, strict=True) if info}

    def refuse(self, item: Item) -> None:
        name, factor = item["name"], item.get("replication_factor") or 1
        if item["size"] is None or item["distance"] is None:
            raise PlatformError(f"{COLLECTION} {name} has no size or no distance: state both.")
        if factor > self.peers:
            raise PlatformError(
                f"{COLLECTION} {name}: replication_factor is {factor} and Qdrant has {self.peers} peers: "
                "add peers by playbooks/scale_qdrant.yml, or lower it."
            )
        if (item.get("write_consistency_factor") or 1) > factor:
            raise PlatformError(
                f"{COLLECTION} {name}: write_consistency_factor is {item['write_consistency_factor']}, more than its "
                f"replication_factor {factor}: no write would ever succeed, lower it."
            )

    def check(self, change: Change) -> None:
        before = change.before or {}
        refuse_replacement(
            change,
            ("size", "distance", "shard_number"),
            f"its {before['points']} points",
            "give the new one another name, fill it, and then remove this one by qdrant_delete",
        )

    def create(self, wanted: Item) -> None:
        self.client.call("PUT", "collections", wanted["name"], body=creation(wanted))

    def update(self, change: Change) -> None:
        after = change.after or {}
        body = alteration({key: after[key] for key in change.fields})
        self.client.call("PATCH", "collections", change.name, body=body)

    def delete(self, current: Item) -> None:
        self.client.call("DELETE", "collections", current["name"])


class Indexes(Kind):
    """Of one field each. One of another schema is built anew, during which filters on the field are slow."""

    kind = INDEX
    identifiers = ()

    def __init__(self, client: Qdrant, names: Collection[str]) -> None:
        self.client, self.names = client, names

    def read(self) -> dict[str, Item]:
        found = side_by_side(lambda name: self.client.find("collections", name), self.names)
        return {
            f"{name}/{field}": {
                "name": f"{name}/{field}",
                "collection": name,
                "field": field,
                "schema": index["data_type"],
            }
            for name, info in zip(self.names, found, strict=True)
            if info
            for field, index in info["payload_schema"].items()
        }

    def create(self, wanted: Item) -> None:
        body = {"field_name": wanted["field"], "field_schema": wanted["schema"]}
        self.client.call("PUT", "collections", wanted["collection"], "index", query="?wait=true", body=body)

    def update(self, change: Change) -> None:
        self.delete(change.before or {})
        self.create(change.after or {})

    def delete(self, current: Item) -> None:
        path = ("collections", current["collection"], "index", current["field"])
        self.client.call("DELETE", *path, query="?wait=true")


def progress(client: Qdrant, name: str) -> Status:
    """How far a collection is. Grey is one whose optimizers start with the next write, and serves meanwhile."""
    info = client.get("collections", name)
    phases: dict[str, Phase] = {"green": "ready", "grey": "ready", "red": "failed"}
    optimizer = info.get("optimizer_status")
    reason = str(optimizer["error"]).rstrip(".") if isinstance(optimizer, dict) else ""
    return Status(info["status"], phases.get(info["status"], "pending"), reason)

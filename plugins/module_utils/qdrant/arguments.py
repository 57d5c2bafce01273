"""Arguments of the modules for Qdrant, for several of them and for what runs in a pod."""

from __future__ import annotations

from typing import Any

CONNECTION: dict[str, Any] = {
    "api_key": {"type": "str", "no_log": True},
    "ca_file": {"type": "path"},
    "timeout": {"type": "float", "default": 60.0},
}
TIMING: dict[str, Any] = {
    "wait_timeout": {"type": "float", "default": 3600.0},
    "wait_interval": {"type": "float", "default": 5.0},
}
COLLECTION: dict[str, Any] = {
    "name": {"type": "str", "required": True},
    "size": {"type": "int"},
    "distance": {"type": "str", "choices": ["Cosine", "Dot", "Euclid", "Manhattan"]},
    "on_disk": {"type": "bool"},
    "on_disk_payload": {"type": "bool"},
    "shard_number": {"type": "int"},
    "replication_factor": {"type": "int"},
    "write_consistency_factor": {"type": "int"},
    "hnsw_m": {"type": "int"},
    "hnsw_ef_construct": {"type": "int"},
    "indexing_threshold": {"type": "int"},
    "quantization": {"type": "str", "choices": ["none", "int8"]},
    "indexes": {"type": "dict", "default": {}},
}
COLLECTIONS: dict[str, Any] = {
    "url": {"type": "str", "required": True},
    "collections": {"type": "list", "elements": "dict", "required": True, "options": COLLECTION},
    "delete": {"type": "list", "elements": "str", "default": []},
    "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
    **CONNECTION,
    **TIMING,
}
SNAPSHOTS: dict[str, Any] = {
    "nodes": {"type": "list", "elements": "str", "required": True},
    "collections": {"type": "list", "elements": "str", "required": True},
    "bucket": {"type": "str", "required": True},
    "prefix": {"type": "str", "default": "qdrant"},
    "max_age": {"type": "int", "default": 0},
    "snapshot_timeout": {"type": "float", "default": 3600.0},
}

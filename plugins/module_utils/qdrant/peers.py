"""Peers of a Qdrant, and where the shards of its collections are."""

from __future__ import annotations

from collections.abc import Collection
from urllib.parse import urlsplit

from ansible_collections.pinksea.platform.plugins.module_utils.qdrant.client import Qdrant
from ansible_collections.pinksea.platform.plugins.module_utils.qdrant.shards import Layout

ALONE = "alone"


def peers(client: Qdrant) -> dict[str, int]:
    """Ids by name, which is that of a pod. One that stands alone is a single peer."""
    cluster = client.get("cluster")
    if cluster["status"] == "disabled":
        return {ALONE: 0}
    return {pod(peer["uri"]): int(key) for key, peer in cluster["peers"].items()}


def myself(client: Qdrant) -> str:
    """The peer that answers at this address."""
    cluster = client.get("cluster")
    return ALONE if cluster["status"] == "disabled" else pod(cluster["peers"][str(cluster["peer_id"])]["uri"])


def pod(uri: str) -> str:
    """The first label of the host, or all of an address without a name."""
    where = urlsplit(uri)
    host = where.hostname or ""
    return where.netloc if host.replace(".", "").isdigit() or ":" in host else host.partition(".")[0]


def layout(client: Qdrant, collection: str, staying: Collection[str]) -> Layout:
    present = peers(client)
    names = {identifier: name for name, identifier in present.items()}
    params = client.get("collections", collection)["config"]["params"]
    cluster = client.get("collections", collection, "cluster")
    rows = [{**row, "peer_id": cluster["peer_id"]} for row in cluster["local_shards"]] + cluster["remote_shards"]
    unknown = ALONE if ALONE in present else "a peer that is no more"
    return Layout(
        {(row["shard_id"], names.get(row["peer_id"], unknown)): row["state"] for row in rows},
        shards=cluster["shard_count"],
        factor=params["replication_factor"],
        peers=frozenset(staying),
        transfers=len(cluster["shard_transfers"]),
    )

"""Compare two collections point by point."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ansible_collections.pinksea.platform.plugins.module_utils.qdrant.client import Qdrant

PAGE = 256
Point = dict[str, Any]
Order = tuple[int, int, str]


def scroll(client: Qdrant, collection: str) -> Iterator[Point]:
    """All points with all that they carry, in the order of their ids."""
    offset: Any = None
    while True:
        body = {"limit": PAGE, "with_payload": True, "with_vector": True, "offset": offset}
        page = client.call("POST", "collections", collection, "points", "scroll", body=body)
        yield from page["points"]
        offset = page["next_page_offset"]
        if offset is None:
            return


def order(point: Point) -> Order:
    """Qdrant has numbers before UUIDs."""
    key = point["id"]
    return (0, key, "") if isinstance(key, int) else (1, 0, key)


def differences(these: Iterator[Point], those: Iterator[Point]) -> dict[str, int]:
    """How many points only one of them has, and how many are not alike, at one pass over both."""
    found = {"missing": 0, "surplus": 0, "different": 0}
    this, that = next(these, None), next(those, None)
    while this or that:
        if that is None or (this and order(this) < order(that)):
            found["missing"] += 1
            this = next(these, None)
        elif this is None or order(that) < order(this):
            found["surplus"] += 1
            that = next(those, None)
        else:
            found["different"] += (this.get("payload"), this["vector"]) != (that.get("payload"), that["vector"])
            this, that = next(these, None), next(those, None)
    return found

"""List answers in pages."""

from collections.abc import Sequence
from typing import Any

from sandbox.emulator.eks.records import Params, Record

PAGE = 100


def page(key: str, items: Sequence[Any], params: Params) -> Record:
    """One page under a key; the token is the index of the next item."""
    start = int(params.get("nextToken") or 0)
    end = start + (params.get("maxResults") or PAGE)
    answer: Record = {key: list(items[start:end])}
    return answer | ({"nextToken": str(end)} if end < len(items) else {})

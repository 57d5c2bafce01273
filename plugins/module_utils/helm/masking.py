"""Values with their secrets covered, for diffs."""

from __future__ import annotations

import re
from typing import Any

SECRET = re.compile(r"passw|token|secret|credential|api_?-?key|private_?-?key", re.IGNORECASE)
MASK = "********"
MASK_CHANGED = "******** (changed)"


def masked(values: Any, before: Any = ..., *, hidden: bool = False) -> Any:
    """C(values) with everything under a secret's key covered; with C(before), a secret that differs from it says so.

    Environment entries count as well: the C(value) beside a C(name) like DB_PASSWORD.
    """
    if isinstance(values, dict):
        named = bool(SECRET.search(str(values.get("name", ""))))
        return {
            key: masked(
                value,
                before.get(key) if isinstance(before, dict) else before,
                hidden=hidden or bool(SECRET.search(str(key))) or (named and key == "value"),
            )
            for key, value in values.items()
        }
    if isinstance(values, list):
        old = before if isinstance(before, list) and len(before) == len(values) else [before] * len(values)
        return [masked(value, other, hidden=hidden) for value, other in zip(values, old, strict=True)]
    if not hidden or values is None or isinstance(values, bool):
        return values
    return MASK if before in (..., values) else MASK_CHANGED

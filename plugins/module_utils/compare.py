"""How an object is compared with what is wanted of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def differing_fields(wanted: Mapping[str, Any], current: Mapping[str, Any]) -> frozenset[str]:
    """Fields stated in C(wanted) (not None) whose value differs; tags on top of the stated ones are left alone."""
    differing = set()
    for key, value in wanted.items():
        have = current.get(key)
        if value is None:
            continue
        if key == "tags":
            have = {name: text for name, text in (have or {}).items() if name in value}
        if value != have:
            differing.add(key)
    return frozenset(differing)

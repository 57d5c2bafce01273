"""What components request, in the shape that Helm values want."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any


def requests_by_name(components: Iterable[Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """C(replicas) and C(resources) by name. Memory is limited to what is requested, CPU is not limited."""
    return {
        each["name"]: {
            "replicas": each.get("pods", 1),
            "resources": {
                "requests": {"cpu": each["cpu"], "memory": each["memory"]},
                "limits": {"memory": each["memory"]},
            },
        }
        for each in components
    }

"""Releases of the services of a platform: one per service and environment, in the shape of helm_releases."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

Values = Mapping[str, Any]


def merged(*layers: Values) -> dict[str, Any]:
    """The layers on top of each other; dictionaries are merged, anything else is replaced."""
    result: dict[str, Any] = {}
    for layer in layers:
        for key, value in layer.items():
            below = result.get(key)
            result[key] = merged(below, value) if isinstance(below, Mapping) and isinstance(value, Mapping) else value
    return result


def service_releases(
    services: Mapping[str, Any],
    environments: Mapping[str, Values],
    values: Values,
    skip: Collection[str],
    charts: str,
) -> list[dict[str, Any]]:
    """C(environments): values by namespace, over C(values), which hold for all. Order is kept within a namespace."""
    return [
        {
            "name": service,
            "namespace": namespace,
            "chart": f"{charts}/{service}",
            "values": merged(values, own),
            "after": [f"{namespace}/{other}" for other in given.get("after") or () if other not in skip],
        }
        for namespace, own in environments.items()
        for service, given in services.items()
        if service not in skip
    ]

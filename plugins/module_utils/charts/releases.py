"""Releases of the services of a platform: one per service and environment, in the shape of helm_releases."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

Values = Mapping[str, Any]
NODE_GROUP = "pinksea.dev/node-group"
"""The label that nodes of node groups and of NodePools have."""


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
    *,
    placement: Mapping[str, str] | None = None,
) -> list[dict[str, Any]]:
    """C(environments): values by namespace, over C(values), which hold for all. Order is kept within a namespace.

    C(placement): node group or NodePool by service.
    """
    nodes = {name: {"nodeSelector": {NODE_GROUP: group}} for name, group in (placement or {}).items()}
    return [
        {
            "name": service,
            "namespace": namespace,
            "chart": f"{charts}/{service}",
            "values": merged(surroundings, nodes.get(service, {})),
            "after": [f"{namespace}/{other}" for other in given.get("after") or () if other not in skip],
            "rollouts": [service] if _is_rollout(given, surroundings) else [],
        }
        for namespace, own in environments.items()
        for surroundings in [merged(values, own)]
        for service, given in services.items()
        if service not in skip
    ]


def _is_rollout(given: Mapping[str, Any], values: Values) -> bool:
    """Without the operator it is a Deployment."""
    return given.get("kind") == "rollout" and bool(values.get("capabilities", {}).get("rollouts"))

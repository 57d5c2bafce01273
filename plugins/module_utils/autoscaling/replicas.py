"""Replicas of ElastiCache as targets of autoscaling."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any


def replica_targets(groups: Iterable[Mapping[str, Any]], cpu: float) -> list[dict[str, Any]]:
    """A target for each group: all its nodes but the primary, kept at a percentage of their CPU."""
    policy = {"name": "replica-cpu", "metric": "ElastiCacheReplicaEngineCPUUtilization", "value": cpu}
    return [
        {
            "resource": f"replication-group/{group['name']}",
            "dimension": "elasticache:replication-group:Replicas",
            "min": group["nodes"] - 1,
            "max": group["max_nodes"] - 1,
            "policies": [policy],
        }
        for group in groups
    ]

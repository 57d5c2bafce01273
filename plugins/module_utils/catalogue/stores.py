"""Who uses a data store, and how: what the store itself must know of its services."""

from __future__ import annotations

from .needs import BY_FIELDS
from .parse import parse


def services_needing(services: object, kind: str) -> list[str]:
    return sorted(
        name
        for name, service in parse(services).items()
        if any(isinstance(need, BY_FIELDS[kind]) for need in service.needs)
    )


def redis_queues(services: object) -> list[str]:
    """Keys by whose length services are scaled."""
    backlogs = (service.replicas.queue for service in parse(services).values())
    return sorted({key for backlog in backlogs if backlog for key in backlog.redis})

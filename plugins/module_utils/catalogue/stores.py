"""Who uses a data store, and how: what the store itself must know of its services."""

from __future__ import annotations

from .model import Need, Postgres, Qdrant, Redis
from .parse import parse

KINDS: dict[str, type[Need]] = {"postgres": Postgres, "qdrant": Qdrant, "redis": Redis}


def services_needing(services: object, kind: str) -> list[str]:
    return sorted(
        name
        for name, service in parse(services).items()
        if any(isinstance(need, KINDS[kind]) for need in service.needs)
    )


def redis_queues(services: object) -> list[str]:
    """Keys by whose length services are scaled."""
    backlogs = (service.replicas.queue for service in parse(services).values())
    return sorted({key for backlog in backlogs if backlog for key in backlog.redis})

"""How PgBouncer's connections are shared out, so that Aurora takes all of them.

Each pod of PgBouncer keeps a pool for every user, which is every service that needs PostgreSQL. Environments share the
connections by what they may need: one transaction at a time for each pod of their services.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..catalogue.model import Service
from ..catalogue.needs import Postgres
from ..catalogue.parse import parse
from ..errors import ManyErrors

LIMITS = ((1, 189), (4, 823), (8, 1669), (16, 3360), (32, 5000))
"""max_connections of PostgreSQL by maximum capacity in ACU, whatever the current one: the default that "Maximum
connections for Aurora Serverless v2" in the user guide of Aurora gives. Between two rows it grows evenly, as memory."""
LIMIT_OF_SMALL = 2000
"""The same guide: never more where the minimum is 0.5 ACU or less."""
KEPT_BY_SERVER = 5
"""superuser_reserved_connections (3) and rds.rds_superuser_reserved_connections (2)."""
DIRECT = 20
"""Migrations, audits, exporters and people, who do not come through PgBouncer."""
CLIENTS_PER_POD = 10
"""Connections that the pool of one pod of a service opens to PgBouncer."""
SURGE = 1.25
"""Pods of a service in the middle of a rollout."""
RESERVE = 5
"""One connection of this many is for a burst."""

Environments = Mapping[str, Mapping[str, Any]]


class TooFewConnections(ManyErrors):
    """What preflight says itself when the variables that hold the pools cannot be evaluated."""


def max_connections(min_acu: float, max_acu: float) -> int:
    below = max((row for row in LIMITS if row[0] <= max_acu), default=LIMITS[0])
    above = min((row for row in LIMITS if row[0] > max_acu), default=below)
    share = (max_acu - below[0]) / (above[0] - below[0]) if above != below else 0
    limit = int(below[1] + max(share, 0) * (above[1] - below[1]))
    return min(limit, LIMIT_OF_SMALL) if min_acu <= 0.5 else limit


def connection_pools(
    services: object, environments: Environments, pods: Mapping[str, int], min_acu: float, max_acu: float
) -> dict[str, dict[str, int]]:
    """C(pools) of the chart pgbouncer by environment; C(pods) are PgBouncer's own."""
    users = [service for service in parse(services).values() if any(isinstance(n, Postgres) for n in service.needs)]
    most = {name: {user.name: replicas(user, environments[name]) for user in users} for name in pods}
    demand = {name: sum(each.values()) for name, each in most.items()}
    limit = max_connections(min_acu, max_acu)
    budget = limit - KEPT_BY_SERVER - DIRECT
    # a rollout has one pod more
    room = {name: budget * demand[name] // max(sum(demand.values()), 1) // (pods[name] + 1) for name in pods}
    if wrong := list(findings(most, pods, room, f"Aurora at {max_acu:g} ACU takes {limit} connections")):
        raise TooFewConnections(wrong)
    return {name: pools(room[name], len(users), demand[name]) for name in pods}


def replicas(service: Service, environment: Mapping[str, Any]) -> int:
    return int(environment.get("replicas", {}).get("max", service.replicas.max))


def pools(room: int, users: int, demand: int) -> dict[str, int]:
    """Any pod alone takes all clients."""
    size = room // max(users, 1)
    return {
        "defaultPoolSize": max(size - size // RESERVE, 1),
        "reservePoolSize": size // RESERVE,
        "maxDbConnections": max(room, 1),
        "maxClientConn": max(int(demand * SURGE) * CLIENTS_PER_POD, CLIENTS_PER_POD),
    }


def findings(
    most: Mapping[str, Mapping[str, int]], pods: Mapping[str, int], room: Mapping[str, int], limit: str
) -> Iterator[str]:
    for name, services in most.items():
        if room[name] < len(services):
            yield (
                f"{name}: {limit}, which leaves {room[name]} to each pod of PgBouncer, and {len(services)} services "
                "need one each: raise max_capacity of the cluster, or run fewer pods of PgBouncer."
            )
            continue
        size = room[name] // max(len(services), 1) * pods[name]
        if short := [f"{service} ({most})" for service, most in services.items() if most > size]:
            yield (
                f"{name}: {limit}, which leaves {size} to each service, fewer than there may be pods of "
                f"{', '.join(short)}: raise max_capacity of the cluster, or lower replicas.max."
            )

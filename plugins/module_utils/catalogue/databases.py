"""What follows from `needs: - postgres:` inside the database: a role for each service, and its privileges."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..errors import ManyErrors
from .model import Catalogue
from .needs import Postgres
from .parse import parse
from .reader import nearest

Access = Mapping[str, Mapping[str, Sequence[str]]]
"""Privileges by table and service; `*` is any service that is not named."""

EVERYTHING = ("select", "insert", "update", "delete")
ANY_SERVICE = "*"


def database_roles(services: object, access: Access, secret: str) -> list[dict[str, Any]]:
    """The roles of one schema. `secret` names their secrets, with {service} where the name of the service is."""
    catalogue = parse(services)
    if wrong := _unknown(catalogue, access):
        raise ManyErrors(wrong)
    return [
        {"name": name, "secret": secret.replace("{service}", name), "tables": tables}
        for name, service in sorted(catalogue.items())
        if (tables := {table: _words(access, table, name) for table in _tables(service.needs)})
    ]


def _tables(needs: Sequence[object]) -> list[str]:
    return sorted({table for need in needs if isinstance(need, Postgres) for table in need.tables})


def _words(access: Access, table: str, service: str) -> list[str]:
    by_service = access.get(table, {})
    return list(by_service.get(service, by_service.get(ANY_SERVICE, EVERYTHING)))


def _unknown(catalogue: Catalogue, access: Access) -> list[str]:
    """Privileges that nobody would get, most likely by a slip of the pen."""
    users = {name: _tables(service.needs) for name, service in catalogue.items()}
    tables = {table for each in users.values() for table in each}
    found = [
        f"access names table {table!r}, which no service needs: {nearest(table, tables)}"
        for table in access
        if table not in tables
    ]
    return found + [
        f"access gives service {name!r} privileges on {table}, which it does not need: add it to its postgres need, "
        "or drop it here."
        for table, by_service in access.items()
        for name in by_service
        if name != ANY_SERVICE and table in tables and table not in users.get(name, [])
    ]

"""A connection to PostgreSQL, and its errors as sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError

try:
    import psycopg
    from psycopg.rows import dict_row
except ImportError:
    psycopg = None  # type: ignore[assignment]

Row = dict[str, Any]

REMEDIES = {
    "42501": "connect as the master user of the cluster, or as the owner of the database",
    "42704": "check its name; rds_iam exists on RDS and Aurora only",
    "55P03": "run again when the other session has ended",
    "57014": "raise the timeout, or find what blocks it in pg_stat_activity",
}
TIMEOUT = 10


@dataclass(frozen=True)
class Address:
    host: str
    port: int
    database: str
    user: str
    password: str
    sslmode: str = "require"
    sslrootcert: str | None = None
    credentials: str = "the password"
    """Where the password comes from, for somebody who has to mend it."""

    def __repr__(self) -> str:
        return f"{self.user}@{self.host}:{self.port}/{self.database}"


class Session:
    """One connection in autocommit mode; C(transaction) opens a transaction."""

    def __init__(self, address: Address) -> None:
        if psycopg is None:
            raise PlatformError("psycopg 3 is not installed for this Python: install it with pip, psycopg[binary].")
        self.address = address
        try:
            self.connection = psycopg.connect(
                host=address.host,
                port=address.port,
                dbname=address.database,
                user=address.user,
                password=address.password,
                sslmode=address.sslmode,
                sslrootcert=address.sslrootcert,
                connect_timeout=TIMEOUT,
                application_name="pinksea.platform",
                autocommit=True,
                prepare_threshold=None,
                row_factory=dict_row,
            )
        except psycopg.OperationalError as error:
            raise PlatformError(refusal(address, str(error))) from None

    def query(self, statement: str, parameters: Mapping[str, Any] | None = None) -> list[Row]:
        return list(self.connection.execute(statement, parameters))

    def execute(self, statement: str) -> None:
        self.connection.execute(statement)

    @contextmanager
    def transaction(self, doing: str) -> Iterator[None]:
        with explained(doing), self.connection.transaction():
            yield

    def close(self) -> None:
        self.connection.close()


def refusal(address: Address, text: str) -> str:
    """Why there is no connection. A server that answers says FATAL."""
    said = text.strip().splitlines()[-1].split("FATAL:")[-1].strip()
    if "password authentication failed" in text:
        return f"PostgreSQL refuses the password of {address!r}: check {address.credentials}."
    if "FATAL:" in text:
        return f"PostgreSQL does not let {address!r} in ({said}): check user, database and sslmode."
    return (
        f"PostgreSQL at {address.host}:{address.port} cannot be reached from here ({said}): check the address, the "
        "security group and sslmode, or run where the database can be reached."
    )


@contextmanager
def explained(doing: str) -> Iterator[None]:
    try:
        yield
    except psycopg.Error as error:
        raise PlatformError(explanation(doing, error)) from None


def explanation(doing: str, error: psycopg.Error) -> str:
    said = error.diag.message_primary or str(error).strip()
    detail = f"; {error.diag.message_detail}" if error.diag.message_detail else ""
    remedy = REMEDIES.get(error.sqlstate or "", "mend the cause and run again; nothing of this step was kept")
    return f"{doing}: {said}{detail} (SQLSTATE {error.sqlstate}): {remedy}."

"""Applying migrations, each in a transaction of its own that also records it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from select import select

from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.postgres.migrations import (
    Applied,
    Migration,
    filled,
    migration,
    numbered,
    place,
)
from ansible_collections.pinksea.platform.plugins.module_utils.postgres.model import TEMPORARY, Schema
from ansible_collections.pinksea.platform.plugins.module_utils.postgres.privileges import quoted
from ansible_collections.pinksea.platform.plugins.module_utils.postgres.session import Session

try:
    from psycopg.errors import LockNotAvailable
    from psycopg.pq import DiagnosticField as Field
    from psycopg.pq import ExecStatus
    from psycopg.pq.abc import PGconn, PGresult
except ImportError:  # Session tells the user what to install
    LockNotAvailable = PlatformError  # type: ignore[assignment,misc]

TABLE = "schema_migrations"
LOCK = {"space": 0x70696E6B, "key": 1}
"""Of one database: roles are common to its schemas, so schemas are not changed side by side."""
LOCKS = """
SELECT a.pid, a.usename, a.application_name, to_char(a.query_start, 'YYYY-MM-DD HH24:MI:SS TZ') AS since
FROM pg_locks l JOIN pg_stat_activity a USING (pid)
WHERE l.locktype = 'advisory' AND l.granted AND l.classid = %(space)s AND l.objid = %(key)s
  AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())"""
HISTORY = f"""
CREATE TABLE IF NOT EXISTS {TABLE} (
  version integer PRIMARY KEY,
  name text NOT NULL,
  checksum text NOT NULL,
  applied_at timestamptz NOT NULL DEFAULT now(),
  applied_by text NOT NULL DEFAULT session_user
)"""


def directory(schema: Schema) -> list[Migration]:
    """The migrations of a schema, none when it states no directory."""
    if not schema.migrations:
        return []
    folder = Path(schema.migrations)
    if not folder.is_dir():
        raise PlatformError(f"schema {schema.name}: migrations {folder} is no directory: correct the path.")
    return numbered(folder.name, [migration(file.name, file.read_bytes()) for file in folder.glob("*.sql")])


def applied(session: Session, schema: str) -> dict[int, Applied]:
    """What was applied to a schema, by number."""
    table = f"{quoted(schema)}.{TABLE}"
    if session.query("SELECT to_regclass(%(table)s) IS NULL AS none", {"table": table})[0]["none"]:
        return {}
    rows = session.query(f"SELECT version, name, checksum, applied_at::date::text AS at FROM {table}")  # noqa: S608
    return {row.pop("version"): Applied(**row) for row in rows}


@contextmanager
def alone(session: Session, timeout: int) -> Iterator[None]:
    """Hold the lock of the database, which goes with the connection. The timeout holds for migrations as well: one that
    waits for a table holds up everybody behind it."""
    session.execute(f"SET lock_timeout = '{timeout}s'")
    try:
        session.query("SELECT pg_advisory_lock(%(space)s, %(key)s)", LOCK)
    except LockNotAvailable:
        raise PlatformError(holder(session, timeout)) from None
    try:
        yield
    finally:
        if not session.connection.closed:
            session.query("SELECT pg_advisory_unlock(%(space)s, %(key)s)", LOCK)


def holder(session: Session, timeout: int) -> str:
    database = session.address.database
    for row in session.query(LOCKS, LOCK):
        since = row["since"] or "a time that only its own user may see"
        return (
            f"database {database} is being changed by {row['usename']} (pid {row['pid']}, {row['application_name']}) "
            f"since {since}, and was still after {timeout} s (lock_timeout): wait for that run, or end it with "
            f"SELECT pg_terminate_backend({row['pid']})."
        )
    return f"database {database} was being changed for {timeout} s (lock_timeout) and is free now: run again."


def migrate(session: Session, schema: Schema, each: Migration) -> None:
    text = filled(each, schema.placeholders())
    with session.transaction(f"migration {schema.name}/{each.name}"):
        session.execute(f"SET LOCAL ROLE {quoted(schema.owner)}")
        session.execute(f"SET LOCAL search_path = {quoted(schema.name)}, {TEMPORARY}")
        session.execute(HISTORY)
        execute_all(session.connection.pgconn, f"{schema.name}/{each.name}", text)
        session.query(
            f"INSERT INTO {quoted(schema.name)}.{TABLE} (version, name, checksum) "  # noqa: S608
            "VALUES (%(version)s, %(name)s, %(checksum)s) RETURNING version",
            {"version": each.version, "name": each.name, "checksum": each.checksum},
        )


def execute_all(connection: PGconn, name: str, text: str) -> None:
    """Send all statements as one text, and count the answers to tell which of them failed."""
    connection.nonblocking = 0
    try:
        connection.send_query(text.encode())
        done, failed = 0, None
        while result := next_result(connection):
            if result.status == ExecStatus.COPY_IN:
                connection.put_copy_end(b"a migration has nothing to copy from")
            elif result.status == ExecStatus.FATAL_ERROR:
                failed = result
            else:
                done += 1
    finally:
        connection.nonblocking = 1
    if failed:
        raise PlatformError(failure(name, text, done + 1, failed))


def next_result(connection: PGconn) -> PGresult | None:
    """Wait where other threads and signals are heard, which get_result is not."""
    while connection.is_busy():
        select([connection.socket], [], [])
        connection.consume_input()
    return connection.get_result()


def failure(name: str, text: str, statement: int, result: PGresult) -> str:
    def said(field: Field) -> str:
        return (result.error_field(field) or b"").decode(errors="replace")

    where = f"statement {statement}{place(text, int(said(Field.STATEMENT_POSITION) or 0))}"
    detail = f"; {said(Field.MESSAGE_DETAIL)}" if said(Field.MESSAGE_DETAIL) else ""
    return (
        f"migration {name}.sql, {where}: {said(Field.MESSAGE_PRIMARY)}{detail} (SQLSTATE {said(Field.SQLSTATE)}): "
        "mend it and run again; nothing of it was kept, the migrations before it were."
    )

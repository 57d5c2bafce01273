"""Read all that is in a database, in one transaction that is rolled back."""

from __future__ import annotations

from collections.abc import Sequence

from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.postgres.comparison import Contents, Table, checksum
from ansible_collections.pinksea.platform.plugins.module_utils.postgres.session import Row, Session, explained

# How values are written must not depend on the server, and no policy may leave rows out in silence.
SETTINGS = {
    "row_security": "off",
    "search_path": "",
    "TimeZone": "UTC",
    "DateStyle": "ISO, YMD",
    "IntervalStyle": "iso_8601",
    "bytea_output": "hex",
    "extra_float_digits": "1",
    "lc_monetary": "C",
    "xmlbinary": "base64",
    "statement_timeout": "0",
    "lock_timeout": "10s",
}

TABLES = """
SELECT c.oid::bigint AS oid, format('%%I.%%I', n.nspname, c.relname) AS name, c.relforcerowsecurity AS forced,
  row_security_active(c.oid) AS hidden,
  CASE WHEN c.relrowsecurity THEN 'row-level security' END AS secured,
  CASE WHEN c.relforcerowsecurity THEN 'row-level security of its owner' END AS secured_from_owner,
  ARRAY(
    SELECT format('column %%s %%s', attname, format_type(atttypid, atttypmod)) FROM pg_attribute
    WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped
    UNION ALL SELECT format('index %%s', i.relname) FROM pg_index JOIN pg_class i ON i.oid = indexrelid
    WHERE indrelid = c.oid
    UNION ALL SELECT format('constraint %%s', conname) FROM pg_constraint WHERE conrelid = c.oid
    UNION ALL SELECT format('policy %%s', polname) FROM pg_policy WHERE polrelid = c.oid
    UNION ALL SELECT format('trigger %%s', tgname) FROM pg_trigger WHERE tgrelid = c.oid AND NOT tgisinternal
  ) AS parts
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind = 'r' AND c.relpersistence <> 't' AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
  AND (%(schemas)s::text[] = '{}' OR n.nspname = ANY (%(schemas)s))
ORDER BY name
"""

HIDDEN = """
SELECT oid::regclass::text AS name FROM pg_class WHERE oid = ANY (%(tables)s::oid[]) AND row_security_active(oid)
ORDER BY name
"""

ROWS = """
SELECT count(*) AS rows, coalesce(sum(('x' || left(digest, 16))::bit(64)::bigint), 0) AS first,
  coalesce(sum(('x' || right(digest, 16))::bit(64)::bigint), 0) AS second
FROM ONLY {table} AS these, LATERAL md5(ROW(these.*)::text) AS digest
"""


def read(session: Session, schemas: Sequence[str], *, lift: bool) -> Contents:
    """C(lift) takes the owner's own policies away for the length of the transaction, which locks the tables."""
    where = f"database {session.address.database} at {session.address.host}:{session.address.port}"
    with explained(where), session.connection.transaction(force_rollback=True):
        session.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        for name, value in SETTINGS.items():
            session.execute(f"SET LOCAL {name} = '{value}'")
        tables = session.query(TABLES, {"schemas": list(schemas)})
        if lift:
            for row in tables:
                if row["forced"] and row["hidden"]:
                    session.execute(f"ALTER TABLE {row['name']} NO FORCE ROW LEVEL SECURITY")
        hidden = session.query(HIDDEN, {"tables": [row["oid"] for row in tables]})
        if hidden:
            raise PlatformError(
                f"{where}: policies hide rows of {hidden[0]['name']} and {len(hidden) - 1} more tables from "
                f"{session.address.user}: connect as the master user of the cluster with lift_policies, which locks "
                "the tables while they are read, or as somebody who bypasses them."
            )
        return {row["name"]: _table(session, row) for row in tables}


def _table(session: Session, row: Row) -> Table:
    (found,) = session.query(ROWS.format(table=row["name"]))
    parts = {*row["parts"], row["secured"], row["secured_from_owner"]} - {None}
    return Table(found["rows"], checksum((int(found["first"]), int(found["second"]))), frozenset(parts))

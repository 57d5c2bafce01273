"""Ways around the policies: other roles, other schemas, objects of one's own, views and settings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ansible_collections.pinksea.platform.plugins.module_utils.postgres.privileges import quoted
from ansible_collections.pinksea.platform.plugins.module_utils.rls.attacks import DENIED
from ansible_collections.pinksea.platform.plugins.module_utils.rls.model import FOREIGN, OWN, Attack, Rows


@dataclass(frozen=True)
class Outsider:
    """A role that tries. C(tables) are those it may read, C(elsewhere) those of other schemas."""

    role: str
    schema: str
    owner: str
    others: Sequence[str]
    tables: Sequence[str]
    elsewhere: Sequence[str]

    def attempt(self, name: str, target: str, statement: str, expected: str = DENIED) -> Attack:
        return Attack(name, self.role, target, statement, expected)


def around(by: Outsider) -> Iterator[Attack]:
    attempt, schema, role = by.attempt, quoted(by.schema), quoted(by.role)
    yield attempt("owner by SET ROLE", by.owner, f"SET LOCAL ROLE {quoted(by.owner)}")
    yield attempt("owner by SESSION AUTHORIZATION", by.owner, f"SET LOCAL SESSION AUTHORIZATION {quoted(by.owner)}")
    for other in by.others:
        yield attempt("another role by SET ROLE", other, f"SET LOCAL ROLE {quoted(other)}")
    yield attempt("bypass of its own", by.role, f"ALTER ROLE {role} BYPASSRLS")
    yield attempt("table of its own", "schema", f"CREATE TABLE {schema}.rls_audit ()")
    yield attempt("table in public", "schema public", "CREATE TABLE public.rls_audit ()")
    yield attempt("temporary table", "database", "CREATE TEMPORARY TABLE rls_audit ()")
    yield attempt("password verifiers", "pg_authid", "SELECT FROM pg_authid")
    statistics = f"SELECT FROM pg_stats WHERE schemaname = '{by.schema}' AND tablename = ANY (%(tables)s)"
    yield Attack("statistics that tell", by.role, "pg_stats", statistics, "0 rows", {"tables": list(by.tables)})
    for table in by.tables:
        name = f"{schema}.{quoted(table)}"
        yield attempt("row security switched off", table, f"ALTER TABLE {name} DISABLE ROW LEVEL SECURITY")
        yield attempt("policy of its own", table, f"CREATE POLICY rls_audit ON {name} USING (true)")
    for table in by.elsewhere:
        yield attempt("table of another schema", table, f"SELECT FROM {table}")


def without_row_security(role: str, table: str) -> tuple[str, Attack]:
    """A setting to send first, and the question that then has to fail rather than be answered in part."""
    return "SET LOCAL row_security = off", Attack(
        "row_security = off", role, table, f"SELECT FROM {quoted(table)}", DENIED
    )


def view(rows: Rows, role: str, name: str) -> Attack:
    """No row of a view may show the id of a row that is not its reader's and not everybody's."""
    hidden = [
        rows.id(probe.name, FOREIGN)
        for probe in rows.probes.values()
        if not probe.shared and not probe.visible and probe.name != "user"
    ]
    patterns = [f"%{each}%" for each in hidden]
    statement = f"SELECT FROM {quoted(name)} AS v WHERE v::text LIKE ANY (%(patterns)s)"
    return Attack("foreign row by a view", role, name, statement, "0 rows", {"patterns": patterns}, rows.user(OWN))

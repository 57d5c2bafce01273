"""An audit of several schemas: the catalogue first, then rows of two users and the attacks on them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass

from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.postgres.model import TEMPORARY, Role, Schema
from ansible_collections.pinksea.platform.plugins.module_utils.postgres.privileges import quoted
from ansible_collections.pinksea.platform.plugins.module_utils.postgres.session import Address, Session
from ansible_collections.pinksea.platform.plugins.module_utils.rls import catalogue
from ansible_collections.pinksea.platform.plugins.module_utils.rls.around import (
    Outsider,
    around,
    view,
    without_row_security,
)
from ansible_collections.pinksea.platform.plugins.module_utils.rls.attacker import Attacker
from ansible_collections.pinksea.platform.plugins.module_utils.rls.attacks import (
    Target,
    on_table,
)
from ansible_collections.pinksea.platform.plugins.module_utils.rls.model import (
    LETTERS,
    OWN,
    Attack,
    Check,
    May,
    Plan,
    Rows,
)

PRIVILEGES = """
SELECT r.rolname AS role, c.relname AS table, c.relkind AS kind,
  has_table_privilege(r.oid, c.oid, 'SELECT') AS select, has_table_privilege(r.oid, c.oid, 'INSERT') AS insert,
  has_table_privilege(r.oid, c.oid, 'DELETE') AS delete,
  ARRAY(SELECT attname::text FROM pg_attribute WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped
    AND attname <> 'id' AND has_column_privilege(r.oid, c.oid, attnum, 'UPDATE') ORDER BY 1) AS update,
  (SELECT min(attname::text) FROM pg_attribute WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped
    AND (atthasdef OR NOT attnotnull) AND attname <> 'id'
    AND has_column_privilege(r.oid, c.oid, attnum, 'UPDATE')) AS blank
FROM pg_roles r, pg_class c
WHERE r.rolname = ANY (%(roles)s) AND c.relnamespace = to_regnamespace(%(schema)s)
  AND c.relkind IN ('r', 'p', 'v', 'S')
ORDER BY 1, 2"""


def attackable(role: Role) -> bool:
    """A migrator owns what it would attack, and without a password there is no login."""
    return bool(role.secret) and not role.migrates


@dataclass
class Audit:
    """C(through): the address by which a role reaches the database as its service does."""

    session: Session
    schemas: Sequence[Schema]
    plan: Plan
    through: Callable[[Role], Address] | None
    planning: bool = False
    """Whether a schema may still be without its tables."""

    def checks(self) -> Iterator[Check]:
        for schema in self.schemas:
            yield from self.catalogue(schema)
            if self.through:
                yield from self.attacked(schema)

    def catalogue(self, schema: Schema) -> Iterator[Check]:
        roles = [role.name for role in schema.roles.values()]
        migrators = {role.name: schema.owner for role in schema.roles.values() if role.migrates}
        found = catalogue.read(self.session.query, schema.name, roles)
        if not found.tables and self.planning:
            return
        if not found.tables:
            raise PlatformError(
                f"schema {schema.name} has no tables in {self.session.address!r}: apply its migrations first."
            )
        yield from catalogue.judge(schema.name, found, self.plan.shared, migrators)
        bound = {task.task: schema.roles[task.role].name for task in self.plan.tasks if task.role in schema.roles}
        yield from catalogue.judge_tasks(schema.name, found, bound)

    def attacked(self, schema: Schema) -> Iterator[Check]:
        rows = Rows(schema.name, self.plan.probes)
        self.remove(schema, rows)
        try:
            self.plant(schema, rows)
        except PlatformError as error:
            yield Check("rows of a user are planted", schema.name, schema.owner, "probes", "planted", str(error))
            return
        try:
            for short, role in schema.roles.items():
                if attackable(role):
                    yield from self.as_role(schema, rows, short, role)
        finally:
            removed = self.remove(schema, rows)
        expected = sum(1 if probe.shared else len(LETTERS) for probe in self.plan.probes)
        yield Check("planted rows are removed", schema.name, "", "probes", f"{expected} rows", f"{removed} rows")

    def as_role(self, schema: Schema, rows: Rows, short: str, role: Role) -> Iterator[Check]:
        if self.through is None:
            return
        privileges = {
            row["table"]: row for row in self.session.query(PRIVILEGES, {"roles": [role.name], "schema": schema.name})
        }
        with closing(Attacker(self.through(role), self.plan, schema.name)) as attacker:
            for probe in rows.probes.values():
                held = privileges.get(probe.table)
                if held is None or probe.shared:
                    continue
                may = May(held["select"], held["insert"], held["delete"], tuple(held["update"]), held["blank"])
                target = Target(self.plan, rows, probe.name, role.name, short, may)
                yield from map(attacker.check, on_table(target))
            readable = [name for name, row in privileges.items() if row["kind"] == "r" and row["select"]]
            guarded = sorted({probe.table for probe in rows.probes.values() if not probe.shared} & set(readable))
            for attack in around(self.outsider(schema, role, guarded)):
                yield attacker.check(attack)
            for table in guarded[:1]:
                before, attack = without_row_security(role.name, table)
                yield attacker.check(attack, before)
            for name, row in privileges.items():
                if row["kind"] == "v" and row["select"]:
                    yield attacker.check(view(rows, role.name, name))
                if row["kind"] == "S":
                    yield attacker.check(
                        Attack("sequence is read", role.name, name, f"SELECT FROM {quoted(name)}", "denied")
                    )
            yield from attacker.interleaved(rows)

    def outsider(self, schema: Schema, role: Role, tables: Sequence[str]) -> Outsider:
        others = [each.name for one in self.schemas for each in one.roles.values() if each.name != role.name]
        names = sorted({probe.table for probe in self.plan.probes})
        elsewhere = [
            f"{quoted(each.name)}.{quoted(table)}"
            for each in self.schemas
            if each.name != schema.name
            for table in names
        ]
        return Outsider(role.name, schema.name, schema.owner, others, tables, elsewhere)

    def plant(self, schema: Schema, rows: Rows) -> None:
        with self.as_owner(schema, "planting rows"):
            for letter in LETTERS:
                self.become(rows.user(letter))
                for probe in rows.probes.values():
                    if probe.shared and letter != OWN:
                        continue
                    values = rows.values(probe.name, letter)
                    columns, marks = ", ".join(map(quoted, values)), ", ".join(f"%({key})s" for key in values)
                    self.session.connection.execute(
                        f"INSERT INTO {quoted(probe.table)} ({columns}) VALUES ({marks})",  # noqa: S608
                        values,
                    )

    def remove(self, schema: Schema, rows: Rows) -> int:
        """Also what a killed run has left. The rows of users cascade, so they go last."""
        removed = 0
        with self.as_owner(schema, "removing planted rows"):
            for probe in reversed(rows.probes.values()):
                for letter in (OWN,) if probe.shared else LETTERS:
                    self.become(rows.user(letter))
                    statement = f"DELETE FROM {quoted(probe.table)} WHERE id = %(id)s"  # noqa: S608
                    removed += self.session.connection.execute(statement, {"id": rows.id(probe.name, letter)}).rowcount
        return removed

    @contextmanager
    def as_owner(self, schema: Schema, doing: str) -> Iterator[None]:
        with self.session.transaction(f"{doing} in schema {schema.name}"):
            self.session.execute(f"SET LOCAL ROLE {quoted(schema.owner)}")
            self.session.execute(f"SET LOCAL search_path = {quoted(schema.name)}, {TEMPORARY}")
            yield

    def become(self, user: str) -> None:
        self.session.query(
            "SELECT set_config(%(name)s, %(user)s, true)", {"name": self.plan.user_setting, "user": user}
        )

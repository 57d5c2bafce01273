"""From what is stated to what is in the database: roles, schemas, migrations, privileges, in this order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.postgres import wanted
from ansible_collections.pinksea.platform.plugins.module_utils.postgres.history import (
    alone,
    applied,
    directory,
    migrate,
)
from ansible_collections.pinksea.platform.plugins.module_utils.postgres.migrations import Migration, pending
from ansible_collections.pinksea.platform.plugins.module_utils.postgres.model import Schema
from ansible_collections.pinksea.platform.plugins.module_utils.postgres.roles import (
    FRESH,
    Database,
    Roles,
    adopt,
    missing_groups,
)
from ansible_collections.pinksea.platform.plugins.module_utils.postgres.schemas import Grants, Schemas
from ansible_collections.pinksea.platform.plugins.module_utils.postgres.session import Session
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import Change, Item, Kind, State, by_name, plan

Files = Mapping[str, Sequence[Migration]]


@dataclass
class Converger:
    """C(versions): the current version of each secret. C(password): of a role, asked for only to set it."""

    session: Session
    schemas: Sequence[Schema]
    versions: Mapping[str, str]
    password: Callable[[str], str]
    check_mode: bool
    lock_timeout: int = 10
    changes: list[Change] = field(default_factory=list)

    def present(self) -> None:
        files = {each.name: directory(each) for each in self.schemas}
        if self.check_mode:
            self.steps(files)
            return
        with alone(self.session, self.lock_timeout):
            self.steps(files)

    def steps(self, files: Files) -> None:
        self.access()
        for each in self.schemas:
            if not self.check_mode:
                adopt(self.session, each.owner)
            todo = pending(each.name, files[each.name], applied(self.session, each.name))
            for migration in todo:
                if not self.check_mode:
                    migrate(self.session, each, migration)
                self.changes.append(recorded(each, migration))
            self.grants(each, tables_known=not (self.check_mode and todo))

    def access(self) -> None:
        """Roles and schemas in one transaction: all of them, or none."""
        with self.session.transaction("roles and schemas"):
            database = Database(self.session)
            self.carry_out(database, by_name([wanted.database(self.session.address.database)]), database.read())
            roles = self.roles()
            items = [item for each in self.schemas for item in wanted.roles(each, self.versions)]
            missing_groups(self.session, items)
            current = roles.read()
            self.carry_out(roles, by_name([*items, *wanted.retired(current.values(), items)]), current)
            schemas = Schemas(self.session, [each.name for each in self.schemas])
            self.carry_out(schemas, by_name(wanted.schema(each) for each in self.schemas), schemas.read())

    def roles(self) -> Roles:
        names = [item["name"] for each in self.schemas for item in wanted.roles(each, self.versions)]
        return Roles(self.session, names, [each.name for each in self.schemas], self.password)

    def grants(self, schema: Schema, tables_known: bool) -> None:
        items = by_name(wanted.grants(schema))
        kind = Grants(self.session, schema.name, items)
        if tables_known:
            kind.missing()
        with self.session.transaction(f"privileges in schema {schema.name}"):
            current = kind.read()
            self.carry_out(kind, items, current)
            retired = [name for name, role in self.roles().read().items() if role["schema"] == schema.name]
            gone = {name: current[name] for name in retired if name in current and name not in items}
            self.carry_out(kind, gone, current, "absent")

    def carry_out(
        self, kind: Kind, items: Mapping[str, Item], current: Mapping[str, Item], state: State = "present"
    ) -> None:
        """One after the other: it is one connection, and the first failure undoes the transaction around it."""
        changes = plan(kind, items, current, state)
        self.changes += changes
        if self.check_mode or not changes:
            return
        for change in changes:
            if change.action == "create":
                kind.create(change.after or {})
            elif change.action == "update":
                kind.update(change)
            else:
                kind.delete(change.before or {})
        for left in plan(kind, items, kind.read(), state):  # of what is not ours to take, PostgreSQL only warns
            raise PlatformError(
                f"{left.kind} {left.name} still differs in {', '.join(sorted(left.fields))} after it was changed: "
                f"{self.session.address.user} may not change it, so connect as the owner of the database."
            )

    def absent(self) -> None:
        """The schemas with all that is in them, then their roles."""
        schemas = Schemas(self.session, [each.name for each in self.schemas])
        roles = Roles(self.session, [each.owner for each in self.schemas], schemas.names, self.password)
        if self.check_mode:
            self.removed(schemas, roles)
            return
        with alone(self.session, self.lock_timeout), self.session.transaction("removing schemas"):
            self.removed(schemas, roles)

    def removed(self, *kinds: Kind) -> None:
        for kind in kinds:
            current = kind.read()
            self.carry_out(kind, current, current, "absent")


def recorded(schema: Schema, each: Migration) -> Change:
    item = {"name": f"{schema.name}/{each.name}", "checksum": each.checksum}
    return Change("create", "migration", item["name"], after=item)


def unborn(database: str, schemas: Iterable[Schema], versions: Mapping[str, str]) -> list[Change]:
    """The changes for a database that is itself only planned."""
    before = {"name": database, "public": FRESH}
    after = wanted.database(database)
    changes = [Change("update", "database", database, before, after, frozenset({"public"}))]
    stated = list(schemas)
    items: list[tuple[str, Item]] = [("role", item) for each in stated for item in wanted.roles(each, versions)]
    items += [("schema", wanted.schema(each)) for each in stated]
    changes += [Change("create", kind, item["name"], after=item) for kind, item in items]
    for each in stated:
        changes += [recorded(each, migration) for migration in directory(each)]
        changes += [Change("create", "grant", item["name"], after=item) for item in wanted.grants(each)]
    return changes

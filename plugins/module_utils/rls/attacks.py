"""The attacks: statements that a service might send, and what a sound database answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ansible_collections.pinksea.platform.plugins.module_utils.postgres.privileges import quoted
from ansible_collections.pinksea.platform.plugins.module_utils.rls.model import (
    FOREIGN,
    OWN,
    Attack,
    May,
    Plan,
    Rows,
    Task,
    stranger,
)

DENIED, ALLOWED = "denied", "allowed"
FORGED = ("", "nobody", "00000000-0000-0000-0000-00000000000", "' OR true --", "{a}")
"""Values of the user that are no user; a sound database neither fails on them nor shows anything."""


@dataclass(frozen=True)
class Target:
    """One table as one role sees it, with a probe in it."""

    plan: Plan
    rows: Rows
    probe: str
    role: str
    short: str
    may: May

    @property
    def table(self) -> str:
        return self.rows.probes[self.probe].table

    def attack(self, name: str, statement: str, expected: str, user: str | None = OWN, **more: Any) -> Attack:
        user = self.rows.user(user) if user in (OWN, FOREIGN) else user
        known = {"own": self.rows.id(self.probe, OWN), "foreign": self.rows.id(self.probe, FOREIGN)}
        parameters = {**known, **more.pop("parameters", {})}
        return Attack(name, self.role, self.table, statement, expected, parameters, user, **more)

    def references(self) -> list[str]:
        """Columns that must not lead to another's row. What is visible may be referred to by everybody."""
        return [] if self.rows.probes[self.probe].visible else self.rows.references(self.probe)

    def own_rows(self) -> int:
        return sum(1 for probe in self.rows.probes.values() if probe.table == self.table)

    def insert(self, values: Mapping[str, Any], tail: str = "") -> tuple[str, dict[str, Any]]:
        columns = ", ".join(map(quoted, values))
        marks = ", ".join(f"%(v_{column})s" for column in values)
        statement = f"INSERT INTO {quoted(self.table)} ({columns}) VALUES ({marks}) {tail}"  # noqa: S608
        return statement, {f"v_{column}": value for column, value in values.items()}

    def fresh(self, letter: str, **changes: Any) -> dict[str, Any]:
        """A new row beside the planted one."""
        return {**self.rows.values(self.probe, letter), "id": str(stranger(f"{self.rows.schema}/{letter}")), **changes}


def on_table(target: Target) -> Iterator[Attack]:
    yield from _reads(target)
    yield from _writes(target)
    yield from _inserts(target)
    yield from _tasks(target)


def _rows(count: int) -> str:
    return f"{count} rows"


def _reads(target: Target) -> Iterator[Attack]:
    if not target.may.select:
        return
    probe, table = target.rows.probes[target.probe], quoted(target.table)
    one, both = (f"SELECT FROM {table} WHERE id = {where}" for where in ("%(own)s", "ANY (%(ids)s::uuid[])"))
    other = f"SELECT FROM {table} WHERE id = %(foreign)s"
    ids = {"ids": [target.rows.id(target.probe, OWN), target.rows.id(target.probe, FOREIGN)]}
    seen = 1 if probe.visible else 0
    yield target.attack("own row is read", one, _rows(1))
    yield target.attack("foreign row is read", other, _rows(seen))
    yield target.attack("read without a user", both, _rows(2 * seen), user=None, parameters=ids)
    for forged in (*FORGED, str(stranger(target.rows.schema))):
        text = forged.format(a=target.rows.user(OWN))[:-1] if "{a}" in forged else forged
        yield target.attack("read as a forged user", both, _rows(2 * seen), user=text, parameters=ids)
    copy = f"COPY (SELECT FROM {table} WHERE id = '{target.rows.id(target.probe, FOREIGN)}') TO STDOUT"
    yield target.attack("foreign row is copied out", copy, _rows(seen))
    if not probe.visible:
        leaky = f"{other} AND ({table}::text)::integer IS NOT NULL"
        yield target.attack("error message that tells", leaky, _rows(0))
    if target.may.update:
        yield target.attack("foreign row is locked", f"{other} FOR UPDATE", _rows(0))


def _writes(target: Target) -> Iterator[Attack]:
    table, may = quoted(target.table), target.may
    if not may.select:
        return
    changes = []
    if may.update:
        column = quoted(may.update[0])
        changes.append(("changed", f"UPDATE {table} SET {column} = {column} WHERE id ="))  # noqa: S608
    if may.delete:
        changes.append(("deleted", f"DELETE FROM {table} WHERE id ="))  # noqa: S608
    for done, statement in changes:
        yield target.attack(f"own row is {done}", f"{statement} %(own)s", _rows(1))
        yield target.attack(f"foreign row is {done}", f"{statement} %(foreign)s", _rows(0))
        yield target.attack(f"row is {done} without a user", f"{statement} %(own)s", _rows(0), user=None)
    for done, statement in unseen(target):
        yield target.attack(f"rows are {done} unseen", statement, _rows(target.own_rows()))
        yield target.attack(f"rows are {done} unseen without a user", statement, _rows(0), user=None)
    for column in target.references():
        if column in may.update:
            theirs, mine = (target.rows.values(target.probe, letter)[column] for letter in (FOREIGN, OWN))
            change = f"UPDATE {table} SET {quoted(column)} = %(to)s WHERE id ="  # noqa: S608
            yield target.attack("own row is given away", f"{change} %(own)s", DENIED, parameters={"to": theirs})
            yield target.attack("foreign row is taken", f"{change} %(foreign)s", _rows(0), parameters={"to": mine})


def unseen(target: Target) -> Iterator[tuple[str, str]]:
    """What reads no column is not held back by what the role may read: only the condition of the write remains."""
    table = quoted(target.table)
    if target.may.blank:
        yield "changed", f"UPDATE {table} SET {quoted(target.may.blank)} = DEFAULT"  # noqa: S608
    if target.may.delete:
        yield "deleted", f"DELETE FROM {table}"  # noqa: S608


def _inserts(target: Target) -> Iterator[Attack]:
    if not target.may.insert:
        return

    def add(name: str, values: Mapping[str, Any], expected: str, tail: str = "", **more: Any) -> Attack:
        statement, parameters = target.insert(values, tail)
        return target.attack(name, statement, expected, parameters=parameters, **more)

    mine, theirs = target.fresh(OWN), target.fresh(FOREIGN)
    if target.probe != "user":
        yield add("own row is added", mine, ALLOWED)
    yield add("row is added for another", theirs, DENIED)
    yield add("row is added without a user", mine, DENIED, user=None)
    for column in target.references():
        yield add("own row that leads to another's", {**mine, column: theirs[column]}, DENIED)
    if target.may.select and target.may.update:
        column = quoted(target.may.update[0])
        tail = f"ON CONFLICT (id) DO UPDATE SET {column} = excluded.{column}"
        yield add("foreign row is upserted", target.rows.values(target.probe, FOREIGN), DENIED, tail)
    yield target.attack("rows are copied in", f"COPY {quoted(target.table)} FROM STDIN", DENIED)


def _tasks(target: Target) -> Iterator[Attack]:
    """Whoever names a task gets what that task is stated to give this role, and nobody else anything."""
    stated = {(task.task, task.role): task for task in target.plan.tasks if task.table == target.table}
    for name in sorted({task.task for task in target.plan.tasks}):
        task = stated.get((name, target.short), Task(target.short, name, target.table, ()))
        yield from _task(target, task)
    if any(role == target.short for _, role in stated):
        yield from _task(target, Task(target.short, "forged", target.table, ()))


def _task(target: Target, task: Task) -> Iterator[Attack]:
    table, may = quoted(target.table), target.may
    seen = 1 if "select" in task.may or target.rows.probes[target.probe].visible else 0

    def act(name: str, statement: str, expected: str, **more: Any) -> Attack:
        return target.attack(f"{name} by task", statement, expected, user=None, task=task.task, **more)

    if may.select:
        yield act("row is read", f"SELECT FROM {table} WHERE id = %(foreign)s", _rows(seen))
        if may.update:
            column = quoted(may.update[0])
            change = f"UPDATE {table} SET {column} = {column} WHERE id = %(foreign)s"  # noqa: S608
            yield act("row is changed", change, _rows(1 if "update" in task.may else 0))
            for column, value in task.never.items():
                change = f"UPDATE {table} SET {quoted(column)} = %(value)s WHERE id = %(foreign)s"  # noqa: S608
                yield act(f"{column} is {value}", change, DENIED, parameters={"value": value})
        if may.delete:
            yield act("row is deleted", f"DELETE FROM {table} WHERE id = %(foreign)s", _rows(0))  # noqa: S608
    for done, statement in unseen(target) if "update" not in task.may else ():
        yield act(f"rows are {done} unseen", statement, _rows(0))
    if may.insert and not target.rows.probes[target.probe].visible:
        theirs, columns = target.fresh(FOREIGN), target.references()
        statement, parameters = target.insert(theirs)
        yield act("row is added", statement, ALLOWED if "insert" in task.may else DENIED, parameters=parameters)
        if "insert" in task.may and len(columns) > 1:
            for column in columns:
                statement, parameters = target.insert({**theirs, column: target.fresh(OWN)[column]})
                yield act("row of mixed owners is added", statement, DENIED, parameters=parameters)

"""What an audit is told and what it reports."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

LETTERS = ("a", "b")
OWN, FOREIGN = LETTERS


@dataclass(frozen=True)
class Probe:
    """A row to plant for each of two users, or once when it is C(shared); C(visible) to everybody."""

    name: str
    table: str
    values: Mapping[str, Any]
    shared: bool = False
    visible: bool = False


@dataclass(frozen=True)
class Task:
    """What a role may do for nobody in particular once it names the task."""

    role: str
    task: str
    table: str
    may: tuple[str, ...]
    never: Mapping[str, Any] = field(default_factory=dict)
    """Values that it must not write, by column."""


@dataclass(frozen=True)
class Plan:
    """The intent that the database is held against."""

    probes: tuple[Probe, ...]
    tasks: tuple[Task, ...]
    shared: frozenset[str]
    """Tables that belong to no user."""
    user_setting: str = "app.user_id"
    task_setting: str = "app.task"


@dataclass(frozen=True)
class May:
    """What a role may do with one table by its privileges."""

    select: bool
    insert: bool
    delete: bool
    update: tuple[str, ...]
    """Columns."""
    blank: str | None
    """One of them that can be written without a value."""


@dataclass(frozen=True)
class Attack:
    name: str
    role: str
    object: str
    statement: str
    expected: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    user: str | None = None
    task: str | None = None


@dataclass(frozen=True)
class Check:
    """One question and its answer."""

    attack: str
    schema: str
    role: str
    object: str
    expected: str
    seen: str

    @property
    def leak(self) -> bool:
        return self.seen != self.expected

    def line(self) -> dict[str, str]:
        return {**self.__dict__}

    def sentence(self) -> str:
        who = f" as {self.role}" if self.role else ""
        return f"{self.attack}: {self.schema}.{self.object}{who}: expected {self.expected}, seen {self.seen}."


def probe_id(schema: str, letter: str, name: str) -> str:
    """The same in every run, so that a run can remove what a killed one has left."""
    return str(uuid5(NAMESPACE_URL, f"pinksea.platform/rls_audit/{schema}/{letter}/{name}"))


class Rows:
    """The planted rows of one schema."""

    def __init__(self, schema: str, probes: Iterable[Probe]) -> None:
        self.schema = schema
        self.probes = {probe.name: probe for probe in probes}

    def id(self, name: str, letter: str) -> str:
        return probe_id(self.schema, "" if self.probes[name].shared else letter, name)

    def user(self, letter: str) -> str:
        return self.id("user", letter)

    def values(self, name: str, letter: str) -> dict[str, Any]:
        """The row, with its references as they are for one user."""
        probe = self.probes[name]
        stated = {key: self._value(value, letter) for key, value in probe.values.items()}
        return {"id": self.id(name, letter), **stated}

    def _value(self, value: Any, letter: str) -> Any:
        if not isinstance(value, str):
            return value
        if value.startswith("$") and value[1:] in self.probes:
            return self.id(value[1:], letter)
        return value.replace("$letter", letter)

    def references(self, name: str) -> list[str]:
        """Columns that lead to a row of the same user."""
        values = self.probes[name].values.items()
        targets = {column: value[1:] for column, value in values if isinstance(value, str) and value.startswith("$")}
        return [
            column for column, target in targets.items() if target in self.probes and not self.probes[target].shared
        ]


def stranger(schema: str) -> UUID:
    """A user that does not exist."""
    return UUID(probe_id(schema, "", "nobody"))


def summary(checks: Collection[Check]) -> list[dict[str, Any]]:
    """A line for each attack on each schema."""
    asked = Counter((check.schema, check.attack) for check in checks)
    leaks = Counter((check.schema, check.attack) for check in checks if check.leak)
    return [
        {"schema": schema, "attack": attack, "checks": count, "leaks": leaks[schema, attack]}
        for (schema, attack), count in sorted(asked.items())
    ]

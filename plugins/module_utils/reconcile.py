"""The one engine behind every AWS module of this collection: read, diff, act, read again.

A C(Kind) knows how to read and change one kind of object; everything else (what has to be done, check mode, diffs,
concurrency, collecting failures) is here. The engine itself knows neither Ansible nor AWS.
"""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from ansible_collections.pinksea.platform.plugins.module_utils.compare import differing_fields
from ansible_collections.pinksea.platform.plugins.module_utils.errors import ManyErrors, PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.parallel import side_by_side

Item = dict[str, Any]
Action = Literal["create", "update", "delete"]
State = Literal["present", "absent"]

PLANNED = "planned:"


@dataclass(frozen=True)
class Change:
    """One step: C(before) is None for a create, C(after) for a delete, C(fields) names what an update touches."""

    action: Action
    kind: str
    name: str
    before: Item | None = None
    after: Item | None = None
    fields: frozenset[str] = frozenset()

    def summary(self) -> dict[str, str]:
        return {"action": self.action, "kind": self.kind, "name": self.name}

    def diff(self) -> dict[str, Any]:
        """Before and after in the shape Ansible prints with C(--diff); an update shows only the fields it touches."""
        return {
            "before_header": f"{self.kind} {self.name}",
            "after_header": f"{self.kind} {self.name}",
            "before": self._shown(self.before),
            "after": self._shown(self.after),
        }

    def _shown(self, item: Item | None) -> Item | str:
        if item is None:
            return ""
        keys = self.fields if self.action == "update" else item.keys()
        return {key: item[key] for key in sorted(keys) if item.get(key) is not None}


class Kind(ABC):
    """One kind of object, read and changed through its API. Items are compared by the fields the caller states."""

    kind: str
    """Name in plans and messages, such as C(eks_addon)."""
    identifiers: tuple[str, ...] = ("arn",)
    """Fields the API assigns; a plan fills them with C(planned:<kind>/<name>)."""
    renewed: tuple[str, ...] = ()
    """Those of them that it assigns anew in every update."""
    immutable: frozenset[str] = frozenset()
    """Fields the API cannot change on an existing object."""

    @abstractmethod
    def read(self) -> dict[str, Item]:
        """The named objects that exist, by name, in the shape of the wanted items."""

    def create(self, wanted: Item) -> None:
        """A kind defines of these three what can happen to its objects."""
        raise NotImplementedError

    def update(self, change: Change) -> None:
        raise NotImplementedError

    def delete(self, current: Item) -> None:
        raise NotImplementedError

    def check(self, change: Change) -> None:  # noqa: B027 - most kinds have nothing to refuse
        """Refuse an update the API would refuse half way through, before any call is made."""

    def pending(self, objects: Mapping[str, Item]) -> list[dict[str, str]]:
        """Targets somebody has to wait for: C({kind, name, ...})."""
        return []


@dataclass(frozen=True)
class Outcome:
    """What was (or in check mode would be) done, and the objects as they are (or would be) afterwards, by name."""

    changes: list[Change] = field(default_factory=list)
    objects: dict[str, Item] = field(default_factory=dict)


def planned_id(kind: str, name: str) -> str:
    """The stand-in for an identifier that only a real run can know."""
    return f"{PLANNED}{kind}/{name}"


def is_planned(value: object) -> bool:
    return isinstance(value, str) and value.startswith(PLANNED)


def plan(kind: Kind, wanted: Mapping[str, Item], current: Mapping[str, Item], state: State) -> list[Change]:
    """The steps from C(current) to C(wanted). Objects that are not named are never touched."""
    if state == "absent":
        return [Change("delete", kind.kind, name, before=current[name]) for name in wanted if name in current]
    changes = []
    for name, item in wanted.items():
        if name not in current:
            changes.append(Change("create", kind.kind, name, after=item))
        elif fields := differing_fields(item, current[name]):
            change = Change("update", kind.kind, name, before=current[name], after=item, fields=fields)
            refuse_immutable(kind, change)
            kind.check(change)
            changes.append(change)
    return changes


def refuse_immutable(kind: Kind, change: Change) -> None:
    before, after = change.before or {}, change.after or {}
    for key in sorted(change.fields & kind.immutable):
        raise PlatformError(
            f"{kind.kind} {change.name}: {key} is {before.get(key)!r} and cannot be changed to {after[key]!r} "
            f"in place: keep the present value, or give the new one under another name and then remove {change.name}."
        )


def apply(kind: Kind, changes: Iterable[Change]) -> None:
    """Carry out all changes side by side; every failure is reported, not only the first."""
    calls: dict[Action, Callable[[Change], None]] = {
        "create": lambda change: kind.create(change.after or {}),
        "update": kind.update,
        "delete": lambda change: kind.delete(change.before or {}),
    }

    def carry_out(change: Change) -> str | None:
        try:
            calls[change.action](change)
        except Exception as error:  # a thread's failure must not hide the others'
            return str(error) if isinstance(error, PlatformError) else f"{change.kind} {change.name}: {error}"
        return None

    if problems := [problem for problem in side_by_side(carry_out, changes) if problem]:
        raise ManyErrors(problems)


def predict(kind: Kind, changes: Iterable[Change], current: Mapping[str, Item]) -> dict[str, Item]:
    """The objects as they would be after C(changes)."""
    objects = dict(current)
    for change in changes:
        if change.action == "delete":
            del objects[change.name]
            continue
        assigned = dict.fromkeys(
            kind.renewed if change.before else kind.identifiers, planned_id(kind.kind, change.name)
        )
        objects[change.name] = {**(change.before or {}), **assigned, **stated(change.after or {})}
    return objects


def stated(item: Item) -> Item:
    return {key: value for key, value in item.items() if value is not None}


def reconcile(kind: Kind, wanted: Mapping[str, Item], state: State, *, check_mode: bool) -> Outcome:
    """Bring the named objects of one kind into C(state)."""
    current = kind.read()
    changes = plan(kind, wanted, current, state)
    if check_mode:
        return Outcome(changes, predict(kind, changes, current))
    apply(kind, changes)
    return Outcome(changes, read_back(kind, changes) if changes else current)


def read_back(kind: Kind, changes: Iterable[Change], sleep: Callable[[float], None] = time.sleep) -> dict[str, Item]:
    """The objects after C(changes). An API may list a new object some seconds after it has confirmed it."""
    created = {change.name for change in changes if change.action == "create"}
    for pause in (0.5, 1.0, 2.0, 4.0):
        objects = kind.read()
        if created <= objects.keys():
            return objects
        sleep(pause)
    return kind.read()


def by_name(items: Iterable[Item], key: str = "name") -> dict[str, Item]:
    """Index items; a name given twice is refused."""
    indexed: dict[str, Item] = {}
    for item in items:
        if item[key] in indexed:
            raise PlatformError(f"{key} {item[key]!r} is given twice: every item needs a {key} of its own.")
        indexed[item[key]] = item
    return indexed

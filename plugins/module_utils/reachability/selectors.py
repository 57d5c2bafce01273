"""Label selectors of Kubernetes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from ..errors import PlatformError

Labels = Mapping[str, str]


@dataclass(frozen=True)
class Requirement:
    key: str
    operator: str
    values: frozenset[str]

    def matches(self, labels: Labels) -> bool:
        match self.operator:
            case "In":
                return labels.get(self.key) in self.values
            case "NotIn":  # also true of what has no such label
                return labels.get(self.key) not in self.values
            case "Exists":
                return self.key in labels
            case _:
                return self.key not in labels


OPERATORS = ("In", "NotIn", "Exists", "DoesNotExist")


@dataclass(frozen=True)
class Selector:
    """An empty one matches everything."""

    requirements: tuple[Requirement, ...] = ()

    def matches(self, labels: Labels) -> bool:
        return all(each.matches(labels) for each in self.requirements)

    @classmethod
    def of(cls, what: str, data: Mapping[str, Any] | None) -> Self:
        given = data or {}
        equal = [Requirement(key, "In", frozenset([value])) for key, value in (given.get("matchLabels") or {}).items()]
        return cls((*equal, *(_requirement(what, each) for each in given.get("matchExpressions") or [])))


def _requirement(what: str, data: Mapping[str, Any]) -> Requirement:
    operator, values = data["operator"], frozenset(data.get("values") or [])
    if operator not in OPERATORS:
        raise PlatformError(f"{what}: operator {operator!r} is unknown: give one of {', '.join(OPERATORS)}.")
    if bool(values) != operator.endswith("In"):
        raise PlatformError(f"{what}: {operator} has {len(values)} values: give some to In and NotIn, else none.")
    return Requirement(data["key"], operator, values)

"""What a task asks for and what Helm has, as values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Self

Action = Literal["create", "update", "delete"]

DIGEST_LABEL = "pinksea.platform/chart-digest"
REMOTE = "remote"
"""Digest of a chart from a repository, where name and version already say which content it has."""


@dataclass(frozen=True)
class Release:
    name: str
    namespace: str
    chart: str | None
    version: str | None
    repository: str | None
    values: dict[str, Any]
    create_namespace: bool
    after: tuple[str, ...]
    timeout: int
    atomic: bool
    skip_crds: bool
    force_conflicts: bool
    take_ownership: bool
    rollouts: tuple[str, ...]

    @classmethod
    def from_params(cls, params: Mapping[str, Any]) -> Self:
        return cls(**{**params, **{name: tuple(params[name]) for name in ("after", "rollouts")}})

    @property
    def key(self) -> str:
        return f"{self.namespace}/{self.name}"


@dataclass(frozen=True)
class Chart:
    name: str
    version: str
    digest: str | None

    def same_as(self, other: Chart) -> bool:
        """A leading v is no difference: repositories serve v1.2.3 when asked for 1.2.3."""
        return (self.name, self.version.removeprefix("v"), self.digest) == (
            other.name,
            other.version.removeprefix("v"),
            other.digest,
        )


@dataclass(frozen=True)
class Installed:
    """The newest revision of a release."""

    chart: Chart
    revision: int
    status: str
    values: dict[str, Any] = field(default_factory=dict)

    def shown(self) -> dict[str, Any]:
        return {
            "chart": self.chart.name,
            "version": self.chart.version,
            "revision": self.revision,
            "status": self.status,
        }


@dataclass(frozen=True)
class Change:
    """What has to be done to one release: C(chart) is None for a delete, C(current) is None for a create."""

    action: Action
    release: Release
    chart: Chart | None = None
    current: Installed | None = None

    def summary(self) -> dict[str, str]:
        return {"action": self.action, "kind": "helm_release", "name": self.release.key}


BAD = ("failed", "not started")


@dataclass(frozen=True)
class Outcome:
    """How one release fared: an action, C(unchanged), C(failed) or C(not started), and for the last two why."""

    outcome: str
    seconds: float = 0.0
    error: str | None = None


Tell = Callable[[str, Outcome], None]
"""Hears of each release how it fared, as soon as that is known."""

"""What an upgrade looks at, as values."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field


def numbers(version: str) -> tuple[int, ...]:
    """A version as its numbers, such as (1, 14, 3, 23) of v1.14.3-eksbuild.23."""
    return tuple(int(part) for part in re.findall(r"\d+", version))


def minor_of(version: str) -> int:
    """Such as 36 of 1.36 and of v1.36.3-eks-0a1b2c3."""
    return numbers(version)[1]


@dataclass(frozen=True)
class Manifest:
    """One object of a release."""

    api: str
    kind: str
    name: str


@dataclass(frozen=True)
class Release:
    """A Helm release as its newest deployed revision has it."""

    key: str
    """namespace/name"""
    chart: str
    version: str
    app_version: str = ""
    kube_version: str = ""
    manifests: tuple[Manifest, ...] = ()


@dataclass(frozen=True)
class Write:
    """Somebody wrote an object in some version of its API."""

    api: str
    kind: str
    name: str
    """namespace/name, or the name of what has no namespace"""
    writer: str


@dataclass(frozen=True)
class Budget:
    """A PodDisruptionBudget that has pods."""

    key: str
    pods: int
    allowed: int


@dataclass(frozen=True)
class Addon:
    version: str
    offered: tuple[str, ...]
    """Builds for the wanted minor of Kubernetes."""
    default: str | None
    """The one that EKS takes by itself."""


@dataclass(frozen=True)
class Observed:
    """A cluster before its upgrade. What is by name is of this cluster, whatever the inventory says."""

    name: str
    version: str
    support_type: str
    nodegroups: Mapping[str, str] = field(default_factory=dict)
    """Minor of each managed node group."""
    addons: Mapping[str, Addon] = field(default_factory=dict)
    kubelets: Mapping[str, str] = field(default_factory=dict)
    """Version of the kubelet of each node."""
    releases: tuple[Release, ...] = ()
    writes: tuple[Write, ...] = ()
    budgets: tuple[Budget, ...] = ()
    insights: Mapping[str, str] = field(default_factory=dict)
    """What EKS itself found to be an error, by the name of its insight."""


@dataclass(frozen=True)
class Declared:
    """A release of the inventory."""

    version: str | None
    """None for a chart that is a folder, whose version says nothing of what is in it."""
    after: frozenset[str] = frozenset()
    """namespace/name of those it comes after."""


@dataclass(frozen=True)
class Wanted:
    """What the inventory says of the parts of the cluster."""

    nodegroups: Mapping[str, str | None]
    """Version that the inventory gives each, if any."""
    addons: Mapping[str, str | None]
    releases: Mapping[str, Declared]
    """By namespace/name."""

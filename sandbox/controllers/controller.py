"""What all controllers have in common that run beside the cluster; no input or output but by the cluster."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol


class Asked(Protocol):
    """A cluster that is asked by path; every question raises OSError while it does not answer."""

    def get(self, path: str) -> Any:
        """The answer; None when there is none of it."""


@dataclass(frozen=True)
class Given:
    """What the sandbox decides for every controller."""

    kubeconfig: str
    aws: str
    prometheus: str
    ports: tuple[str, ...]
    """Of health and of metrics; Prometheus has one."""


@dataclass(frozen=True)
class Start:
    """How the process is started; another one means that it has to be started anew."""

    arguments: tuple[str, ...] = ()
    environment: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Controller:
    """`release` is what stands of it in the cluster, or None; what it answers decides how the process is started."""

    release: Callable[[Asked], Any]
    start: Callable[[Any, Given], Start]
    files: Callable[[Asked, Given], Mapping[Path, str]] = lambda *_: {}
    """What it reads while it runs."""


def ready(cluster: Asked, deployment: str, definitions: tuple[str, ...]) -> Any:
    """Its Deployment as soon as a pod of it is ready and its kinds are served."""
    found = cluster.get(deployment)
    if not found or not found.get("status", {}).get("readyReplicas"):
        return None
    return found if all(cluster.get(path) for path in definitions) else None

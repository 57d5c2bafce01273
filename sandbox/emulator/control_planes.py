"""The real Kubernetes control planes that clusters claim."""

import base64
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any

import yaml


@dataclass(frozen=True)
class ControlPlane:
    name: str
    kubeconfig: Path
    endpoint: str
    certificate_authority: str


def read(folder: Path) -> ControlPlane:
    """The control plane whose admin kubeconfig lies in a folder."""
    path = folder / "kubeconfig"
    config: dict[str, Any] = yaml.safe_load(path.read_text())
    cluster = config["clusters"][0]["cluster"]
    authority = cluster.get("certificate-authority-data")
    if authority is None:
        authority = base64.b64encode((folder / cluster["certificate-authority"]).read_bytes()).decode()
    return ControlPlane(folder.name, path, cluster["server"], authority)


@dataclass
class Pool:
    """Which cluster holds which control plane; a name gets the one it had before when that is free."""

    folder: Path | None
    claimed: dict[str, str] = field(default_factory=dict)
    remembered: dict[str, str] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)

    def ready(self) -> list[Path]:
        if self.folder is None or not self.folder.is_dir():
            return []
        return sorted(path.parent for path in self.folder.glob("*/kubeconfig"))

    def claim(self, owner: str) -> ControlPlane | None:
        """The first free control plane, or None when every one is taken."""
        with self.lock:
            free = [folder for folder in self.ready() if folder.name not in self.claimed]
            if not free:
                return None
            previous = self.remembered.get(owner)
            others = {name for known, name in self.remembered.items() if known != owner}
            chosen = min(free, key=lambda folder: (folder.name != previous, folder.name in others, folder.name))
            plane = read(chosen)
            self.claimed[plane.name] = owner
            self.remembered[owner] = plane.name
            return plane

    def release(self, plane: ControlPlane) -> None:
        with self.lock:
            self.claimed.pop(plane.name, None)

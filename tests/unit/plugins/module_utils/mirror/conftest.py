"""Charts in repositories, and a Helm that pulls them from there."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible_collections.pinksea.platform.plugins.module_utils.oci.archives import pack


def packed(name: str, version: str = "1.0.0") -> bytes:
    return pack({"Chart.yaml": f"apiVersion: v2\nname: {name}\nversion: {version}\n".encode()}, name)


class World:
    """What C(charts) has by name can be pulled; every pull is remembered."""

    def __init__(self, folder: Path) -> None:
        self.lock, self.directory = folder / "charts.lock.yml", folder / "mirror"
        self.charts: dict[str, bytes] = {}
        self.entries: dict[str, dict[str, Any]] = {}
        self.pulled: list[str] = []

    def add(self, name: str, version: str = "1.0.0", **entry: Any) -> None:
        self.charts[name] = packed(name, version)
        digest = f"sha256:{hashlib.sha256(self.charts[name]).hexdigest()}"
        self.enter(name, **{"version": version, "digest": digest, **entry})

    def enter(self, name: str, **entry: Any) -> None:
        self.entries[name] = {"version": "1.0.0", "repository": "oci://registry.example.com/charts", **entry}
        self.lock.write_text(yaml.safe_dump({"charts": self.entries}, sort_keys=False))

    def helm(self, arguments: list[str]) -> tuple[int, str, str]:
        name = arguments[1].rpartition("/")[2]
        self.pulled.append(name)
        if name not in self.charts:
            return 1, "", "Error: no such host\n"
        Path(arguments[-1], f"{name}.tgz").write_bytes(self.charts[name])
        return 0, "", ""


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)

"""The third-party releases of the shipped inventories, as their roles declare them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[3]
PLAYBOOK = Path(__file__).with_name("declared.yml")
HOSTS = [("prod", "pingvas"), ("prod", "rag"), ("staging", "rag")]

Release = dict[str, Any]


def releases(environment: str, host: str, *overlays: str) -> dict[str, Release]:
    """By name, in the shape of helm_releases; C(overlays) are inventories on top."""
    return {each["name"]: each for each in declared(environment, *overlays)[host]}


@cache
def declared(environment: str, *overlays: str) -> dict[str, list[Release]]:
    inventories = [f"--inventory={ROOT}/inventories/{name}" for name in (environment, *overlays, "sandbox")]
    with tempfile.TemporaryDirectory() as folder:
        command = [str(Path(sys.executable).with_name("ansible-playbook")), *inventories, str(PLAYBOOK)]
        more = [f"--extra-vars=declared_folder={folder}", "--extra-vars=addons_charts="]
        done = subprocess.run([*command, *more], cwd=ROOT, env=os.environ, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
        return {path.stem: json.loads(path.read_text()) for path in Path(folder).glob("*.json")}

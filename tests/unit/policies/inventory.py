"""The statements of all policies in the variables of an inventory, as a run would template them."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[3]


def variables(environment: str, autoscaler: str = "karpenter", **more: Any) -> dict[str, dict[str, Any]]:
    """Variables of roles by host; C(more): variables and facts to go by, templated like any other."""
    return rendered(environment, json.dumps({"platform_autoscaler": autoscaler, **more}))


@cache
def rendered(environment: str, more: str) -> dict[str, dict[str, Any]]:
    """In a process of its own: there the plugins of the collection load as in a run."""
    command = [sys.executable, "-m", "tests.unit.policies.render", environment, more]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    loaded: dict[str, dict[str, Any]] = json.loads(done.stdout)
    return loaded


def statements(value: Any, path: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every statement below a value, with the names of the objects on the way to it."""
    if isinstance(value, dict):
        if {"Effect", "Action"} <= value.keys():
            yield path, value
        own = value.get("name", "")
        for key, inner in value.items():
            yield from statements(inner, f"{path}/{own}" if own and key != "name" else path)
    elif isinstance(value, list):
        for inner in value:
            yield from statements(inner, path)

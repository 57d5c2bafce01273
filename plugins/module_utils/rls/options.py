"""The intent of a schema as a task states it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible_collections.pinksea.platform.plugins.module_utils.rls.model import Plan, Probe, Task

PROBE: dict[str, Any] = {
    "name": {"type": "str", "required": True},
    "table": {"type": "str", "required": True},
    "values": {"type": "dict", "default": {}},
    "shared": {"type": "bool", "default": False},
    "visible": {"type": "bool", "default": False},
}
TASK: dict[str, Any] = {
    "role": {"type": "str", "required": True},
    "task": {"type": "str", "required": True},
    "table": {"type": "str", "required": True},
    "may": {"type": "list", "elements": "str", "required": True, "choices": ["select", "insert", "update"]},
    "never": {"type": "dict", "default": {}},
}


def plan(params: Mapping[str, Any]) -> Plan:
    return Plan(
        probes=tuple(Probe(**probe) for probe in params["probes"]),
        tasks=tuple(
            Task(task["role"].replace("-", "_"), task["task"], task["table"], tuple(task["may"]), task["never"])
            for task in params["tasks"]
        ),
        shared=frozenset(params["shared_tables"]),
        user_setting=params["user_setting"],
        task_setting=params["task_setting"],
    )

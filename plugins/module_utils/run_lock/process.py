"""Processes of this machine, told apart by number and beginning."""

from __future__ import annotations

import os
from pathlib import Path


def began(pid: int) -> str:
    """When a process began, in the kernel's ticks; empty where there is no /proc, and for one that is dead."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except OSError:
        return ""
    return "" if fields[0] in "ZX" else fields[19]


def is_alive(pid: int, started: str) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return began(pid) == started

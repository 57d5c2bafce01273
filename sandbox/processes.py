"""Starting, knowing and ending the processes of the sandbox, through pid files and /proc."""

import os
import pwd
import subprocess
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from signal import SIGKILL
from typing import TypedDict

from sandbox.layout import Part

STOP_SECONDS = 8.0
POLL_SECONDS = 0.05


@dataclass(frozen=True)
class Usage:
    """What a living process has used."""

    seconds: float
    memory_mb: float


class Identity(TypedDict):
    """What subprocess takes to run a command under an account."""

    user: str | None
    group: int | None
    extra_groups: list[str | int] | None


def pid_of(part: Part) -> int | None:
    """The pid of the part's process; None when it is gone or its pid belongs to another process now."""
    try:
        pid = int(part.pid_file.read_text())
    except (OSError, ValueError):
        return None
    return pid if part.mark in command_line(pid) else None


def command_line(pid: int) -> str:
    """The arguments of a process; empty for one that is gone or waits to be reaped."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
    return ""


def launch(
    part: Part,
    argv: Sequence[str | Path],
    cwd: Path,
    account: str | None = None,
    environment: Mapping[str, str] | None = None,
) -> "subprocess.Popen[bytes]":
    """Start the part's process away from this terminal, optionally under another account."""
    part.pid_file.parent.mkdir(parents=True, exist_ok=True)
    part.log.parent.mkdir(parents=True, exist_ok=True)
    with part.log.open("ab") as log:
        process = subprocess.Popen(
            argv,
            cwd=cwd,
            env={**os.environ, **(environment or {})},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            **identity(account),
        )
    part.pid_file.write_text(str(process.pid))
    while process.poll() is None and not command_line(process.pid):
        time.sleep(0.001)  # the kernel shows the arguments a moment after the program was loaded
    return process


def identity(account: str | None) -> Identity:
    """Keyword arguments of subprocess that run a command under the account, with no group but its own."""
    if account is None:
        return Identity(user=None, group=None, extra_groups=None)
    return Identity(user=account, group=pwd.getpwnam(account).pw_gid, extra_groups=[])


def stop(parts: Iterable[Part], seconds: float = STOP_SECONDS) -> list[Part]:
    """End the living ones among the parts: politely, and by force those that are left after some seconds."""
    living = {part: pid for part in parts if (pid := pid_of(part)) is not None}
    for part, pid in living.items():
        with suppress(ProcessLookupError):
            os.kill(pid, part.stop_signal)
    deadline = time.monotonic() + seconds
    while any(map(pid_of, living)) and time.monotonic() < deadline:
        time.sleep(POLL_SECONDS)
    for part in living:
        if (pid := pid_of(part)) is not None:
            with suppress(ProcessLookupError):
                os.kill(pid, SIGKILL)
    while any(map(pid_of, living)):
        time.sleep(POLL_SECONDS)
    return list(living)


def usage(pid: int) -> Usage | None:
    """Seconds since the start and resident memory; None when the process has just gone."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
        uptime = float(Path("/proc/uptime").read_text().split()[0])
    except OSError:
        return None
    return parse_usage(stat, uptime, os.sysconf("SC_CLK_TCK"), os.sysconf("SC_PAGE_SIZE"))


def parse_usage(stat: str, uptime: float, ticks_per_second: int, page_size: int) -> Usage:
    """Usage from the text of /proc/<pid>/stat; the command in it may hold spaces and brackets."""
    fields = stat.rpartition(")")[2].split()
    started, pages = int(fields[19]), int(fields[21])
    return Usage(uptime - started / ticks_per_second, pages * page_size / 1e6)


def tail(path: Path, lines: int) -> list[str]:
    """The last lines of a log."""
    try:
        return path.read_text(errors="replace").splitlines()[-lines:]
    except OSError:
        return []

"""Which ports are free on this machine, and who holds one that is not."""

import os
import socket
from contextlib import suppress
from pathlib import Path

from sandbox.layout import HOST
from sandbox.ports import listening_inodes
from sandbox.processes import command_line


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # a connection in TIME_WAIT holds nothing
        try:
            probe.bind((HOST, port))
            probe.listen()
        except OSError:
            return False
    return True


def holder(port: int) -> str:
    """The process that listens on the port, as far as this account may see it."""
    inodes: set[str] = set()
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        with suppress(OSError):
            inodes |= listening_inodes(Path(table).read_text().splitlines(), port)
    links = {f"socket:[{inode}]" for inode in inodes}
    for folder in Path("/proc").glob("[0-9]*/fd"):
        with suppress(OSError):
            if any(_link(each) in links for each in folder.iterdir()):
                pid = int(folder.parent.name)
                return f"pid {pid} ({command_line(pid)[:80]})"
    return "a process that this account cannot see"


def _link(path: Path) -> str:
    with suppress(OSError):
        return os.readlink(path)
    return ""

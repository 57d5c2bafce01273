"""Redis servers and Sentinels of one test, each server behind a relay that can be cut, on free loopback ports.

As a command (`python -m tests.integration.redis_nodes FOLDER VERB PORT`) it takes a server away and brings it back:
`kill` (SIGKILL) and `start`, `stop` (SIGSTOP) and `go`, `cut` (its connections drop, it lives on) and `join`.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import redis

from sandbox import packages

ROOT = Path(__file__).parents[2]
PASSWORD = "of-this-test"
MASTER = "orders"
TIMEOUT = 120.0


def free_ports(count: int) -> list[int]:
    held = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [server.getsockname()[1] for server in held]
    for server in held:
        server.close()
    return ports


def until(holds: Callable[[], bool], what: str, timeout: float = TIMEOUT) -> None:
    deadline = time.monotonic() + timeout
    while not holds():
        assert time.monotonic() < deadline, what
        time.sleep(0.05)


class Nodes:
    """All processes of a topology, by port; what the commands need to know is in a file of the folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.known = folder / "nodes.json"

    def state(self) -> dict[str, dict[str, int]]:
        found: dict[str, dict[str, int]] = json.loads(self.known.read_text()) if self.known.exists() else {}
        return found

    def note(self, port: int, **facts: int) -> None:
        state = self.state()
        state[str(port)] = state.get(str(port), {}) | facts
        self.known.write_text(json.dumps(state))

    def spawn(self, name: str, *argv: str) -> int:
        with (self.folder / f"{name}.log").open("ab") as log:
            command = [str(part) for part in argv]
            return subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log, start_new_session=True).pid

    def start(self, port: int) -> None:
        """The server that is reached at this port; its own is its relay's business."""
        config = self.folder / f"{port}.conf"
        mode = ["--sentinel"] if self.state()[str(port)].get("sentinel") else []
        self.note(port, pid=self.spawn(str(port), str(packages.find("redis-server")), str(config), *mode))

    def join(self, port: int) -> None:
        inner = self.state()[str(port)]["inner"]
        argv = [sys.executable, "-m", "tests.integration.relay", str(port), str(inner)]
        self.note(port, relay=self.spawn(f"relay-{port}", *argv))

    def signal(self, port: int, which: str, number: signal.Signals) -> None:
        pid = self.state()[str(port)][which]
        os.kill(pid, number)
        if number == signal.SIGKILL:
            until(lambda: not alive(pid), f"{pid} does not die")

    def kill(self, port: int) -> None:
        self.signal(port, "pid", signal.SIGKILL)

    def stop(self, port: int) -> None:
        self.signal(port, "pid", signal.SIGSTOP)

    def go(self, port: int) -> None:
        self.signal(port, "pid", signal.SIGCONT)

    def cut(self, port: int) -> None:
        self.signal(port, "relay", signal.SIGKILL)

    def end(self) -> None:
        for node in self.state().values():
            for which in ("pid", "relay"):
                if which in node and alive(node[which]):
                    os.kill(node[which], signal.SIGKILL)


def alive(pid: int) -> bool:
    """Whether it runs; a zombie of ours is reaped."""
    with suppress(ChildProcessError):
        os.waitpid(pid, os.WNOHANG)
    try:
        return "(zombie)" not in Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return False


class Topology:
    """Three servers and three Sentinels, ready."""

    def __init__(self, folder: Path) -> None:
        self.nodes = Nodes(folder)
        self.servers, inner, self.watchers = (free_ports(3) for _ in range(3))
        for port, own in zip(self.servers, inner, strict=True):
            self.nodes.note(port, inner=own)
            self.write(port, own, *self.server(port))
            self.nodes.start(port)
            self.nodes.join(port)
        for port in self.servers:
            until(lambda port=port: self.in_step(port), f"{port} does not replicate")
        for port in self.watchers:
            self.nodes.note(port, sentinel=1)
            self.write(port, port, *self.sentinel())
            self.nodes.start(port)
        for port in self.watchers:
            until(lambda port=port: self.has_quorum(port), f"sentinel {port} finds no quorum")

    def write(self, port: int, own: int, *lines: str) -> None:
        folder = self.nodes.folder / str(port)
        folder.mkdir()
        common = ["bind 127.0.0.1", f"port {own}", f'dir "{folder}"', f"requirepass {PASSWORD}"]
        (self.nodes.folder / f"{port}.conf").write_text("\n".join([*common, *lines]) + "\n")

    def server(self, port: int) -> list[str]:
        follow = [] if port == self.servers[0] else [f"replicaof 127.0.0.1 {self.servers[0]}"]
        announced = ["replica-announce-ip 127.0.0.1", f"replica-announce-port {port}"]
        safe = ["appendonly yes", "min-replicas-to-write 1", "min-replicas-max-lag 10", "repl-diskless-sync-delay 0"]
        return [f"masterauth {PASSWORD}", *announced, *safe, *follow]

    def sentinel(self) -> list[str]:
        return [
            f"sentinel sentinel-pass {PASSWORD}",
            f"sentinel monitor {MASTER} 127.0.0.1 {self.servers[0]} 2",
            f"sentinel auth-pass {MASTER} {PASSWORD}",
            f"sentinel down-after-milliseconds {MASTER} 5000",
            f"sentinel failover-timeout {MASTER} 20000",
        ]

    def connect(self, port: int) -> "redis.Redis":
        return redis.Redis(port=port, password=PASSWORD, socket_timeout=2, decode_responses=True, protocol=2)

    def in_step(self, port: int) -> bool:
        try:
            info = self.connect(port).info("replication")
        except redis.RedisError:
            return False
        return info.get("master_link_status") == "up" or info.get("connected_slaves") == 2

    def has_quorum(self, port: int) -> bool:
        try:
            return "OK 3" in self.connect(port).execute_command("SENTINEL", "CKQUORUM", MASTER)
        except redis.RedisError:
            return False


if __name__ == "__main__":
    folder, verb, port = sys.argv[1:]
    getattr(Nodes(Path(folder)), verb)(int(port))

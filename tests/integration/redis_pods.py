"""The pods of the chart redis-sentinel as processes: its own files, on an address of loopback for each pod.

As a command (`python -m tests.integration.redis_pods FOLDER VERB POD`) it takes a server away and brings it back as
Kubernetes would: `leave` (preStop, then SIGTERM), `crash` (SIGKILL of server and Sentinel), `enter`.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import redis

from tests.integration.redis_nodes import PASSWORD, alive, until

DOMAIN = "redis.prod.svc"
ADDRESSES = {f"redis-{index}": f"127.0.53.{index + 1}" for index in range(3)}
# Names that only these processes know.
NAMED = ["unshare", "-rm", "sh", "-c", 'mount --bind "$0" /etc/hosts && exec "$@"']


class Pods:
    """What a command needs to know of them is in files of the folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.known = folder / "known.json"
        self.hosts = folder / "hosts"

    def prepare(self, files: dict[str, str], port: int, sentinel_port: int) -> None:
        self.hosts.touch()
        for pod, address in ADDRESSES.items():
            folder = self.folder / pod
            for part in ("etc", "run", "data", "backup"):
                (folder / part).mkdir(parents=True)
            places = {
                "bind * -::*": f"bind {address}",
                "127.0.0.1": address,
                "26379": str(sentinel_port),
                "6379": str(port),
                **{
                    path: str(folder / part)
                    for path, part in {
                        "/etc/redis": "etc",
                        "/run/redis": "run",
                        "/data": "data",
                        "/backup": "backup",
                    }.items()
                },
            }
            for name, text in files.items():
                (folder / "etc" / name).write_text(self.placed(text, places))
        self.known.write_text(json.dumps({"port": port, "sentinel_port": sentinel_port}))

    def placed(self, text: str, places: dict[str, str]) -> str:
        """All at once in marks first, as one port is part of the other."""
        for index, path in enumerate(places):
            text = text.replace(path, f"@{index}@")
        for index, place in enumerate(places.values()):
            text = text.replace(f"@{index}@", place)
        return text

    def argv(self, pod: str, script: str, *arguments: str) -> list[str]:
        path = self.folder / pod / "etc" / script
        return [*NAMED, str(self.hosts), "sh", str(path), *arguments]

    def environment(self, pod: str) -> dict[str, str]:
        return {**os.environ, "POD_NAME": pod, "REDISCLI_AUTH": PASSWORD}

    def run(self, pod: str, script: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = self.argv(pod, script, *arguments)
        return subprocess.run(command, env=self.environment(pod), capture_output=True, text=True, timeout=120)

    def spawn(self, pod: str, part: str) -> None:
        with (self.folder / f"{pod}-{part}.log").open("ab") as log:
            process = subprocess.Popen(
                self.argv(pod, f"start-{part}.sh"),
                env=self.environment(pod),
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.pid_file(pod, part).write_text(str(process.pid))

    def pid_file(self, pod: str, part: str) -> Path:
        return self.folder / f"{pod}-{part}.pid"

    def end(self, pod: str, part: str, number: signal.Signals) -> None:
        if self.pid_file(pod, part).exists():
            pid = int(self.pid_file(pod, part).read_text())
            if alive(pid):
                os.kill(pid, number)
                until(lambda: not alive(pid), f"{part} of {pod} does not end")

    def enter(self, pod: str) -> None:
        """A pod has no name before it is there for the first time."""
        line = f"{ADDRESSES[pod]} {pod}.{DOMAIN}\n"
        with self.hosts.open("a") as hosts:
            hosts.write("" if line in self.hosts.read_text() else line)
        for part in ("sentinel", "redis"):
            pid = int(self.pid_file(pod, part).read_text()) if self.pid_file(pod, part).exists() else 0
            if not (pid and alive(pid)):
                self.spawn(pod, part)

    def leave(self, pod: str) -> None:
        stopped = self.run(pod, "stop-redis.sh")
        assert stopped.returncode == 0, stopped.stderr
        self.end(pod, "redis", signal.SIGTERM)

    def crash(self, pod: str) -> None:
        for part in ("redis", "sentinel"):
            self.end(pod, part, signal.SIGKILL)

    def connect(self, pod: str, which: str = "port") -> redis.Redis:
        port = json.loads(self.known.read_text())[which]
        host = ADDRESSES[pod]
        return redis.Redis(host, port, password=PASSWORD, socket_timeout=2, decode_responses=True, protocol=2)


if __name__ == "__main__":
    folder, verb, pod = sys.argv[1:]
    getattr(Pods(Path(folder)), verb)(pod)

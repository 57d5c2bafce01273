"""Asking a part whether it serves, and waiting until it does."""

import socket
import ssl
import struct
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

from sandbox.errors import SandboxError
from sandbox.layout import HOST, Part
from sandbox.processes import pid_of, tail

POLL_SECONDS = 0.1
ANSWER_SECONDS = 2.0
LOG_LINES = 8


def wait(part: Part, serves: Callable[[], bool], seconds: float) -> None:
    """Return as soon as the part serves; tell what its log says when it ends before or takes too long."""
    deadline = time.monotonic() + seconds
    while True:
        if pid_of(part) is None:
            raise SandboxError(_failure(part, "ended before it served"))
        if answered(serves):
            return
        if time.monotonic() > deadline:
            raise SandboxError(_failure(part, f"does not serve on {part.address} after {seconds:.0f} s"))
        time.sleep(POLL_SECONDS)


def answered(serves: Callable[[], bool]) -> bool:
    try:
        return serves()
    except OSError:
        return False


def http(url: str, authority: Path | None = None) -> bool:
    """Whether a GET answers 200."""
    context = ssl.create_default_context(cafile=authority)
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=context))
    with opener.open(url, timeout=ANSWER_SECONDS) as response:
        return bool(response.status == 200)


def postgres(port: int) -> bool:
    """Whether the server asks for a password; while it starts, it answers with an error instead."""
    body = struct.pack("!I", 196608) + b"user\0postgres\0database\0postgres\0\0"
    with socket.create_connection((HOST, port), timeout=ANSWER_SECONDS) as connection:
        connection.sendall(struct.pack("!I", len(body) + 4) + body)
        return connection.recv(1) == b"R"


def redis(port: int, password: str, command: str) -> str:
    """The server's answer to one command, as text."""
    with socket.create_connection((HOST, port), timeout=ANSWER_SECONDS) as connection:
        connection.sendall(f"AUTH {password}\r\n{command}\r\n".encode())
        answers = connection.makefile("rb")
        answers.readline()
        answer = answers.readline()
        if answer.startswith(b"$"):
            answer = answers.read(int(answer[1:]))
        return answer.decode(errors="replace")


def _failure(part: Part, what: str) -> str:
    log = "".join(f"\n    {line}" for line in tail(part.log, LOG_LINES))
    return f"{part.name} {what}; remove the cause, or start afresh with `down` and `up`. Its log, {part.log}:{log}"

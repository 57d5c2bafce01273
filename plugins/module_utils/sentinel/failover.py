"""Real failovers under a writer that counts what was confirmed."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from threading import Event, Thread
from typing import Any

from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.sentinel.figures import (
    Ack,
    Round,
    judge,
)
from redis.exceptions import RedisError

PACE = 0.01
POLL = 0.1
CONFIRMED_WITHIN_MS = 1000
KEPT_SECONDS = 3600

Connect = Callable[[], Any]


def address_of(server: Any) -> str:
    where: Mapping[str, Any] = server.connection_pool.connection_kwargs
    return f"{where['host']}:{where['port']}"


class Writer(Thread):
    """Writes numbers into a hash, one after another, and goes to the new master when the old one is lost."""

    def __init__(self, connect: Connect, key: str) -> None:
        super().__init__(daemon=True)
        self.connect, self.key = connect, key
        self.acks: list[Ack] = []
        self.number = 0
        self.done = Event()
        self.went_on = Event()
        self.left: str | None = None

    def run(self) -> None:
        server = None
        while not self.done.wait(PACE):
            try:
                server = server or self.connect()
                self.write(server)
            except (PlatformError, RedisError, OSError):
                server = None

    def write(self, server: Any) -> None:
        """One write counts when a replica has confirmed it in time."""
        self.number += 1
        server.hset(self.key, str(self.number), 1)
        if server.wait(1, CONFIRMED_WITHIN_MS) >= 1:
            self.acks.append(Ack(self.number, time.monotonic(), address_of(server)))
            if self.left and self.acks[-1].master != self.left:
                self.went_on.set()


@contextmanager
def writing(connect: Connect, key: str) -> Iterator[Writer]:
    """A writer at work, whose key is gone afterwards."""
    writer = Writer(connect, key)
    with connect() as server:
        server.hset(key, "0", 1)
        server.expire(key, KEPT_SECONDS)
    writer.start()
    try:
        yield writer
    finally:
        writer.done.set()
        writer.join()
        with connect() as server:
            server.delete(key)


def fail_over(connect: Connect, key: str, bring_down: Callable[[str], None], timeout: float) -> Round:
    """Take the master away while somebody writes; C(timeout) is in seconds and ends the wait for a new one."""
    with connect() as server:
        old = address_of(server)
    with writing(connect, key) as writer:
        await_(lambda: bool(writer.acks), timeout, f"the master {old} confirms no write")
        writer.left = old
        bring_down(old)
        if not writer.went_on.wait(timeout):
            raise PlatformError(f"{timeout:g} s after {old} was taken down no other server takes writes.")
        writer.done.set()
        writer.join()
        with connect() as server:
            kept = {int(field) for field in server.hkeys(key)}
        return judge(writer.acks, old, kept)


def await_(holds: Callable[[], bool], timeout: float, otherwise: str) -> None:
    deadline = time.monotonic() + timeout
    while not holds():
        if time.monotonic() > deadline:
            raise PlatformError(f"{otherwise} within {timeout:g} s.")
        time.sleep(POLL)


def settled(look: Callable[[], list[str]], timeout: float) -> None:
    """Wait until nothing is found any more, as before the failover."""
    found: list[str] = []

    def calm() -> bool:
        found[:] = look()
        return not found

    try:
        await_(calm, timeout, "not settled")
    except PlatformError as error:
        raise PlatformError(
            f"{timeout:g} s after the failover it is not as it was before: {' '.join(found)}"
        ) from error

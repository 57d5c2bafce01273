"""Waiting for real processes and asking real sockets."""

import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from sandbox import processes, readiness
from sandbox.errors import SandboxError
from sandbox.layout import Part


@contextmanager
def answering(answer: bytes) -> Iterator[int]:
    """The port of a server that answers its first client with these bytes."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            connection, _ = server.accept()
            with connection, suppress(OSError):
                connection.recv(1024)
                connection.sendall(answer)
                connection.shutdown(socket.SHUT_WR)
                connection.recv(1024)

        thread = threading.Thread(target=serve)
        thread.start()
        yield server.getsockname()[1]
        thread.join()


@pytest.fixture
def part(tmp_path: Path) -> Iterator[Part]:
    made = Part("server", (15999,), tmp_path / "pids/server.pid", tmp_path / "server.log", str(tmp_path / "mark"))
    yield made
    processes.stop([made], 0)


def launch(part: Part, code: str) -> "subprocess.Popen[bytes]":
    return processes.launch(part, [sys.executable, "-c", code, part.mark], Path("/"))


@pytest.mark.parametrize(("answer", "ready"), [(b"R\0\0\0\x17", True), (b"ESFATAL", False), (b"", False)])
def test_postgres_is_ready_when_it_asks_for_a_password(answer: bytes, ready: bool) -> None:
    with answering(answer) as port:
        assert readiness.postgres(port) is ready


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        (b"+OK\r\n+OK 3 usable\r\n", "+OK 3 usable\r\n"),
        (b"+OK\r\n$9\r\nrole:a\r\nb\r\n", "role:a\r\nb"),
        (b"-NO\r\n-NO\r\n", "-NO\r\n"),
    ],
)
def test_redis_answers_by_line_or_by_length(answer: bytes, text: str) -> None:
    with answering(answer) as port:
        assert readiness.redis(port, "pw", "PING") == text


def test_a_refused_connection_is_no_answer() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

    assert not readiness.answered(lambda: readiness.postgres(port))
    assert not readiness.answered(lambda: readiness.http(f"http://127.0.0.1:{port}/"))


def test_wait_returns_when_the_part_serves(part: Part) -> None:
    launch(part, "import signal; signal.pause()")
    answers = iter([False, True])

    readiness.wait(part, lambda: next(answers), 60)

    assert next(answers, None) is None


def test_wait_tells_the_log_of_a_part_that_ended(part: Part) -> None:
    launch(part, "raise SystemExit('no such disk')").wait()

    with pytest.raises(SandboxError, match=r"^server ended before it served; (.|\n)*no such disk$"):
        readiness.wait(part, lambda: True, 60)


def test_wait_gives_up_on_a_part_that_never_serves(part: Part) -> None:
    launch(part, "import signal; signal.pause()")

    with pytest.raises(SandboxError, match=r"^server does not serve on 127.0.0.1:15999 after 0 s; "):
        readiness.wait(part, lambda: False, 0)

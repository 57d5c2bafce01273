"""Real sockets on free ports of the loopback."""

import os
import socket
from collections.abc import Iterator

import pytest

from sandbox import sockets


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server


def test_a_listener_takes_its_port_until_it_closes(listener: socket.socket) -> None:
    port = listener.getsockname()[1]

    assert not sockets.is_free(port)
    listener.close()
    assert sockets.is_free(port)


def test_a_listener_on_every_address_takes_the_port_too() -> None:
    with socket.create_server(("", 0)) as server:
        assert not sockets.is_free(server.getsockname()[1])


def test_the_holder_is_named_by_its_pid(listener: socket.socket) -> None:
    assert sockets.holder(listener.getsockname()[1]).startswith(f"pid {os.getpid()} (")


def test_nobody_visible_holds_a_free_port(listener: socket.socket) -> None:
    port = listener.getsockname()[1]
    listener.close()

    assert sockets.holder(port) == "a process that this account cannot see"

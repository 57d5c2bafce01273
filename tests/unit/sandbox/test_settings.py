"""Deciding and reading back what a sandbox was made with."""

import socket
from pathlib import Path

import pytest

from sandbox import ports, settings, sockets
from sandbox.errors import SandboxError


@pytest.fixture
def base() -> int:
    """A block of ports that is free now."""
    for candidate in range(20000, 30000, ports.STEP):
        if not ports.taken(ports.assign(candidate, ports.MAX_CONTROL_PLANES), sockets.is_free):
            return candidate
    pytest.skip("no free block of ports from 20000 to 29999 on this machine")


def test_what_was_decided_is_read_back(tmp_path: Path, base: int) -> None:
    made = settings.ensure(tmp_path, {"SANDBOX_PORT_BASE": str(base), "SANDBOX_CONTROL_PLANES": "1"})

    assert (made.base, made.control_planes) == (base, 1)
    assert settings.load(tmp_path) == settings.ensure(tmp_path, {}) == made
    assert made.postgres_password != made.redis_password
    assert (tmp_path / ".sandbox/settings.json").stat().st_mode & 0o077 == 0


def test_two_control_planes_unless_asked(tmp_path: Path, base: int) -> None:
    assert settings.ensure(tmp_path, {"SANDBOX_PORT_BASE": str(base)}).control_planes == 2


def test_nothing_to_read_back(tmp_path: Path) -> None:
    assert settings.load(tmp_path) is None


def test_a_fixed_base_with_a_taken_port_is_refused_in_one_sentence(tmp_path: Path, base: int) -> None:
    with (
        socket.create_server(("127.0.0.1", base + 50)),
        pytest.raises(SandboxError, match=rf"^port {base + 50} for postgres is taken by pid \d+ .*: end that process"),
    ):
        settings.ensure(tmp_path, {"SANDBOX_PORT_BASE": str(base)})
    assert list(tmp_path.iterdir()) == []


def test_a_port_taken_while_its_part_was_dead_is_refused(tmp_path: Path, base: int) -> None:
    settings.ensure(tmp_path, {"SANDBOX_PORT_BASE": str(base)})
    with (
        socket.create_server(("127.0.0.1", base)),
        pytest.raises(SandboxError, match=rf"^port {base} for aws is taken by .* run `down` and then `up`"),
    ):
        settings.ensure(tmp_path, {})


def test_the_next_block_is_taken_when_none_is_asked_for(
    tmp_path: Path, base: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(ports, "DEFAULT_BASE", base - ports.STEP)
    with socket.create_server(("127.0.0.1", base - ports.STEP + 60)):
        assert settings.ensure(tmp_path, {}).base == base
    assert f"port {base - 40} for redis-0 is taken" in capsys.readouterr().out


@pytest.mark.parametrize(("name", "value"), [("SANDBOX_PORT_BASE", "15700"), ("SANDBOX_CONTROL_PLANES", "3")])
def test_another_wish_than_what_runs_is_refused(tmp_path: Path, base: int, name: str, value: str) -> None:
    settings.ensure(tmp_path, {"SANDBOX_PORT_BASE": str(base)})

    with pytest.raises(SandboxError, match=rf"^{name} is {value}, but this sandbox has \d+: .* `down` first$"):
        settings.ensure(tmp_path, {name: value})


@pytest.mark.parametrize("text", ["0", "5", "two", "-1", "1.5"])
def test_a_number_out_of_range_is_refused_by_name_and_value(text: str) -> None:
    with pytest.raises(SandboxError, match=rf"^PLANES is '{text}': give a whole number from 1 to 4, or unset it$"):
        settings.number({"PLANES": text}, "PLANES", 1, 4)


def test_an_unset_number_is_none() -> None:
    assert settings.number({}, "PLANES", 1, 4) is settings.number({"PLANES": ""}, "PLANES", 1, 4) is None

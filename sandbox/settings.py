"""The sandbox of a checkout: read back, or decided from the environment and the free ports."""

import json
import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from sandbox import ports, sockets
from sandbox.errors import SandboxError
from sandbox.layout import Sandbox, data_home, state_of
from sandbox.processes import pid_of
from sandbox.report import say

DEFAULT_CONTROL_PLANES = 2


def load(root: Path) -> Sandbox | None:
    """The sandbox that an earlier `up` has made; None when there is none."""
    try:
        values = json.loads((state_of(root) / "settings.json").read_text())
    except FileNotFoundError:
        return None
    return Sandbox(root=root, **{**values, "data": Path(values["data"])})


def ensure(root: Path, environment: Mapping[str, str]) -> Sandbox:
    """The sandbox to start: its ports are free, or held by its own living parts."""
    base = number(environment, "SANDBOX_PORT_BASE", 1024, 65535 - ports.STEP)
    control_planes = number(environment, "SANDBOX_CONTROL_PLANES", 1, ports.MAX_CONTROL_PLANES)
    made = load(root)
    if made is None:
        return _create(root, base, control_planes or DEFAULT_CONTROL_PLANES)
    for name, asked, has in (
        ("SANDBOX_PORT_BASE", base, made.base),
        ("SANDBOX_CONTROL_PLANES", control_planes, made.control_planes),
    ):
        if asked not in {None, has}:
            raise SandboxError(f"{name} is {asked}, but this sandbox has {has}: unset it, or run `down` first")
    dead = {part.name: part.ports for part in made.parts.values() if pid_of(part) is None}
    if held := ports.taken(dead, sockets.is_free):
        raise SandboxError(f"{_who(held)}: end that process, or run `down` and then `up` for other ports")
    return made


def number(environment: Mapping[str, str], name: str, low: int, high: int) -> int | None:
    """An optional whole number of the environment."""
    text = environment.get(name, "")
    if not text:
        return None
    if not text.isdecimal() or not low <= int(text) <= high:
        raise SandboxError(f"{name} is {text!r}: give a whole number from {low} to {high}, or unset it")
    return int(text)


def _create(root: Path, base: int | None, control_planes: int) -> Sandbox:
    state, free_base = state_of(root), _free_base(base, control_planes)
    state.mkdir(exist_ok=True)
    made = Sandbox(
        root=root,
        base=free_base,
        control_planes=control_planes,
        data=data_home(root, os.geteuid() == 0, _is_public(state)),
        postgres_password=secrets.token_urlsafe(18),
        redis_password=secrets.token_urlsafe(18),
    )
    write_private(
        state / "settings.json",
        {
            "base": made.base,
            "control_planes": made.control_planes,
            "data": str(made.data),
            "postgres_password": made.postgres_password,
            "redis_password": made.redis_password,
        },
    )
    return made


def write_private(path: Path, document: dict[str, object]) -> None:
    """Whole or not at all, and for this account alone: it holds passwords."""
    making = path.with_name(f"{path.name}.new")
    making.touch(mode=0o600)
    making.write_text(json.dumps(document, indent=2) + "\n")
    making.replace(path)


def _free_base(asked: int | None, control_planes: int) -> int:
    for base in [asked] if asked else ports.candidates():
        held = ports.taken(ports.assign(base, control_planes), sockets.is_free)
        if not held:
            return base
        if asked:
            raise SandboxError(f"{_who(held)}: end that process, or set SANDBOX_PORT_BASE to another number")
        say(f"  ports {base}-{base + ports.STEP - 1}: {_who(held)}; trying the next hundred")
    last = ports.candidates()[-1]
    raise SandboxError(
        f"no free hundred of ports from {ports.DEFAULT_BASE} to {last + ports.STEP - 1}: set SANDBOX_PORT_BASE"
    )


def _who(held: list[tuple[str, int]]) -> str:
    part, port = held[0]
    more = f" (and {len(held) - 1} more)" if len(held) > 1 else ""
    return f"port {port} for {part}{more} is taken by {sockets.holder(port)}"


def _is_public(path: Path) -> bool:
    """Whether any account may pass through the path."""
    return all(each.stat().st_mode & 0o001 for each in (path, *path.parents))

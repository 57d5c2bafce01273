"""Bringing one part up: start it unless it lives, wait until it serves, say what happened."""

import time
from collections.abc import Callable, Sequence
from pathlib import Path

from sandbox import readiness
from sandbox.layout import Part
from sandbox.processes import launch, pid_of
from sandbox.report import line

START_SECONDS = 60


def ensure(
    part: Part,
    argv: Sequence[str | Path],
    serves: Callable[[], bool],
    cwd: Path,
    account: str | None = None,
) -> None:
    began = time.monotonic()
    again = part.log.exists()
    lives = pid_of(part) is not None
    if not lives:
        launch(part, argv, cwd, account)
    readiness.wait(part, serves, START_SECONDS)
    line(part.name, state(lives, again), began, part.address)


def state(lives: bool, again: bool) -> str:
    return "running" if lives else "started again" if again else "started"

"""Waiting, in one place: many objects are polled side by side until each is ready, with a line for every new state."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Literal

from ansible_collections.pinksea.platform.plugins.module_utils.errors import ManyErrors

Phase = Literal["pending", "ready", "failed"]


@dataclass(frozen=True)
class Status:
    """What an API says of one object: its own word for the state, and what that means for somebody who waits.

    The reason is why it failed, or what to do when it stays pending.
    """

    state: str
    phase: Phase
    reason: str = ""


@dataclass(frozen=True)
class Waited:
    """How one wait ended, after how many seconds."""

    name: str
    state: str
    seconds: float


Probe = Callable[[], Status]
Report = Callable[[Waited], None]


def wait_until_ready(
    probes: Mapping[str, Probe],
    *,
    timeout: float,
    interval: float,
    report: Report,
    option: str = "wait_timeout",
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
) -> list[Waited]:
    """Poll every probe each C(interval) seconds until all are ready. Raises with a sentence for each failure.

    C(option) is the one that gives the timeout.
    """
    started = clock()
    seen: dict[str, str] = {}
    done: list[Waited] = []
    problems: list[str] = []
    pending = dict(probes)
    with ThreadPoolExecutor(max_workers=16) as pool:
        while pending:
            statuses = dict(zip(pending, pool.map(lambda probe: probe(), pending.values()), strict=True))
            seconds = clock() - started
            for name, status in statuses.items():
                waited = Waited(name, status.state, round(seconds, 1))
                if seen.get(name) != status.state:
                    seen[name] = status.state
                    report(waited)
                if status.phase == "pending":
                    continue
                del pending[name]
                if status.phase == "ready":
                    done.append(waited)
                else:
                    problems.append(
                        f"{name} ended as {status.state} after {seconds:.0f} s: {status.reason or 'no reason given'}."
                    )
            if pending and seconds >= timeout:
                problems += [
                    f"{name} is still {seen[name]} after {timeout:.0f} s ({option}): "
                    f"{statuses[name].reason or 'run again to go on waiting'}."
                    for name in pending
                ]
                break
            if pending:
                sleep(interval)
    if problems:
        raise ManyErrors(problems)
    return done

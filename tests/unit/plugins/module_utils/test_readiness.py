"""Waiting by a clock that is advanced by sleeping, not by time."""

from collections.abc import Callable

import pytest
from ansible_collections.pinksea.platform.plugins.module_utils.errors import ManyErrors
from ansible_collections.pinksea.platform.plugins.module_utils.readiness import Status, Waited, wait_until_ready


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


CREATING = Status("CREATING", "pending")
ACTIVE = Status("ACTIVE", "ready")


def after(clock: Clock, seconds: float, end: Status = ACTIVE) -> Callable[[], Status]:
    return lambda: end if clock.now >= seconds else CREATING


def wait(clock: Clock, timeout: float = 100, **probes: Callable[[], Status]) -> tuple[list[Waited], list[Waited]]:
    reported: list[Waited] = []
    done = wait_until_ready(
        probes, timeout=timeout, interval=10, report=reported.append, clock=clock, sleep=clock.sleep
    )
    return done, reported


def test_waits_overlap() -> None:
    clock = Clock()
    done, reported = wait(clock, cluster=after(clock, 50), nat=after(clock, 20))
    assert done == [Waited("nat", "ACTIVE", 20), Waited("cluster", "ACTIVE", 50)]
    assert clock.now == 50
    assert [(row.name, row.state) for row in reported] == [
        ("cluster", "CREATING"),
        ("nat", "CREATING"),
        ("nat", "ACTIVE"),
        ("cluster", "ACTIVE"),
    ]


def test_ready_at_once_does_not_sleep() -> None:
    clock = Clock()
    wait(clock, cluster=after(clock, 0))
    assert clock.now == 0


def test_nothing_to_wait_for() -> None:
    assert wait(Clock()) == ([], [])


def test_a_failure_does_not_end_the_other_waits() -> None:
    clock = Clock()
    failed = Status("CREATE_FAILED", "failed", "not enough addresses")
    with pytest.raises(ManyErrors) as failure:
        wait(clock, group=after(clock, 10, failed), cluster=after(clock, 30))
    assert failure.value.problems == ["group ended as CREATE_FAILED after 10 s: not enough addresses."]
    assert clock.now == 30


def test_a_timeout_names_the_variable_and_the_remedy() -> None:
    clock = Clock()
    with pytest.raises(ManyErrors, match=r"cluster is still CREATING after 40 s \(wait_timeout\): run again"):
        wait(clock, timeout=40, cluster=after(clock, 50))

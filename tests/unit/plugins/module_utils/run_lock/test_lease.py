"""Who gets a lock."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.run_lock.lease import (
    Holder,
    is_due,
    new_holder,
    next_step,
    parse,
    refusal,
    renewed,
)

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
MINE = new_holder({"host": "here", "pid": 7, "started": "100"}, "arn:me", NOON, timedelta(hours=1))
OTHER = new_holder(
    {"host": "there", "pid": 8, "started": "200"}, "arn:other", NOON - timedelta(minutes=30), timedelta(hours=1)
)


@pytest.mark.parametrize(
    ("found", "minutes", "is_dead", "breaking", "step"),
    [
        (OTHER, 0, False, False, "refuse"),
        (OTHER, 29, False, False, "refuse"),
        (OTHER, 30, False, False, "take"),
        (OTHER, 0, True, False, "take"),
        (OTHER, 0, False, True, "take"),
        (replace(MINE, who="arn:me-too"), 0, False, False, "renew"),
        (MINE, 120, True, True, "renew"),
        (replace(MINE, started="99"), 0, False, False, "refuse"),
        (replace(MINE, host="elsewhere"), 0, False, False, "refuse"),
    ],
)
def test_next_step(found: Holder, minutes: int, is_dead: bool, breaking: bool, step: str) -> None:
    now = NOON + timedelta(minutes=minutes)
    assert next_step(MINE, found, now, is_dead=is_dead, breaking=breaking) == step


def test_a_renewal_only_moves_the_end() -> None:
    later = new_holder(
        {"host": "here", "pid": 7, "started": "100"}, "arn:me", NOON + timedelta(minutes=20), timedelta(hours=1)
    )
    assert renewed(MINE, later) == replace(MINE, until="2026-11-22T13:20:00+00:00")


@pytest.mark.parametrize(("lease", "minutes", "due"), [(60, 4, False), (60, 5, True), (60, 90, True), (12, 1, True)])
def test_a_lease_is_renewed_when_a_twelfth_of_it_is_over(lease: int, minutes: int, due: bool) -> None:
    until = (NOON + timedelta(minutes=lease)).isoformat()
    assert is_due(until, timedelta(minutes=lease), NOON + timedelta(minutes=minutes)) == due


def test_a_run_longer_than_its_lease_is_never_overtaken() -> None:
    """Four hours, with a look at the lease every 50 minutes, and a rival who tries every minute."""
    lease, process, held = timedelta(hours=1), {"host": "here", "pid": 7, "started": "100"}, MINE
    for minute in range(240):
        now = NOON + timedelta(minutes=minute)
        if minute % 50 == 0 and is_due(held.until, lease, now):
            held = renewed(held, new_holder(process, "arn:me", now, lease))
        assert next_step(OTHER, held, now, is_dead=False, breaking=False) == "refuse", minute


def test_what_is_written_is_read() -> None:
    assert parse("/pinksea/rag/run", MINE.text()) == MINE


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"who": "me"}'])
def test_a_parameter_of_somebody_else_is_not_taken(text: str) -> None:
    with pytest.raises(PlatformError, match="which no run has written"):
        parse("/pinksea/rag/run", text)


def test_the_refusal_names_holder_and_remedy() -> None:
    assert str(refusal("rag", OTHER)) == (
        "rag is being changed by arn:other on there (process 8) since 2026-11-22T11:30:00+00:00: wait for its end, "
        "or, if that run is dead, until its lease is over at 2026-11-22T12:30:00+00:00, or take the lock from it with "
        "-e run_lock_break=true."
    )

"""Who may change a platform: the rules of its lock, on plain values."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Literal

from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError

Step = Literal["take", "renew", "refuse"]


@dataclass(frozen=True)
class Holder:
    """A run: who started it, the machine and the process, with its beginning, as numbers of processes come back."""

    who: str
    host: str
    pid: int
    started: str
    since: str
    until: str

    def is_same_run(self, other: Holder) -> bool:
        return (self.host, self.pid, self.started) == (other.host, other.pid, other.started)

    def has_lapsed(self, now: datetime) -> bool:
        return datetime.fromisoformat(self.until) <= now

    def text(self) -> str:
        return json.dumps(asdict(self))


def new_holder(process: Mapping[str, Any], who: str, now: datetime, lease: timedelta) -> Holder:
    """C(process): host, pid and started of a run."""
    since, until = (moment.isoformat(timespec="seconds") for moment in (now, now + lease))
    return Holder(**process, who=who, since=since, until=until)


def renewed(held: Holder, by: Holder) -> Holder:
    """The same hold, since when it was, with a new end."""
    return replace(held, until=by.until)


def is_due(until: str, lease: timedelta, now: datetime) -> bool:
    """Whether so much of a lease is over, a twelfth, that it is worth renewing."""
    return datetime.fromisoformat(until) - lease * 11 / 12 <= now


def parse(name: str, text: str) -> Holder:
    try:
        return Holder(**json.loads(text))
    except (TypeError, ValueError):
        raise PlatformError(
            f"The SSM parameter {name} is {text!r}, which no run has written: remove it if nobody is at work."
        ) from None


def next_step(mine: Holder, found: Holder, now: datetime, *, is_dead: bool, breaking: bool) -> Step:
    """What to do about a lock that is there; C(is_dead): its run was on this machine and is no more."""
    if mine.is_same_run(found):
        return "renew"
    return "take" if breaking or is_dead or found.has_lapsed(now) else "refuse"


def refusal(platform: str, found: Holder) -> PlatformError:
    return PlatformError(
        f"{platform} is being changed by {found.who} on {found.host} (process {found.pid}) since {found.since}: "
        f"wait for its end, or, if that run is dead, until its lease is over at {found.until}, or take the lock "
        f"from it with -e run_lock_break=true."
    )

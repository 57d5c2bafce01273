"""One tidy line per part on the terminal, from several threads."""

import threading
import time

_lock = threading.Lock()


def say(text: str) -> None:
    with _lock:
        print(text, flush=True)


def line(name: str, state: str, since: float, note: str = "") -> None:
    """A line for a part that took from `since` (of time.monotonic) until now."""
    say(f"  {name:<18} {state:<14} {time.monotonic() - since:6.1f} s  {note}".rstrip())


def size(megabytes: float) -> str:
    return f"{megabytes:.0f} MB"


def duration(seconds: float) -> str:
    hours, rest = divmod(int(seconds), 3600)
    minutes, left = divmod(rest, 60)
    return f"{hours}h{minutes:02}m" if hours else f"{minutes}m{left:02}s" if minutes else f"{left}s"


def table(rows: list[tuple[str, ...]]) -> str:
    """Rows of equal length as columns of equal width."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join("  ".join(map(str.ljust, row, widths)).rstrip() for row in rows)

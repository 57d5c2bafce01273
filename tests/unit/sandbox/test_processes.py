"""Real processes: which are ours, and how they end."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox import processes
from sandbox.layout import Part

SLEEPER = "import sys; print('up', flush=True); sys.stdin.close(); import signal; signal.pause()"
STUBBORN = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); {SLEEPER}"


@pytest.fixture
def part(tmp_path: Path) -> Iterator[Part]:
    made = Part("sleeper", (1,), tmp_path / "pids/sleeper.pid", tmp_path / "logs/sleeper.log", str(tmp_path / "mark"))
    yield made
    processes.stop([made], 0)


def start(part: Part, code: str) -> int:
    """Launch a process that carries the part's mark, and return once it runs its code."""
    process = processes.launch(part, [sys.executable, "-c", code, part.mark], Path("/"))
    while process.poll() is None and not processes.tail(part.log, 1):
        pass
    assert process.returncode is None, processes.tail(part.log, 5)
    return process.pid


def test_a_launched_process_is_known_by_its_pid_file(part: Part) -> None:
    pid = start(part, SLEEPER)

    assert processes.pid_of(part) == pid
    assert os.getsid(pid) == pid
    assert processes.tail(part.log, 1) == ["up"]


def test_a_pid_that_another_process_has_now_is_neither_trusted_nor_killed(part: Part) -> None:
    part.pid_file.parent.mkdir()
    part.pid_file.write_text(str(os.getpid()))

    assert processes.pid_of(part) is None
    assert processes.stop([part]) == []


@pytest.mark.parametrize("text", ["", "none", "4194305"])
def test_a_pid_file_without_a_living_pid_means_dead(part: Part, text: str) -> None:
    part.pid_file.parent.mkdir()
    part.pid_file.write_text(text)

    assert processes.pid_of(part) is None


def test_stop_asks_first(part: Part) -> None:
    start(
        part,
        f"import atexit; atexit.register(print, 'bye', flush=True); import signal; "
        f"signal.signal(signal.SIGTERM, lambda *_: sys.exit()); {SLEEPER}",
    )

    assert processes.stop([part]) == [part]
    assert processes.pid_of(part) is None
    assert processes.tail(part.log, 1) == ["bye"]


def test_stop_ends_by_force_what_does_not_listen(part: Part) -> None:
    pid = start(part, STUBBORN)

    assert processes.stop([part], seconds=0.1) == [part]
    assert processes.command_line(pid) == ""


def test_usage_of_a_living_and_of_a_gone_process(part: Part) -> None:
    used = processes.usage(start(part, SLEEPER))
    assert used is not None
    assert used.memory_mb > 1

    assert processes.usage(4194305) is None


def test_usage_reads_past_brackets_in_the_name() -> None:
    stat = f"7 (a) b) S {' '.join(['0'] * 18)} 500 0 256 0"

    assert processes.parse_usage(stat, uptime=25.0, ticks_per_second=100, page_size=4096) == processes.Usage(
        20.0, 1.048576
    )


def test_the_environment_reaches_the_process(part: Part) -> None:
    processes.launch(
        part, [sys.executable, "-c", "import os; print(os.environ['X'])", part.mark], Path("/"), None, {"X": "1"}
    ).wait()

    assert processes.tail(part.log, 1) == ["1"]

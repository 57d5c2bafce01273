"""Processes told apart by number and beginning."""

import os
import subprocess
import sys

from ansible_collections.pinksea.platform.plugins.module_utils.run_lock.process import began, is_alive


def test_this_process_lives() -> None:
    assert is_alive(os.getpid(), began(os.getpid()))


def test_another_process_of_the_same_number_is_not_this_one() -> None:
    assert not is_alive(os.getpid(), "1")


def test_a_process_that_was_killed_is_dead_before_and_after_anybody_notices() -> None:
    process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    started = began(process.pid)
    assert is_alive(process.pid, started)
    process.kill()
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
    assert not is_alive(process.pid, started)
    process.communicate()
    assert not is_alive(process.pid, started)

"""Running helm, one run per cluster at a time."""

from __future__ import annotations

import fcntl
import os
import subprocess
from collections.abc import Callable, Sequence

from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.kubernetes.kubeconfig import path_of

Runner = Callable[[Sequence[str], str], tuple[int, str, str]]
"""Takes an argument list and the standard input; gives exit code, output and error output."""


def runner(kubeconfig: str | None, *, exclusive: bool) -> Runner:
    """A runner; an exclusive one first waits for whoever else changes releases through this kubeconfig.

    Every helm inherits the lock: after a run was killed, the next one waits for what the orphaned helm processes
    still do, instead of working against them. The lock goes with the last process that has it open.
    """
    held = _lock(kubeconfig) if exclusive else ()

    return lambda argv, stdin: _run(argv, stdin, pass_fds=held)


def _run(argv: Sequence[str], stdin: str, *, pass_fds: tuple[int, ...]) -> tuple[int, str, str]:
    try:
        done = subprocess.run(argv, input=stdin, capture_output=True, text=True, check=False, pass_fds=pass_fds)
    except OSError as error:
        raise PlatformError(
            f"helm_binary {argv[0]!r} cannot be run ({error.strerror}): install Helm 4, or name where it is."
        ) from error
    return done.returncode, done.stdout, done.stderr


def _lock(kubeconfig: str | None) -> tuple[int, ...]:
    path = path_of(kubeconfig)
    if not path.is_file():
        return ()
    descriptor = os.open(path, os.O_RDONLY)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    return (descriptor,)

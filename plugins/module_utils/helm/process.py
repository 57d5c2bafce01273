"""Running helm, one run per cluster at a time."""

from __future__ import annotations

import fcntl
import json
import os
import subprocess
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError

Runner = Callable[[Sequence[str], str], tuple[int, str, str]]
"""Takes an argument list and the standard input; gives exit code, output and error output."""


def reader(kubeconfig: str | None) -> Runner:
    """A runner for questions, which asks the credential command of the kubeconfig once instead of in every helm."""
    environment = cache(lambda: {**os.environ, **credentials(kubeconfig)})
    return lambda argv, stdin: _run(argv, stdin, env=environment())


def credentials(kubeconfig: str | None) -> dict[str, str]:
    """What lets helm in without a credential command; nothing if there is none, or if it fails: helm says it better."""
    try:
        command = exec_command(yaml.safe_load(_path(kubeconfig).read_text(encoding="utf-8")))
        if command is None:
            return {}
        environment = {**os.environ, **{each["name"]: each["value"] for each in command.get("env") or []}}
        argv = [command["command"], *command.get("args", [])]
        printed = subprocess.run(argv, env=environment, capture_output=True, text=True, check=True).stdout
        return {"HELM_KUBETOKEN": json.loads(printed)["status"]["token"]}
    except (OSError, KeyError, TypeError, ValueError, yaml.YAMLError, subprocess.CalledProcessError):
        return {}


def exec_command(config: Any) -> Any:
    """The credential command of the user of the current context."""
    contexts = {each["name"]: each["context"] for each in config["contexts"]}
    users = {each["name"]: each["user"] for each in config["users"]}
    return users[contexts[config["current-context"]]["user"]].get("exec")


def runner(kubeconfig: str | None, *, exclusive: bool) -> Runner:
    """A runner; an exclusive one first waits for whoever else changes releases through this kubeconfig.

    Every helm inherits the lock: after a run was killed, the next one waits for what the orphaned helm processes
    still do, instead of working against them. The lock goes with the last process that has it open.
    """
    held = _lock(kubeconfig) if exclusive else ()

    return lambda argv, stdin: _run(argv, stdin, pass_fds=held)


def _run(argv: Sequence[str], stdin: str, **surroundings: Any) -> tuple[int, str, str]:
    try:
        done = subprocess.run(argv, input=stdin, capture_output=True, text=True, check=False, **surroundings)
    except OSError as error:
        raise PlatformError(
            f"helm_binary {argv[0]!r} cannot be run ({error.strerror}): install Helm 4, or name where it is."
        ) from error
    return done.returncode, done.stdout, done.stderr


def _path(kubeconfig: str | None) -> Path:
    default = os.environ.get("KUBECONFIG", "").split(os.pathsep)[0] or Path.home() / ".kube" / "config"
    return Path(kubeconfig or default)


def _lock(kubeconfig: str | None) -> tuple[int, ...]:
    path = _path(kubeconfig)
    if not path.is_file():
        return ()
    descriptor = os.open(path, os.O_RDONLY)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    return (descriptor,)

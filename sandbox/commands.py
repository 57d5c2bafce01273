"""What the four commands do."""

import fcntl
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from sandbox import build, charts, configs, control_planes, packages, parts, readiness, settings
from sandbox.data_servers import DataServers
from sandbox.endpoints import endpoints
from sandbox.errors import SandboxError
from sandbox.layout import Part, Sandbox, state_of
from sandbox.processes import pid_of, stop, tail, usage
from sandbox.report import duration, say, size, table

LOG_LINES = 20


def up(root: Path) -> int:
    began = time.monotonic()
    with _alone(root):
        sandbox = settings.ensure(root, os.environ)
        say(f"sandbox in {sandbox.state}, ports from {sandbox.base}")
        starts = (_kubernetes, _registry, _karpenter, _rollouts, _prometheus, _data, _aws)
        _side_by_side([partial(each, sandbox) for each in starts])
    say(f"ready in {time.monotonic() - began:.1f} s; addresses and passwords: {sandbox.endpoints_file}")
    return 0


def down(root: Path) -> int:
    began = time.monotonic()
    with _alone(root):
        sandbox = settings.load(root)
        stopped = _stop_all(sandbox) if sandbox else []
        for part in stopped:
            say(f"  stopped {part.name}")
        folders = [each for each in (sandbox and sandbox.data, state_of(root)) if each and each.exists()]
        for folder in folders:
            shutil.rmtree(folder, ignore_errors=True)
            if folder.exists():
                raise SandboxError(f"{folder} could not be removed whole: remove what is left in it by hand")
    removed = " and ".join(str(folder) for folder in folders if state_of(root) not in folder.parents) or "nothing"
    say(f"{len(stopped)} processes stopped, {removed} removed in {time.monotonic() - began:.1f} s")
    return 0


def status(root: Path) -> int:
    rows: list[tuple[str, ...]] = [("part", "state", "pid", "address", "up", "memory")]
    memory: list[float] = []
    own = list(_made(root).parts.values())
    for part in own:
        pid = pid_of(part)
        used = usage(pid) if pid else None
        if pid and used:
            memory.append(used.memory_mb)
            rows.append((part.name, "running", str(pid), part.address, duration(used.seconds), size(used.memory_mb)))
        else:
            rows.append((part.name, "dead", "-", part.address, "-", "-"))
    say(table(rows))
    say(f"{len(memory)} of {len(own)} parts run, {size(sum(memory))}")
    return 0 if len(memory) == len(own) else 1


def logs(root: Path, name: str | None) -> int:
    own = _made(root).parts.values()
    chosen = [part for part in own if name is None or f"{part.name}/".startswith((f"{name}-", f"{name}/"))]
    if not chosen:
        raise SandboxError(f"there is no part {name!r}: choose one of {', '.join(part.name for part in own)}")
    for part in chosen:
        say(f"==> {part.name}: {part.log}")
        say("\n".join(tail(part.log, LOG_LINES)))
    return 0


def _stop_all(sandbox: Sandbox) -> list[Part]:
    """What starts others first, and last the API servers' databases: without them those take their time to end."""
    own = sandbox.parts.values()
    stop(sandbox.maker(index) for index in range(sandbox.control_planes))
    return stop(part for part in own if not part.name.endswith("/etcd")) + stop(own)


def _made(root: Path) -> Sandbox:
    made = settings.load(root)
    if made is None:
        raise SandboxError("the sandbox of this checkout is not started: `python -m sandbox up` starts it")
    return made


def _kubernetes(sandbox: Sandbox) -> None:
    tools = build.ensure(sandbox.root)
    settings.write_private(sandbox.endpoints_file, endpoints(sandbox, tools))
    starts = [partial(control_planes.ensure, sandbox, index, tools) for index in range(sandbox.control_planes)]
    _side_by_side([partial(charts.ensure, sandbox, tools["helm"]), *starts])


def _registry(sandbox: Sandbox) -> None:
    tool = build.ensure(sandbox.root, build.REGISTRY)["registry"]
    part, folder = sandbox.parts["registry"], sandbox.registry
    folder.mkdir(parents=True, exist_ok=True)
    config, accounts = folder / "config.json", folder / "accounts"
    accounts.write_text(configs.REGISTRY_ACCOUNTS)
    config.write_text(configs.registry(part.port, folder, accounts))
    serves = partial(readiness.http, f"http://{part.address}/")
    parts.ensure(part, [tool, "serve", config], serves, folder)


def _karpenter(sandbox: Sandbox) -> None:
    _controller(sandbox, "karpenter", build.ensure(sandbox.root, build.KARPENTER)["karpenter-kwok"])


def _rollouts(sandbox: Sandbox) -> None:
    _controller(sandbox, "rollouts", build.ensure(sandbox.root, build.ROLLOUTS)["argo-rollouts-sandbox"])


def _prometheus(sandbox: Sandbox) -> None:
    tool = packages.prometheus()
    if tool:
        _controller(sandbox, "prometheus", tool)


def _controller(sandbox: Sandbox, name: str, tool: Path) -> None:
    for index in range(sandbox.control_planes):
        part = sandbox.parts[f"{name}-{index}"]
        options = [f"--kubeconfig={sandbox.kubeconfig(index)}", f"--aws=http://{sandbox.parts['aws'].address}"]
        options += [f"--prometheus={sandbox.parts[f'prometheus-{index}'].address}"]
        options += [f"--ports={','.join(map(str, part.ports))}", str(tool)]
        parts.ensure(part, [sys.executable, "-m", "sandbox.controllers", name, *options], lambda: True, sandbox.root)


def _data(sandbox: Sandbox) -> None:
    DataServers(sandbox, packages.ensure()).ensure()


def _aws(sandbox: Sandbox) -> None:
    part = sandbox.parts["aws"]
    options = [f"--port={part.port}", f"--control-planes={sandbox.kubeconfigs}"]
    options += [f"--hold={os.environ.get('SANDBOX_HOLD') or 0}", f"--endpoints={sandbox.endpoints_file}"]
    serves = partial(readiness.http, f"http://{part.address}/moto-api/")
    parts.ensure(part, [sys.executable, "-m", "sandbox.emulator", *options], serves, sandbox.root)


def _side_by_side(tasks: list[Callable[[], None]]) -> None:
    """Run all to their end, tell of every failure, and fail with the first."""
    with ThreadPoolExecutor(len(tasks)) as pool:
        running = [pool.submit(task) for task in tasks]
        failures = [error for done in as_completed(running) if (error := done.exception())]
    for error in failures[1:]:
        say(f"error: {error}")
    if failures:
        raise failures[0]


@contextmanager
def _alone(root: Path) -> Iterator[None]:
    """One `up` or `down` at a time in a checkout; the lock is the folder itself, so none is left behind."""
    folder = os.open(root, os.O_RDONLY)
    try:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("another command works on this sandbox, waiting for it")
            fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)

"""Finding the pinned tools on PATH or in the cache, and building those that are missing."""

import fcntl
import json
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

from sandbox import tools
from sandbox.errors import SandboxError
from sandbox.layout import shared_cache, state_of
from sandbox.processes import tail
from sandbox.report import line, say
from sandbox.tools import Tool

PROGRESS_SECONDS = 30.0
MODULE = Path(__file__).parent
REGISTRY, KARPENTER, ROLLOUTS = MODULE / "registry", MODULE / "karpenter", MODULE / "rollouts"
"""Modules of their own, so that what they need never moves what Kubernetes is built from.

What they have in common with it they have in the same version, so that it is compiled once.
"""
ONE_BUILD = Lock()
"""Side by side, each would compile for itself what they have in common."""


def ensure(root: Path, module: Path = MODULE) -> dict[str, Path]:
    """The path of every tool that the Go module declares, by its name."""
    began = time.monotonic()
    what = "tools" if module == MODULE else module.name
    wanted, on_path, rest = _looked_for(module)
    if not rest:
        line(what, "found", began, "all on PATH")
        return on_path
    cache = _cache(root, rest, module)
    with _locked(cache.with_suffix(".lock")):
        missing = [tool for tool in rest if not (cache / tool.name).exists()]
        if missing:
            with ONE_BUILD:
                _build(missing, wanted, cache, module)
    line(what, "built" if missing else "found", began, f"{len(on_path)} on PATH, {len(rest)} in {cache}")
    return on_path | {tool.name: cache / tool.name for tool in rest}


def found(root: Path, module: Path = MODULE) -> dict[str, Path] | None:
    """The same, or None when some would have to be built first."""
    _, on_path, rest = _looked_for(module)
    cached = {tool.name: _cache(root, rest, module) / tool.name for tool in rest}
    return on_path | cached if all(path.exists() for path in cached.values()) else None


def _looked_for(module: Path) -> tuple[list[Tool], dict[str, Path], list[Tool]]:
    """What a module declares, what of it is on PATH, and the rest."""
    wanted = tools.declared((module / "go.mod").read_text())
    on_path = {tool.name: path for tool in wanted if (path := _on_path(tool))}
    return wanted, on_path, [tool for tool in wanted if tool.name not in on_path]


def _on_path(tool: Tool) -> Path | None:
    path = shutil.which(tool.name)
    if path is None:
        return None
    said = subprocess.run([path, *tool.version_command], capture_output=True, text=True, check=False)
    return Path(path) if tools.reported_version(said.stdout + said.stderr) == tool.version else None


def _cache(root: Path, rest: list[Tool], module: Path) -> Path:
    """The folder of these tools, made when it is not there; inside the checkout when the account has no cache."""
    sources = "".join(path.read_text() for path in (module / "go.sum", *sorted(module.glob("*.go"))))
    key = tools.cache_key((module / "go.mod").read_text(), sources, _toolchain(rest, module))
    shared = shared_cache(os.environ)
    for parent in (shared, state_of(root) / "tools"):
        try:
            (parent / key).mkdir(parents=True, exist_ok=True)
        except OSError:
            continue
        if os.access(parent / key, os.W_OK):
            return parent / key
    raise SandboxError(f"neither {shared} nor {state_of(root)} can be written: make one of them writable for the tools")


def _toolchain(rest: list[Tool], module: Path) -> str:
    oldest = tools.go_version((module / "go.mod").read_text())
    what = f"{', '.join(map(str, rest))} are not on PATH in these versions"
    remedy = f"install Go {oldest} or newer, or put the tools on PATH"
    go = shutil.which("go")
    if go is None:
        raise SandboxError(f"{what}, and there is no `go` on PATH to build them: {remedy}")
    said = subprocess.run(
        [go, "version"], cwd=module, env=_go_environment(), capture_output=True, text=True, check=False
    )
    if said.returncode:
        raise SandboxError(f"{what}, and this Go cannot build them ({said.stderr.strip()}): {remedy}")
    return said.stdout.strip()


def _go_environment() -> dict[str, str]:
    return {**os.environ, "CGO_ENABLED": "0", "GOFLAGS": "-mod=readonly", "GOWORK": "off"}


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(f"  tools              another checkout is building them, waiting for {path}")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _build(missing: list[Tool], wanted: list[Tool], cache: Path, module: Path) -> None:
    """Build in one go, so shared packages are compiled once, and move each file into the cache when all are there."""
    names = ", ".join(tool.name for tool in missing)
    say(f"  tools              building {names} (the first time takes minutes and some GB of Go's caches)")
    folder = cache / "building"
    shutil.rmtree(folder, ignore_errors=True)  # of a build that was killed
    folder.mkdir()
    try:
        log = folder / "log"
        flags = f"-ldflags={tools.linker_flags(wanted)}"
        what = _what(missing, module, folder)
        with log.open("wb") as output:
            build = subprocess.Popen(
                [str(shutil.which("go")), "build", "-v", "-trimpath", flags, *what],
                cwd=module,
                env=_go_environment(),
                stdout=output,
                stderr=subprocess.STDOUT,
            )
            _follow(build, log)
        if build.returncode:
            last = "".join(f"\n    {each}" for each in tail(log, 8))
            raise SandboxError(f"go build of {names} failed; remove the cause and run `up` again:{last}")
        for tool in missing:
            (folder / tool.binary).replace(cache / tool.name)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _what(missing: list[Tool], module: Path, folder: Path) -> list[str]:
    """Arguments of `go build`: the tools' packages, the module's own program, or a tool's files with those beside."""
    if not any(module.glob("*.go")):
        return ["-o", f"{folder}/", *(tool.package for tool in missing)]
    (tool,) = missing
    if (module / "main.go").exists():
        return ["-o", str(folder / tool.binary), "."]
    argv = ["go", "list", "-f", '{{.Dir}} {{join .GoFiles " "}}', tool.package]
    said = subprocess.run(argv, cwd=module, env=_go_environment(), capture_output=True, text=True, check=False)
    if said.returncode:
        raise SandboxError(f"go cannot read {tool.package}; remove the cause and run `up` again: {said.stderr.strip()}")
    source, *names = said.stdout.split()
    overlay = folder / "overlay.json"
    overlay.write_text(json.dumps({"Replace": {str(module / name): f"{source}/{name}" for name in names}}))
    return ["-overlay", str(overlay), "-o", str(folder / tool.binary), "."]


def _follow(build: "subprocess.Popen[bytes]", log: Path) -> None:
    began = time.monotonic()
    while True:
        try:
            build.wait(PROGRESS_SECONDS)
        except subprocess.TimeoutExpired:
            compiled = len(log.read_bytes().splitlines())
            line("tools", "building", began, f"{compiled} packages")
        else:
            return

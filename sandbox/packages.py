"""Finding PostgreSQL, PgBouncer, Redis and Prometheus, and getting them on a Debian-like machine."""

import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from sandbox.errors import SandboxError
from sandbox.layout import shared_cache
from sandbox.report import line, say

PACKAGES = {"postgres": "postgresql", "pgbouncer": "pgbouncer", "redis-server": "redis-server"}
PROMETHEUS = ("prometheus", "promtool")
OLDEST = {"postgres": (15,), "pgbouncer": (1, 18), "redis-server": (6, 2), **dict.fromkeys(PROMETHEUS, (2, 42))}
SYSTEM_FOLDERS = "/usr/sbin:/usr/local/sbin"
POLICY = Path("/usr/sbin/policy-rc.d")
NO_CLUSTER = Path("/etc/postgresql-common/createcluster.d/pinksea-sandbox.conf")


def ensure() -> dict[str, Path]:
    """The path of every data server's program by its name."""
    began = time.monotonic()
    missing = [PACKAGES[name] for name in PACKAGES if find(name) is None]
    if missing:
        _install(missing)
    found = {name: path for name in PACKAGES if (path := find(name))}
    for name, package in PACKAGES.items():
        if name not in found:
            oldest = ".".join(map(str, OLDEST[name]))
            raise SandboxError(f"{name} {oldest} or newer is not here even with the package {package}: install it")
    line("packages", "installed" if missing else "found", began, " ".join(missing or PACKAGES.values()))
    return found


def prometheus() -> Path | None:
    """Out of a package that nobody installs, as that would start a server. The sandbox starts without it too."""
    if not all(map(find, PROMETHEUS)):
        began = time.monotonic()
        try:
            why_not = _unpack_prometheus(shared_cache(os.environ))
        except OSError as error:
            why_not = str(error)
        line("prometheus", "missing" if why_not else "unpacked", began, why_not)
    return find("prometheus")


def _unpack_prometheus(cache: Path) -> str:
    """Why it is not there; empty when it is."""
    cache.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=cache) as folder:
        unpacking = 'cd "$0" && apt-get download -qq prometheus && dpkg-deb --extract prometheus_*.deb .'
        done = _run(["sh", "-c", unpacking, folder])
        if done.returncode:
            return " ".join(done.stdout.split()[-20:]) or "apt-get gave no reason"
        for name in PROMETHEUS:
            Path(folder, "usr/bin", name).replace(cache / name)
    return ""


def find(name: str) -> Path | None:
    """The program in a version that serves, on PATH or where distributions put it."""
    folders = os.pathsep.join([os.environ.get("PATH", ""), SYSTEM_FOLDERS, str(shared_cache(os.environ))])
    choices = [Path(path).resolve()] if name == "postgres" and (path := shutil.which(name)) else []
    if name == "postgres":
        choices += sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=_major, reverse=True)
    elif path := shutil.which(name, path=folders):
        choices = [Path(path)]
    return next((path for path in choices if _version(path) >= OLDEST[name]), None)


def parse_version(output: str) -> tuple[int, ...]:
    """The first dotted number in what a server says of itself."""
    found = re.search(r"\d+(\.\d+)+", output)
    return tuple(map(int, found[0].split("."))) if found else ()


def _version(path: Path) -> tuple[int, ...]:
    said = subprocess.run([path, "--version"], capture_output=True, text=True, check=False)
    return parse_version(said.stdout)


def _major(path: Path) -> int:
    return int(path.parent.parent.name)


def _install(packages: list[str]) -> None:
    names = " ".join(packages)
    root = _as_root()
    if shutil.which("apt-get") is None or root is None:
        raise SandboxError(f"the sandbox needs the packages {names}: install them, as root: apt-get install {names}")
    say(f"  packages           installing {names}")
    install = [*root, "apt-get", "install", "-qq", "--no-install-recommends", "-oDPkg::Lock::Timeout=120", *packages]
    with _quiet_distribution(root):
        if _run(install).returncode:
            _run([*root, "apt-get", "update", "-qq"])
            done = _run(install)
            if done.returncode:
                last = " ".join(done.stdout.split()[-40:])
                raise SandboxError(f"`apt-get install {names}` failed, run it by hand: {last}")


def _as_root() -> list[str] | None:
    """What makes a command run as root; None when nothing does without asking for a password."""
    if os.geteuid() == 0:
        return ["env", "DEBIAN_FRONTEND=noninteractive"]
    if shutil.which("sudo") and not _run(["sudo", "-n", "true"]).returncode:
        return ["sudo", "-n", "DEBIAN_FRONTEND=noninteractive"]
    return None


@contextmanager
def _quiet_distribution(root: list[str]) -> Iterator[None]:
    """Keep the distribution from starting its own services and from creating its own database cluster."""
    aside = POLICY.with_name("policy-rc.d.pinksea-sandbox")
    had_policy = POLICY.exists()
    if had_policy:
        _run([*root, "mv", str(POLICY), str(aside)])
    try:
        _write(root, POLICY, "755", "#!/bin/sh\nexit 101\n")
        _write(root, NO_CLUSTER, "644", "create_main_cluster = false\n")
        yield
    finally:
        _run([*root, "rm", "-f", str(POLICY), str(NO_CLUSTER)])
        if had_policy:
            _run([*root, "mv", str(aside), str(POLICY)])


def _write(root: list[str], path: Path, mode: str, text: str) -> None:
    subprocess.run([*root, "install", "-D", "-m", mode, "/dev/stdin", str(path)], input=text, text=True, check=True)


def _run(argv: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        argv, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )

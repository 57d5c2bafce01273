"""One real Kubernetes control plane, made and started by kwokctl."""

import shutil
import time
from functools import partial
from pathlib import Path

from sandbox import configs, readiness
from sandbox.errors import SandboxError
from sandbox.layout import Part, Sandbox
from sandbox.parts import state
from sandbox.ports import COMPONENTS
from sandbox.processes import launch, pid_of, stop, tail
from sandbox.report import line

START_SECONDS = 120
VERSIONED = ("kube-apiserver", "kube-controller-manager", "kube-scheduler")
HEALTH = {
    "kube-apiserver": "https://{}/readyz",
    "kube-controller-manager": "https://{}/healthz",
    "kube-scheduler": "https://{}/healthz",
    "kwok-controller": "http://{}/healthz",
}


def ensure(sandbox: Sandbox, index: int, tools: dict[str, Path]) -> None:
    """Return when every component serves; those that are dead are started again on their data."""
    began = time.monotonic()
    parts = [sandbox.component(index, name) for name in COMPONENTS]
    again = sandbox.kubeconfig(index).exists()
    dead = _start_dead(sandbox, index, tools, parts)
    _wait(sandbox, index, "kube-apiserver")
    # The controller manager gives the API server ten seconds, which are too few for a busy machine.
    _start_dead(sandbox, index, tools, parts)
    for name in HEALTH:
        _wait(sandbox, index, name)
    if not again:
        _write_kubeconfig(sandbox, index)
    line(f"control-plane-{index}", state(not dead, again), began, sandbox.server(index))


def _start_dead(sandbox: Sandbox, index: int, tools: dict[str, Path], parts: list[Part]) -> list[Part]:
    """The parts that were dead."""
    dead = [part for part in parts if pid_of(part) is None]
    for part in dead:
        part.pid_file.unlink(missing_ok=True)  # kwokctl would trust a pid that another process has now
    if dead:
        _kwokctl(sandbox, index, tools)
    return dead


def _wait(sandbox: Sandbox, index: int, name: str) -> None:
    part = sandbox.component(index, name)
    authority = sandbox.cluster_dir(index) / "pki/ca.crt"
    readiness.wait(part, partial(readiness.http, HEALTH[name].format(part.address), authority), START_SECONDS)


def switch(sandbox: Sandbox, index: int, tools: dict[str, Path]) -> None:
    """Have the parts that are of Kubernetes' version run these binaries, on the data that is there."""
    others = [part for name in VERSIONED if not _runs(part := sandbox.component(index, name), tools[name])]
    if not others:
        return
    stop(others)
    for name in VERSIONED:
        link = sandbox.cluster_dir(index) / "bin" / name
        link.unlink()
        link.symlink_to(tools[name])
    ensure(sandbox, index, tools)


def _runs(part: Part, binary: Path) -> bool:
    pid = pid_of(part)
    return pid is not None and Path(f"/proc/{pid}/exe").samefile(binary)


def _kwokctl(sandbox: Sandbox, index: int, tools: dict[str, Path]) -> None:
    folder, home = sandbox.cluster_dir(index), sandbox.state / "kwok"
    config, webhook, made = (home / f"{index}.{name}" for name in ("config.json", "webhook.json", "kubeconfig"))
    stop([sandbox.maker(index)])  # one that outlived an `up` that was killed
    if not made.exists():
        shutil.rmtree(folder, ignore_errors=True)  # what an interrupted creation left
    home.mkdir(parents=True, exist_ok=True)
    webhook.write_text(configs.token_webhook(sandbox, index))
    config.write_text(configs.kwokctl(sandbox, index, tools, webhook))
    maker = sandbox.maker(index)
    argv = [str(tools["kwokctl"]), "create", "cluster", f"--name={sandbox.cluster_name(index)}"]
    argv += [f"--config={config}", f"--kubeconfig={made}"]
    if launch(maker, argv, home, environment={"KWOK_WORKDIR": str(home)}).wait():
        last = "".join(f"\n    {each}" for each in tail(maker.log, 8))
        raise SandboxError(f"kwokctl could not start control-plane-{index}; see its logs, or `down` and `up`:{last}")


def _write_kubeconfig(sandbox: Sandbox, index: int) -> None:
    """Written last: whoever finds it, finds a control plane that serves."""
    pki = sandbox.cluster_dir(index) / "pki"
    authority, certificate, key = ((pki / name).read_bytes() for name in ("ca.crt", "admin.crt", "admin.key"))
    target = sandbox.kubeconfig(index)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.touch(mode=0o600)
    target.write_text(configs.admin_kubeconfig(sandbox.server(index), authority, certificate, key))

"""Other minors of Kubernetes than the sandbox's own: what they are built from, and control planes that run them."""

from pathlib import Path

from sandbox import build, control_planes, settings
from sandbox.errors import SandboxError

ROOT = Path(__file__).parent.parent


def module(version: str) -> Path:
    """The Go module of a minor; the folder need not exist."""
    return build.MODULE / f"kubernetes-{version}"


def tools(root: Path, version: str) -> dict[str, Path] | None:
    """What is built of a minor; None unless all of it is."""
    return build.found(root, module(version)) if module(version).is_dir() else None


def make(root: Path, version: str) -> int:
    """Build a minor, so that the clusters of that version run it from then on."""
    known = sorted(path.name.partition("-")[2] for path in build.MODULE.glob("kubernetes-*"))
    if version not in known:
        raise SandboxError(f"Kubernetes {version} cannot be built: choose {' or '.join(known)}")
    build.ensure(root, module(version))
    return 0


def switch(index: int, version: str) -> None:
    """Have a control plane run a minor, or the sandbox's own where that minor is not built."""
    sandbox = settings.load(ROOT)
    if sandbox is None:
        raise SandboxError("the sandbox is gone: `python -m sandbox up` starts it")
    control_planes.switch(sandbox, index, build.ensure(ROOT) | (tools(ROOT, version) or {}))

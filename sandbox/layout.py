"""One sandbox as a value: where its parts live and by what they are known; no input or output."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from signal import SIGINT, SIGTERM, Signals

from sandbox import ports

HOST = "127.0.0.1"


@dataclass(frozen=True)
class Part:
    """One process of the sandbox."""

    name: str
    ports: tuple[int, ...]
    pid_file: Path
    log: Path
    mark: str
    """Path of this sandbox that stands in the command line of this process, so a reused pid is told apart."""
    stop_signal: Signals = SIGTERM

    @property
    def port(self) -> int:
        return self.ports[0]

    @property
    def address(self) -> str:
        return f"{HOST}:{self.port}"


@dataclass(frozen=True)
class Sandbox:
    """What one checkout's sandbox was made with; written once, read by every later command."""

    root: Path
    base: int
    control_planes: int
    data: Path
    postgres_password: str
    redis_password: str

    @property
    def state(self) -> Path:
        return state_of(self.root)

    @property
    def endpoints_file(self) -> Path:
        return self.state / "endpoints.json"

    @property
    def charts(self) -> Path:
        return self.state / "charts"

    @property
    def kubeconfigs(self) -> Path:
        return self.state / "control-planes"

    @property
    def registry(self) -> Path:
        """What was pushed to the registry of the sandbox, beside its configuration."""
        return self.state / "registry"

    def server(self, index: int) -> str:
        return f"https://{self.component(index, 'kube-apiserver').address}"

    def kubeconfig(self, index: int) -> Path:
        return self.kubeconfigs / str(index) / "kubeconfig"

    def cluster_name(self, index: int) -> str:
        return f"pinksea-{checkout_id(self.root)}-{index}"

    def cluster_dir(self, index: int) -> Path:
        return self.state / "kwok" / "clusters" / self.cluster_name(index)

    @cached_property
    def parts(self) -> dict[str, Part]:
        return {name: self._part(name, own) for name, own in ports.assign(self.base, self.control_planes).items()}

    def maker(self, index: int) -> Part:
        """The kwokctl that makes a control plane, while it does."""
        return self._own(f"kwokctl-{index}", (), str(self.state / "kwok"))

    def component(self, index: int, component: str) -> Part:
        return self.parts[f"control-plane-{index}/{component}"]

    def _part(self, name: str, own: tuple[int, ...]) -> Part:
        group, _, component = name.partition("/")
        if component:
            folder = self.cluster_dir(int(group.rpartition("-")[2]))
            return Part(name, own, folder / f"pids/{component}.pid", folder / f"logs/{component}.log", str(folder))
        marks = {"aws": str(self.kubeconfigs), "registry": str(self.registry)}
        for index in range(self.control_planes):
            marks |= {f"{each}-{index}": str(self.kubeconfig(index)) for each in (*ports.CONTROLLERS, "prometheus")}
        mark = marks.get(name, str(self.data / name))
        stop_signal = SIGINT if name == "postgres" else SIGTERM  # its SIGTERM waits for every client to leave
        return self._own(name, own, mark, stop_signal)

    def _own(self, name: str, own: tuple[int, ...], mark: str, stop_signal: Signals = SIGTERM) -> Part:
        return Part(name, own, self.state / f"pids/{name}.pid", self.state / f"logs/{name}.log", mark, stop_signal)


def shared_cache(environment: Mapping[str, str]) -> Path:
    """What all checkouts of an account share."""
    return Path(environment.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "pinksea-platform"


def state_of(root: Path) -> Path:
    return root / ".sandbox"


def checkout_id(root: Path) -> str:
    """Eight characters that differ between two checkouts of one machine."""
    return hashlib.sha256(str(root).encode()).hexdigest()[:8]


def data_home(root: Path, needs_public_path: bool, is_public: bool) -> Path:
    """Where the data servers write: in the checkout, unless their account cannot pass through its parents."""
    if needs_public_path and not is_public:
        return Path("/var/lib") / f"pinksea-sandbox-{checkout_id(root)}"
    return state_of(root) / "data"

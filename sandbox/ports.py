"""Port numbers of the sandbox and the kernel's socket tables; no input or output."""

from collections.abc import Callable, Iterable

DEFAULT_BASE = 15600
STEP = 100
TRIES = 10
MAX_CONTROL_PLANES = 4

COMPONENTS = {
    "kube-apiserver": (0,),
    "etcd": (1, 2),  # clients, peers
    "kube-controller-manager": (3,),
    "kube-scheduler": (4,),
    "kwok-controller": (5,),
}
CONTROLLERS = ("karpenter", "rollouts")
LISTEN = "0A"


def assign(base: int, control_planes: int) -> dict[str, tuple[int, ...]]:
    """The ports of every part by its name, the one clients use first."""
    offsets: dict[str, tuple[int, ...]] = {"aws": (0,), "postgres": (50,), "pgbouncer": (51,), "registry": (52,)}
    for index in range(control_planes):
        for component, own in COMPONENTS.items():
            offsets[f"control-plane-{index}/{component}"] = tuple(10 + 10 * index + each for each in own)
        for place, controller in enumerate(CONTROLLERS):
            first = 16 + 10 * index + 2 * place
            offsets[f"{controller}-{index}"] = (first, first + 1)  # health, metrics
        offsets[f"prometheus-{index}"] = (80 + index,)
    for index in range(3):
        offsets[f"redis-{index}"] = (60 + index,)
        offsets[f"sentinel-{index}"] = (70 + index,)
    return {part: tuple(base + each for each in own) for part, own in offsets.items()}


def taken(wanted: dict[str, tuple[int, ...]], is_free: Callable[[int], bool]) -> list[tuple[str, int]]:
    """Each (part, port) of the wanted ones that something else holds."""
    return [(part, port) for part, own in wanted.items() for port in own if not is_free(port)]


def candidates() -> list[int]:
    """The bases that are tried in turn when none is asked for."""
    return [DEFAULT_BASE + STEP * each for each in range(TRIES)]


def listening_inodes(table: Iterable[str], port: int) -> set[str]:
    """Inodes of the sockets that listen on the port, from the lines of /proc/net/tcp or tcp6."""
    suffix = f":{port:04X}"
    rows = (line.split() for line in table)
    return {row[9] for row in rows if len(row) > 9 and row[1].endswith(suffix) and row[3] == LISTEN}

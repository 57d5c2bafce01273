"""Where the parts of a sandbox live."""

from pathlib import Path
from signal import SIGINT

from sandbox.layout import Sandbox, data_home


def make(root: str = "/srv/checkout") -> Sandbox:
    return Sandbox(Path(root), 15600, 2, Path(root) / ".sandbox/data", "secret-a", "secret-b")


def test_no_two_processes_share_a_pid_file_or_a_log() -> None:
    parts = list(make().parts.values())

    assert len({part.pid_file for part in parts}) == len({part.log for part in parts}) == len(parts) == 26


def test_marks_differ_between_checkouts() -> None:
    here, there = make("/srv/a"), make("/srv/b")

    assert not {part.mark for part in here.parts.values()} & {part.mark for part in there.parts.values()}
    assert here.cluster_name(0) != there.cluster_name(0)


def test_components_are_known_by_the_files_kwokctl_keeps() -> None:
    sandbox = make()
    part = sandbox.component(1, "kwok-controller")

    assert part.name == "control-plane-1/kwok-controller"
    assert part.pid_file == sandbox.cluster_dir(1) / "pids/kwok-controller.pid"
    assert part.address == "127.0.0.1:15625"


def test_postgres_does_not_wait_for_its_clients_when_it_is_stopped() -> None:
    assert make().parts["postgres"].stop_signal == SIGINT


def test_data_leave_the_checkout_only_when_another_account_cannot_reach_it() -> None:
    root = Path("/root/checkout")

    assert data_home(root, needs_public_path=True, is_public=False).parent == Path("/var/lib")
    assert data_home(root, needs_public_path=True, is_public=True) == root / ".sandbox/data"
    assert data_home(root, needs_public_path=False, is_public=False) == root / ".sandbox/data"

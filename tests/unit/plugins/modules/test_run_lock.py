"""run_lock against the emulator: one run at a time."""

import json
import os
import socket
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.run_lock.lease import Holder, new_holder
from ansible_collections.pinksea.platform.plugins.module_utils.run_lock.parameter import Lock
from ansible_collections.pinksea.platform.plugins.module_utils.run_lock.process import began
from ansible_collections.pinksea.platform.plugins.modules import run_lock

from tests.unit.plugins.modules.ladder import done, refused, run
from tests.unit.plugins.modules.playbooks import play, start

NAME = "/pinksea/rag/run"


@pytest.fixture
def ssm(client: Callable[[str], Any]) -> Iterator[Any]:
    made = client("ssm")
    yield made
    made.delete_parameters(Names=[NAME])


def by(host: str = "elsewhere", pid: int = 7, started: str = "100", **more: Any) -> dict[str, Any]:
    return {"platform": "rag", "holder": {"host": host, "pid": pid, "started": started}, **more}


def mine(**more: Any) -> dict[str, Any]:
    return by(socket.gethostname(), os.getpid(), began(os.getpid()), **more)


def value(ssm: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(ssm.get_parameter(Name=NAME)["Parameter"]["Value"])
    return found


def test_one_run_holds_it_until_it_lets_go(ssm: Any) -> None:
    first = done(run_lock, mine(tags={"platform": "rag"}), ssm)
    assert first["lock"] == value(ssm)
    assert first["lock"]["who"].startswith("arn:aws:")
    assert not first["changed"]
    assert ssm.list_tags_for_resource(ResourceType="Parameter", ResourceId=NAME)["TagList"] == [
        {"Key": "platform", "Value": "rag"}
    ]
    message = refused(run_lock, by(), ssm)
    assert f"on {socket.gethostname()} (process {os.getpid()}) since {first['lock']['since']}" in message
    assert "run_lock_break=true" in message
    assert done(run_lock, by(state="released"), ssm)["lock"] == first["lock"], "a run released what another holds"
    assert done(run_lock, mine(state="released"), ssm)["lock"] == {}
    assert done(run_lock, by(), ssm)["lock"]["pid"] == 7


def test_the_holder_renews_its_lease(ssm: Any) -> None:
    first = done(run_lock, mine(), ssm)["lock"]
    again = done(run_lock, mine(lease_minutes=120), ssm)["lock"]
    assert again == {**first, "until": again["until"]} == value(ssm)
    assert again["until"] > first["until"]


def test_a_lease_that_is_over_goes_to_the_next(ssm: Any) -> None:
    done(run_lock, by(lease_minutes=0), ssm)
    assert done(run_lock, mine(), ssm)["lock"]["pid"] == os.getpid()


def test_a_lock_is_broken_when_the_operator_says_so(ssm: Any) -> None:
    done(run_lock, by(), ssm)
    assert done(run_lock, mine(break_lock=True), ssm)["lock"]["pid"] == os.getpid()
    assert done(run_lock, by(state="released", break_lock=True), ssm)["lock"] == {}


def test_check_mode_only_looks(ssm: Any) -> None:
    assert run(run_lock, mine(), ssm, check=True)["lock"] == {}
    held = done(run_lock, by(), ssm)["lock"]
    assert done(run_lock, mine(), ssm, check=True)["lock"] == held
    assert done(run_lock, by(state="released"), ssm, check=True)["lock"] == held == value(ssm)


def test_a_parameter_of_somebody_else_stays(ssm: Any) -> None:
    ssm.put_parameter(Name=NAME, Value="mine", Type="String")
    assert refused(run_lock, mine(), ssm).startswith(f"The SSM parameter {NAME} is 'mine', which no run has written")


def holder(pid: int, lease: timedelta = timedelta(hours=1)) -> Holder:
    process = {"host": "elsewhere", "pid": pid, "started": "1"}
    return new_holder(process, "arn:me", datetime.now(UTC), lease)


@pytest.mark.parametrize("there", [False, True], ids=["free", "lapsed"])
def test_of_many_at_once_one_gets_it(ssm: Any, there: bool) -> None:
    if there:
        Lock(ssm, "rag", {}).create(holder(0, timedelta()))

    def attempt(pid: int) -> int | None:
        try:
            return Lock(ssm, "rag", {}).hold(holder(pid), datetime.now(UTC), lambda _: False, breaking=False).pid
        except PlatformError:
            return None

    with ThreadPoolExecutor(8) as pool:
        won = [pid for pid in pool.map(attempt, range(1, 9)) if pid]
    assert won == [value(ssm)["pid"]]


def test_who_was_faster_in_taking_over_keeps_it(ssm: Any) -> None:
    Lock(ssm, "rag", {}).create(holder(0, timedelta()))
    slow = Lock(ssm, "rag", {})
    _, version = slow.read() or pytest.fail("nothing there")
    fast = Lock(ssm, "rag", {}).hold(holder(1), datetime.now(UTC), lambda _: False, breaking=False)
    with pytest.raises(PlatformError, match="process 1"):
        slow.overwrite(holder(2), version)
    assert value(ssm)["pid"] == fast.pid == 1


def test_a_run_that_was_killed_loses_it_to_the_next_on_its_machine(emulator: str, ssm: Any, tmp_path: Path) -> None:
    """Through Ansible, whose process is the one that counts, whichever way its modules run."""
    take = {"pinksea.platform.run_lock": {"platform": "rag"}}
    stay = {"name": "stay", "ansible.builtin.wait_for": {"path": str(tmp_path / "end")}}
    for folder in ("first", "second"):
        (tmp_path / folder).mkdir()
    first = start(tmp_path / "first", emulator, [take, stay])
    try:
        assert first.stdout is not None
        assert any("ok: [localhost]" in line for line in first.stdout)
        assert value(ssm)["pid"] == first.pid
        code, printed = play(tmp_path / "second", emulator, [take], PINKSEA_ORDINARY_MODULES="1")
        assert code == 2, printed
        assert f"(process {first.pid})" in printed
    finally:
        first.kill()
        first.wait()
        (tmp_path / "end").touch()  # for the task that it has left behind
    release = {"pinksea.platform.run_lock": {"platform": "rag", "state": "released"}}
    code, printed = play(tmp_path / "second", emulator, [take, take, release], PINKSEA_ORDINARY_MODULES="1")
    assert code == 0, printed
    assert ssm.get_parameters(Names=[NAME])["Parameters"] == []


def test_a_role_renews_what_has_aged(emulator: str, ssm: Any, tmp_path: Path) -> None:
    """For a lease of eleven hours, one that ends in an hour is old; for a lease of one hour it is new."""
    role = {"name": "pinksea.platform.run_lock", "rolespec_validate": False}
    renew = {"ansible.builtin.include_role": {**role, "tasks_from": "renew"}}
    tasks = [
        renew,
        {"ansible.builtin.include_role": role},
        renew,
        {**renew, "vars": {"run_lock_lease_minutes": 660}},
    ]
    code, printed = play(
        tmp_path, emulator, [{**task, "vars": {"run_lock_platform": "rag", **task.get("vars", {})}} for task in tasks]
    )
    assert code == 0, printed
    assert ssm.get_parameter(Name=NAME)["Parameter"]["Version"] == 2
    held = value(ssm)
    assert datetime.fromisoformat(held["until"]) - datetime.fromisoformat(held["since"]) >= timedelta(hours=11)


def test_it_is_in_the_inventory_while_it_is_held(emulator: str, ssm: Any) -> None:
    done(run_lock, mine(), ssm)
    with urlopen(f"{emulator}/_sandbox/inventory") as answer:  # noqa: S310 - our own server
        rows = json.load(answer)
    assert NAME in [row["name"] for row in rows if row["kind"] == "ssm_parameter"]

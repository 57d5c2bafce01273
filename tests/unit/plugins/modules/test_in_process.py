"""The modules run by Ansible itself: in a fork of the worker and as a process of their own, with the same results."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.unit.plugins.modules.playbooks import play

ROOT = Path(__file__).parents[4]
MODULES = "pinksea.platform"

KEY = {"name": "in-process", "description": "a-secret-word"}
TASKS: dict[str, dict[str, Any]] = {
    "planned": {f"{MODULES}.kms_keys": {"keys": [KEY]}, "check_mode": True, "diff": True},
    "made": {f"{MODULES}.kms_keys": {"keys": [KEY]}},
    "looped": {f"{MODULES}.kms_keys": {"keys": ["{{ item }}"]}, "loop": [KEY, {**KEY, "rotation": False}]},
    "masked": {f"{MODULES}.kms_keys": {"keys": [KEY], "secret_key": "a-secret-word"}},
    "hidden": {f"{MODULES}.kms_keys": {"keys": [KEY]}, "no_log": True},
    "incomplete": {f"{MODULES}.kms_keys": {}},
    "refused": {f"{MODULES}.kms_keys": {"keys": [KEY], "pending_window": 3}},
    "broken": {f"{MODULES}.kms_keys": {"keys": [KEY], "endpoint_url": "no address"}},
    "warned": {f"{MODULES}.kms_keys": {"keys": [KEY], "region": "us-east-1", "aws_region": "us-east-1"}},
    "group_defaults": {
        f"{MODULES}.kms_keys": {"keys": [KEY]},
        "module_defaults": {f"group/{MODULES}.all": {"region": "us-west-2"}},
        "check_mode": True,
    },
    "module_defaults": {
        f"{MODULES}.kms_keys": {"keys": [KEY]},
        "module_defaults": {f"{MODULES}.kms_keys": {"pending_window": 3}},
    },
    "waited": {f"{MODULES}.aws_ready": {"targets": []}},
    "removed": {f"{MODULES}.kms_keys": {"keys": [KEY], "state": "absent"}},
}
Results = dict[str, Any]


def results(folder: Path, emulator: str, **environment: str) -> tuple[Results, str]:
    """What every task returned, and what was printed."""
    tasks = [{"name": name, "register": f"out_{name}", "ignore_errors": True, **task} for name, task in TASKS.items()]
    every = "{{ dict(names | zip(names | map('regex_replace', '^', 'out_') | map('extract', vars))) | to_json }}"
    tasks.append(
        {
            "ansible.builtin.copy": {"content": every, "dest": str(folder / "results.json")},
            "vars": {"names": list(TASKS)},
        }
    )
    code, printed = play(folder, emulator, tasks, **environment)
    assert code == 0, printed
    found: Results = json.loads((folder / "results.json").read_text())
    return found, printed


def steady(text: str) -> str:
    """Without what AWS assigns anew."""
    return re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "ID", text)


@pytest.fixture(scope="module")
def both(emulator: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Results, str]]:
    ordinary = tmp_path_factory.mktemp("ordinary")
    return {
        "fork": results(tmp_path_factory.mktemp("fork"), emulator, PINKSEA_ORDINARY_MODULES=""),
        "process": results(ordinary, emulator, PINKSEA_ORDINARY_MODULES="1"),
    }


def test_which_way_was_taken(both: dict[str, tuple[Results, str]]) -> None:
    """A module of its own is packed and unpacked; nothing else tells the two ways apart."""
    assert "AnsiballZ_kms_keys" in both["process"][1]
    assert "AnsiballZ_kms_keys" not in both["fork"][1]


@pytest.mark.parametrize("task", TASKS)
def test_the_results_are_the_same(both: dict[str, tuple[Results, str]], task: str) -> None:
    fork, process = (json.loads(steady(json.dumps(both[way][0][task]))) for way in ("fork", "process"))
    for result in (fork, process):
        result.pop("exception", None)
        result.get("invocation", {}).get("module_args", {}).pop("progress", None)
    assert fork == process


def test_the_tasks_show_what_they_are_for(both: dict[str, tuple[Results, str]]) -> None:
    found, printed = both["fork"]
    assert found["planned"]["keys"]["in-process"]["arn"] == "planned:kms_key/in-process"
    assert found["planned"]["diff"]
    assert found["made"]["changed"]
    assert [row["changed"] for row in found["looped"]["results"]] == [False, True]
    assert "a-secret-word" not in json.dumps(found["masked"])
    assert found["masked"]["keys"]["in-process"]["description"] == "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"
    assert found["incomplete"]["msg"] == "missing required arguments: keys"
    assert found["refused"]["msg"] == "pending_window is 3: KMS takes 7 to 30 days."
    assert "no address" in found["broken"]["msg"]
    assert found["warned"]["warnings"]
    assert found["group_defaults"]["changes"], "the key of one region was found in another"
    assert found["module_defaults"]["msg"] == found["refused"]["msg"]
    assert "a-secret-word" not in printed.partition("TASK [hidden]")[2].partition("TASK")[0]
    assert found["removed"]["changes"] == [{"action": "delete", "kind": "kms_key", "name": "in-process"}]


def test_async_tasks_go_the_ordinary_way(emulator: str, tmp_path: Path) -> None:
    task = {f"{MODULES}.kms_keys": {"keys": [KEY]}, "async": 60, "poll": 1, "register": "made"}
    shown = {"ansible.builtin.assert": {"that": ["made.changed", "made.finished == 1"]}}
    removed = {f"{MODULES}.kms_keys": {"keys": [KEY], "state": "absent"}}
    code, printed = play(tmp_path, emulator, [task, shown, removed], PINKSEA_ORDINARY_MODULES="")
    assert code == 0, printed
    assert "AnsiballZ_kms_keys" in printed


def test_every_aws_module_runs_in_process() -> None:
    group = yaml.safe_load((ROOT / "meta/runtime.yml").read_text())["action_groups"]["all"]
    routed = {path.stem for path in (ROOT / "plugins/action").glob("*.py")}
    missing = {entry for entry in group if isinstance(entry, str)} - routed
    assert missing == set(), "ln -s ../plugin_utils/in_process.py plugins/action/<module>.py"


def test_a_task_that_takes_too_long_leaves_no_module_behind(
    emulator: str, ec2: Any, new_subnet: Callable[[], str], tmp_path: Path
) -> None:
    made = ec2.create_nat_gateway(SubnetId=new_subnet(), ConnectivityType="private")["NatGateway"]["NatGatewayId"]
    staying = {"targets": [{"kind": "nat_gateway", "name": "stays", "id": made}], "until": "gone", "wait_interval": 60}
    task = {f"{MODULES}.aws_ready": staying, "timeout": 3}
    _, printed = play(tmp_path, emulator, [task], PINKSEA_ORDINARY_MODULES="")
    assert "stays available" in printed
    assert "Timed out" in printed
    assert [path for path in Path("/proc").glob("[0-9]*/cmdline") if str(tmp_path) in command_line(path)] == []


def command_line(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:
        return ""

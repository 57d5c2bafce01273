"""sentinel_verify on real servers: what it finds, and what a lost master costs."""

import io
import json
import logging
import os
import socket
import sys
from collections.abc import Iterator
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import pytest
from ansible.module_utils.testing import patch_module_args
from ansible_collections.pinksea.platform.plugins.modules import sentinel_verify

from tests.integration.redis_nodes import MASTER, PASSWORD, ROOT, Topology, free_ports, until

LOG = logging.getLogger(__name__)
FAILOVERS = int(os.environ.get("FAILOVERS", "1"))


@pytest.fixture(scope="module")
def topology(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Topology]:
    made = Topology(tmp_path_factory.mktemp("redis"))
    yield made
    made.nodes.end()


def run(topology: Topology, **options: Any) -> dict[str, Any]:
    arguments = {
        "master": MASTER,
        "sentinels": [f"127.0.0.1:{port}" for port in topology.watchers],
        "password": PASSWORD,
        **options,
    }
    output = io.StringIO()
    with patch_module_args(arguments), redirect_stdout(output), pytest.raises(SystemExit):
        sentinel_verify.main()
    return dict(json.loads(output.getvalue()))


def test_a_whole_topology_has_no_findings(topology: Topology) -> None:
    result = run(topology)
    assert result.get("msg") is None
    assert (result["changed"], result["changes"], result["findings"]) == (False, [], [])
    assert [server["role"] for server in result["topology"]["servers"]].count("master") == 1


def test_a_plan_fails_nothing_over(topology: Topology) -> None:
    before = run(topology)["topology"]
    planned = run(topology, failover=2, _ansible_check_mode=True)
    assert planned["changed"]
    assert planned["changes"] == [{"action": "update", "kind": "sentinel_master", "name": MASTER}] * 2
    assert planned["rounds"] == []
    assert [s["role"] for s in run(topology)["topology"]["servers"]] == [s["role"] for s in before["servers"]]


def test_the_password_is_in_no_output(topology: Topology) -> None:
    assert PASSWORD not in json.dumps(run(topology))


def test_a_wrong_password(topology: Topology) -> None:
    problems = run(topology, password="guessed")["problems"]
    sentinel = (
        f"sentinel 127.0.0.1:{topology.watchers[0]} refuses the password: give the one of its requirepass or ACL."
    )
    assert problems[0] == sentinel
    assert len(problems) == 3


def test_an_unknown_name(topology: Topology) -> None:
    assert run(topology, master="nobody")["problems"][0].endswith("knows no master of that name.")


def test_a_sentinel_that_never_answers(topology: Topology) -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute:
        address = f"127.0.0.1:{mute.getsockname()[1]}"
        watchers = [f"127.0.0.1:{port}" for port in topology.watchers[:2]]
        problems = run(topology, sentinels=[*watchers, address], timeout=0.5)["problems"]
    assert problems == [f"sentinel {address} did not answer within 0.5 s."]


def test_nobody_listens(topology: Topology) -> None:
    (port,) = free_ports(1)
    watchers = [f"127.0.0.1:{known}" for known in topology.watchers[:2]]
    (problem,) = run(topology, sentinels=[*watchers, f"127.0.0.1:{port}"])["problems"]
    assert f"sentinel 127.0.0.1:{port} could not be asked: " in problem


def test_a_sentinel_too_few_is_named(topology: Topology) -> None:
    problems = run(topology, sentinels=[f"127.0.0.1:{port}" for port in topology.watchers[:2]])["problems"]
    assert len(problems) == 2
    assert f"knows 3 sentinels of {MASTER}, 2 are given" in problems[0]


def test_replicas_that_are_missing(topology: Topology) -> None:
    (problem,) = run(topology, replicas=3)["problems"]
    assert problem.endswith("has 2 replicas, 3 are expected.")


def test_a_sentinel_that_lies(topology: Topology) -> None:
    liar = topology.connect(topology.watchers[2])
    named = next(s["master"] for s in run(topology)["topology"]["sentinels"])
    other = next(port for port in topology.servers if not named.endswith(str(port)))
    liar.execute_command("SENTINEL", "REMOVE", MASTER)
    liar.execute_command("SENTINEL", "MONITOR", MASTER, "127.0.0.1", str(other), "2")
    try:
        problems = run(topology)["problems"]
    finally:
        liar.execute_command("SENTINEL", "REMOVE", MASTER)
        liar.execute_command("SENTINEL", "MONITOR", MASTER, *named.split(":"), "2")
        for option, value in (("auth-pass", PASSWORD), ("down-after-milliseconds", "5000")):
            liar.execute_command("SENTINEL", "SET", MASTER, option, value)
    sentence = f"sentinel 127.0.0.1:{topology.watchers[2]} names 127.0.0.1:{other} as the master, the others {named}: "
    assert any(problem.startswith(sentence) for problem in problems), problems
    until(lambda: not run(topology)["findings"], "the liar has not learnt the truth")


def test_two_masters(topology: Topology) -> None:
    replica = next(s for s in run(topology)["topology"]["servers"] if s["role"] == "replica")["address"]
    node = topology.connect(int(replica.rpartition(":")[2]))
    node.execute_command("REPLICAOF", "NO", "ONE")
    problems = run(topology)["problems"]
    assert any("both claim to be the master" in problem and replica in problem for problem in problems), problems
    until(lambda: not run(topology)["findings"], "the sentinels have not put the second master in its place")


def test_a_server_without_a_password(topology: Topology) -> None:
    node = topology.connect(topology.servers[1])
    node.execute_command("CONFIG", "SET", "requirepass", "")
    try:
        problems = run(topology)["problems"]
    finally:
        node.execute_command("CONFIG", "SET", "requirepass", PASSWORD)
    assert f"redis 127.0.0.1:{topology.servers[1]} answers without a password: set requirepass." in problems


def test_an_unsafe_master(topology: Topology) -> None:
    for port in topology.servers:
        topology.connect(port).execute_command("CONFIG", "SET", "min-replicas-to-write", "0")
    problems = run(topology)["problems"]
    for port in topology.servers:
        topology.connect(port).execute_command("CONFIG", "SET", "min-replicas-to-write", "1")
    assert len(problems) == 1
    assert "takes writes that no replica has: set min-replicas-to-write to 1" in problems[0]


@pytest.mark.parametrize(("outage", "recovery"), [("kill", "start"), ("stop", "go"), ("cut", "join")])
def test_a_lost_master_costs_seconds_and_no_write(topology: Topology, outage: str, recovery: str) -> None:
    command = [sys.executable, "-m", "tests.integration.redis_nodes", str(topology.nodes.folder)]
    os.chdir(ROOT)
    result = run(
        topology,
        failover=FAILOVERS,
        outage_command=[*command, outage, "{port}"],
        recovery_command=[*command, recovery, "{port}"],
    )
    assert "msg" not in result, result["msg"]
    figures = result["figures"]
    LOG.info("%s: %s", outage, figures)
    assert figures["acknowledged"] > 0
    assert figures["lost"] == 0
    assert all(made["old"] != made["new"] for made in result["rounds"])


def test_a_handover_loses_nothing(topology: Topology) -> None:
    figures = run(topology, failover=1)["figures"]
    assert figures["acknowledged"] > 0
    assert figures["lost"] == 0


def test_an_outage_command_that_fails(topology: Topology, tmp_path: Path) -> None:
    (problem,) = run(topology, failover=1, outage_command=[sys.executable, str(tmp_path / "none.py")])["problems"]
    assert problem.startswith(f"outage_command {sys.executable} {tmp_path / 'none.py'} ended with 2: ")


def test_a_lost_quorum(topology: Topology) -> None:
    """The last test, as Sentinels that slept do nothing for half a minute."""
    gone = topology.watchers[1:]
    for port in gone:
        topology.nodes.stop(port)
    try:
        until(
            lambda: any("cannot authorise a failover" in problem for problem in run(topology, timeout=0.5)["problems"]),
            "the last sentinel has not noticed",
        )
        problems = run(topology, timeout=0.5)["problems"]
    finally:
        for port in gone:
            topology.nodes.go(port)
    assert sum(problem.endswith("did not answer within 0.5 s.") for problem in problems) == 2
    until(
        lambda: any("does nothing for now (tilt)" in problem for problem in run(topology)["problems"]),
        "those that slept go on as if nothing had been",
    )

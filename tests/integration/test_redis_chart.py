"""The rendered files of the chart redis-sentinel on real servers: start, hand over, crash, come back, copy."""

from __future__ import annotations

import io
import json
import logging
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import redirect_stdout
from typing import Any

import pytest
import redis
from ansible.module_utils.testing import patch_module_args
from ansible_collections.pinksea.platform.plugins.modules import sentinel_verify

from sandbox import packages
from tests.integration.charts import config_files
from tests.integration.redis_nodes import PASSWORD, ROOT, alive, free_ports, until
from tests.integration.redis_pods import ADDRESSES, DOMAIN, NAMED, Pods

LOG = logging.getLogger(__name__)
MASTER = "orders"


@pytest.fixture(scope="module")
def pods(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pods]:
    if subprocess.run([*NAMED, "/etc/hosts", "true"], capture_output=True, check=False).returncode:
        pytest.skip("this machine lets nobody have a mount namespace, in which the pods get their names")
    made = Pods(tmp_path_factory.mktemp("pods"))
    made.prepare(config_files("redis-sentinel", {"master": MASTER}, made.folder), *free_ports(2))
    for pod in ADDRESSES:
        made.enter(pod)
    yield made
    for pod in ADDRESSES:
        made.crash(pod)


@pytest.fixture(autouse=True)
def names(monkeypatch: pytest.MonkeyPatch) -> None:
    """This process knows the pods' names as well."""
    known = {f"{pod}.{DOMAIN}": address for pod, address in ADDRESSES.items()}
    ask = socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", lambda host, *rest, **more: ask(known.get(host, host), *rest, **more))
    monkeypatch.chdir(ROOT)


def verify(pods: Pods, **options: Any) -> dict[str, Any]:
    port = json.loads(pods.known.read_text())["sentinel_port"]
    arguments = {
        "master": MASTER,
        "sentinels": [f"{pod}.{DOMAIN}:{port}" for pod in ADDRESSES],
        "password": PASSWORD,
        **options,
    }
    output = io.StringIO()
    with patch_module_args(arguments), redirect_stdout(output), pytest.raises(SystemExit):
        sentinel_verify.main()
    return dict(json.loads(output.getvalue()))


def settled(pods: Pods) -> None:
    until(lambda: "msg" not in verify(pods), "the topology does not settle")


def lose_master(pods: Pods, outage: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.integration.redis_pods", str(pods.folder)]
    return verify(
        pods, failover=1, outage_command=[*command, outage, "{name}"], recovery_command=[*command, "enter", "{name}"]
    )


def master(pods: Pods) -> str:
    (host, _) = pods.connect("redis-0", "sentinel_port").execute_command("SENTINEL", "get-master-addr-by-name", MASTER)
    return str(host).partition(".")[0]


def test_the_first_pod_is_the_first_master_and_nothing_is_found_wrong(pods: Pods) -> None:
    settled(pods)
    assert master(pods) == "redis-0"
    assert {pod: pods.connect(pod).role()[0] for pod in ADDRESSES} == {
        "redis-0": "master",
        "redis-1": "slave",
        "redis-2": "slave",
    }
    assert all(pods.run(pod, "health.sh", check).returncode == 0 for pod in ADDRESSES for check in ("live", "ready"))


def test_the_test_of_the_release_passes(pods: Pods) -> None:
    done = pods.run("redis-1", "test.sh")
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("outage", ["leave", "crash"])
def test_a_lost_master_comes_back_as_a_replica_and_no_write_is_lost(pods: Pods, outage: str) -> None:
    before = master(pods)
    result = lose_master(pods, outage)
    assert "msg" not in result, result["msg"]
    LOG.info("%s: %s", outage, result["figures"])
    assert result["figures"]["acknowledged"] > 0
    assert result["figures"]["lost"] == 0
    assert master(pods) != before
    assert pods.connect(before).role()[0] == "slave"


def test_a_replica_leaves_at_once(pods: Pods) -> None:
    before = master(pods)
    replica = next(pod for pod in ADDRESSES if pod != before)
    assert pods.run(replica, "stop-redis.sh").returncode == 0
    assert master(pods) == before


def test_a_sentinel_that_lost_its_volume_asks_the_others(pods: Pods) -> None:
    """And does not take the first server for the master, as one does that nobody answers."""
    if master(pods) == "redis-0":
        assert "msg" not in lose_master(pods, "leave")
    before = master(pods)
    assert before != "redis-0"
    pods.end("redis-0", "sentinel", signal.SIGTERM)
    shutil.rmtree(pods.folder / "redis-0/data/sentinel")
    pods.spawn("redis-0", "sentinel")
    until(lambda: answers(pods, "redis-0"), "the new sentinel does not answer")
    log = (pods.folder / "redis-0-sentinel.log").read_text()
    assert f" {before}.{DOMAIN} " in log.split("+monitor master")[-1].splitlines()[0]
    assert master(pods) == before


def answers(pods: Pods, pod: str) -> bool:
    try:
        return bool(pods.connect(pod, "sentinel_port").ping())
    except redis.RedisError:
        return False


def test_a_copy_has_what_the_servers_have(pods: Pods) -> None:
    server = pods.connect(master(pods))
    server.mset({f"key-{number}": number for number in range(1000)})
    until(lambda: server.wait(2, 1000) == 2, "the replicas do not confirm")
    done = pods.run("redis-2", "backup.sh")
    assert done.returncode == 0, done.stderr
    copy = pods.folder / "redis-2/backup"
    (port,) = free_ports(1)
    settings = ["--port", str(port), "--bind", "127.0.0.1", "--dir", str(copy), "--save", ""]
    process = subprocess.Popen([str(packages.find("redis-server")), *settings], stdout=subprocess.DEVNULL)
    try:
        beside = redis.Redis(port=port, decode_responses=True)
        until(lambda: loaded(beside), "the copy does not load")
        assert beside.mget([f"key-{number}" for number in range(1000)]) == [str(number) for number in range(1000)]
    finally:
        process.kill()
        process.wait()


def loaded(server: redis.Redis) -> bool:
    try:
        return bool(server.dbsize())
    except redis.RedisError:
        return False


def test_a_server_waits_until_two_sentinels_agree(pods: Pods) -> None:
    """The last test, as it leaves one pod alone. The former master would start as one if it went by its memory."""
    alone = master(pods)
    for pod in ADDRESSES:
        pods.crash(pod)
    pods.enter(alone)
    log = pods.folder / f"{alone}-redis.log"
    until(lambda: log.read_text().endswith("No two Sentinels agree on a master of orders yet.\n"), "it does not wait")
    assert pods.run(alone, "health.sh", "live").returncode != 0
    other = next(pod for pod in ADDRESSES if pod != alone)
    pods.enter(other)
    until(lambda: pods.run(other, "health.sh", "ready").returncode == 0, "two do not go on without the third")
    assert pods.connect(alone).role()[0] == "master"
    assert alive(int(pods.pid_file(alone, "redis").read_text()))

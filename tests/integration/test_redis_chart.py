"""The rendered files of the chart redis-sentinel on real servers: start, hand over, crash, come back, copy."""

from __future__ import annotations

import io
import json
import logging
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from typing import Any

import boto3
import pytest
import redis
from ansible.module_utils.testing import patch_module_args
from ansible_collections.pinksea.platform.plugins.modules import sentinel_verify

from tests.integration.charts import config_files
from tests.integration.conftest import ENDPOINTS
from tests.integration.redis_comparisons import KEYS, compare, fill
from tests.integration.redis_nodes import PASSWORD, ROOT, alive, free_ports, until
from tests.integration.redis_pods import ADDRESSES, DOMAIN, NAMED, Pods

LOG = logging.getLogger(__name__)
MASTER = "orders"


AWS = """#!{python}
import sys
import boto3

s3 = boto3.client("s3", **{options})
verb, *_, source, target = sys.argv[2:] if sys.argv[2] == "cp" else [*sys.argv[2:], ""]
bucket, _, key = next(place for place in (source, target) if place.startswith("s3://"))[5:].partition("/")
if verb == "ls":
    for row in s3.list_objects_v2(Bucket=bucket, Prefix=key)["Contents"]:
        print("2026-01-31 03:07:00", row["Size"], row["Key"].removeprefix(key))
elif target.startswith("s3://"):
    s3.upload_file(source, bucket, key)
else:
    s3.download_file(bucket, key, target)
"""
BUCKET = f"copies-{uuid.uuid4().hex[:8]}"
VALUES = {"master": MASTER, "backup": {"bucket": BUCKET}, "network": {"vpc": "10.0.0.0/16"}}


@contextmanager
def prepared(folder: Path, values: dict[str, Any]) -> Iterator[Pods]:
    """No pod has entered yet; all are gone in the end."""
    if subprocess.run([*NAMED, "/etc/hosts", "true"], capture_output=True, check=False).returncode:
        pytest.skip("this machine lets nobody have a mount namespace, in which the pods get their names")
    made = Pods(folder)
    made.prepare(config_files("redis-sentinel", values, folder), *free_ports(2))
    yield made
    for pod in ADDRESSES:
        made.crash(pod)


@pytest.fixture(scope="module")
def pods(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pods]:
    with prepared(tmp_path_factory.mktemp("pods"), VALUES) as made:
        for pod in ADDRESSES:
            made.enter(pod)
        yield made


@pytest.fixture
def beside(tmp_path: Path) -> Iterator[Pods]:
    """A set that begins with the newest copy."""
    with prepared(tmp_path, {**VALUES, "restore": {"time": "latest"}}) as made:
        yield made


@pytest.fixture
def aws(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A bucket in the emulator, and what the scripts call of the command of AWS, which is not on every machine."""
    endpoint = json.loads(ENDPOINTS.read_text())["aws"]
    keys = {"aws_access_key_id": "testing", "aws_secret_access_key": "testing", "region_name": "us-east-1"}
    s3 = boto3.client("s3", endpoint_url=endpoint, **keys)
    s3.create_bucket(Bucket=BUCKET)
    command = tmp_path / "bin" / "aws"
    command.parent.mkdir()
    command.write_text(AWS.format(python=sys.executable, options={"endpoint_url": endpoint, **keys}))
    command.chmod(0o700)
    monkeypatch.setenv("PATH", f"{command.parent}:{os.environ['PATH']}")
    yield
    for stored in s3.list_objects_v2(Bucket=BUCKET).get("Contents", []):
        s3.delete_object(Bucket=BUCKET, Key=stored["Key"])
    s3.delete_bucket(Bucket=BUCKET)


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


def master(pods: Pods, asked: str = "redis-0") -> str:
    (host, _) = pods.connect(asked, "sentinel_port").execute_command("SENTINEL", "get-master-addr-by-name", MASTER)
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


def test_a_whole_set_comes_back_from_the_copy(pods: Pods, beside: Pods, aws: None) -> None:
    """The scripts from backup to restore, by S3; only the command of AWS is a stand-in.

    The first server is late, as it may be in a cluster: the one that takes its place must have the copy too.
    """
    original = pods.connect(master(pods))
    fill(original)
    until(lambda: original.wait(2, 1000) == 2, "the replicas do not confirm")
    for script in ("backup.sh", "upload.sh"):
        ran = pods.run("redis-2", script)
        assert ran.returncode == 0, ran.stderr
    started = time.monotonic()

    for pod in ("redis-1", "redis-2"):
        restore(beside, pod)
    until(lambda: answers(beside, "redis-1"), "the second sentinel does not answer")
    until(lambda: master(beside, "redis-1") != "redis-0", "nobody takes the place of a first master that is late")
    restore(beside, "redis-0")
    settled(beside)
    seconds = time.monotonic() - started

    for pod in ADDRESSES:
        result = compare(original, beside.connect(pod))
        assert "msg" not in result, result["msg"]
    LOG.info("redis restored in %.1f s, compared: %s", seconds, result["figures"])
    assert result["figures"]["keys"] == original.dbsize() >= KEYS

    copy = beside.connect(master(beside))
    copy.set("session:later", "x")
    copy.hset("job:long", "field-7", "another")
    assert compare(original, copy)["findings"] == [
        "1 key is in the copy only: session 1.",
        "1 key is of another value in the copy: job 1.",
    ]
    again = beside.run("redis-0", "restore.sh")
    assert (again.returncode, again.stdout) == (0, ""), "a log that is newer than the copy is replaced"


def restore(beside: Pods, pod: str) -> None:
    ran = beside.run(pod, "restore.sh")
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.startswith(f"Restoring s3://{BUCKET}/redis/{MASTER}/")
    beside.enter(pod)


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

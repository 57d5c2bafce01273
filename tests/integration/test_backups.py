"""Backup and restore of each store into a place beside the original, compared row by row, on real servers.

Qdrant's is in `tests/unit/plugins/modules/qdrant` against a stand-in and in `test_qdrant.py` on a real server. Calls
for Aurora go to the emulator, which carries them out on the sandbox's PostgreSQL by dump and restore; what a restore
to a time gives back is shown by PostgreSQL itself, in `test_point_in_time.py`. EFS and the versions of S3 are AWS's to
restore; nothing on one machine can show that.
"""

# ruff: noqa: S608
from __future__ import annotations

import logging
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
import redis
from ansible_collections.pinksea.platform.plugins.modules import (
    postgres_comparison,
    rds_cluster_restores,
    rds_clusters,
)

from sandbox import packages
from tests.integration.databases import ENDPOINTS, Cluster, Options, cluster
from tests.integration.redis_comparisons import KEYS, fill
from tests.integration.redis_comparisons import compare as compare_redis
from tests.integration.redis_nodes import PASSWORD, free_ports, until
from tests.unit.plugins.modules.ladder import done, run

LOG = logging.getLogger(__name__)
TABLES = 10
USERS = 200

ROWS = f"""
INSERT INTO users (email, username)
SELECT format('user-%s@example.invalid', n), format('user-%s', n) FROM generate_series(1, {USERS}) AS n;
INSERT INTO credits (user_id, balance, lifetime_earned) SELECT id, 5, 5 FROM users;
INSERT INTO credit_transactions (user_id, transaction_type, amount, balance_after, description)
SELECT id, 'bonus', 5, 5, 'first ''five''' FROM users;
INSERT INTO images (user_id, s3_bucket, s3_key, cloudfront_url, width, height, file_size_bytes, mime_type, prompt)
SELECT id, 'b', format('%s/%s', id, n), 'https://example.invalid/', 1, 1, 0, 'image/png', E'a\\nb \\u00e4'
FROM users, generate_series(1, 10) AS n;
INSERT INTO boards (user_id, name) SELECT id, username FROM users;
"""


@pytest.fixture
def server() -> Iterator[Cluster]:
    if not ENDPOINTS.is_file():
        pytest.skip("the sandbox is not running: make sandbox-up")
    with cluster() as made:
        made.converge(made.schema("dev"))
        made.execute(f"SET search_path TO {made.name('dev')}", *filter(str.strip, ROWS.split(";")))
        yield made


@pytest.fixture
def rds(server: Cluster) -> Any:
    keys = {"aws_access_key_id": "testing", "aws_secret_access_key": "testing", "region_name": "us-east-1"}
    return boto3.client("rds", endpoint_url=server.aws.meta.endpoint_url, **keys)


@pytest.fixture
def aurora(server: Cluster, rds: Any) -> Iterator[Options]:
    """What a restore of the emulated cluster needs, whose database is the real one of the test; it is removed again."""
    keys = {"aws_access_key_id": "testing", "aws_secret_access_key": "testing", "region_name": "us-east-1"}
    ec2 = boto3.client("ec2", endpoint_url=server.aws.meta.endpoint_url, **keys)
    subnets = [row["SubnetId"] for row in ec2.describe_subnets()["Subnets"][:2]]
    source = f"{server.tag}-aurora"
    placed = {"subnet_ids": subnets, "min_capacity": 0.5, "max_capacity": 4}
    original = {"name": source, "engine_version": "15", "database_name": server.database, **placed}
    whole = {"clusters": [original], "wait_interval": 0.1}
    done(rds_clusters, whole, rds)
    copy = {"name": f"{source}-restored", "source": source, "wait_interval": 0.1, **placed}
    yield copy
    done(rds_cluster_restores, {**copy, "state": "absent"}, rds)
    done(rds_clusters, whole | {"state": "absent", "delete": [source], "final_snapshot": False}, rds)


def compare(server: Cluster, copy: Options, **more: Any) -> Options:
    options = server.options(server.schema("dev"), copy=copy, **more)
    options["schemas"] = [schema["name"] for schema in options["schemas"]]
    return run(postgres_comparison, options, server.aws)


def restored(aurora: Options) -> Options:
    return {"database": f"restored-{aurora['name']}"}


def test_aurora_comes_back_beside_itself(server: Cluster, rds: Any, aurora: Options) -> None:
    """Every row, as the master user, who is no superuser and is bound by every policy until they are lifted."""
    schema, started = server.name("dev"), time.monotonic()
    done(rds_cluster_restores, aurora, rds)
    seconds = time.monotonic() - started
    result = compare(server, restored(aurora), lift_policies=True)
    assert "msg" not in result, result["msg"]
    LOG.info("aurora restored in %.1f s, compared: %s", seconds, result["figures"])
    LOG.info("images: %s", result["tables"][f"{schema}.images"])
    assert result["figures"]["tables"] > TABLES, "the tables and the history of migrations"
    assert result["tables"][f"{schema}.users"]["rows"] == USERS
    assert result["tables"][f"{schema}.images"]["rows"] == 10 * USERS

    with server.superuser(dbname=restored(aurora)["database"]) as copy:
        copy.execute(f"SET search_path TO {schema}")
        copy.execute("UPDATE images SET prompt = 'b' WHERE id = (SELECT min(id::text)::uuid FROM images)")
        copy.execute("DELETE FROM boards WHERE name = 'user-7'")
        copy.execute("DROP POLICY users_own ON users")
        copy.execute("DROP TABLE board_images")
    assert compare(server, restored(aurora), lift_policies=True)["findings"] == [
        f"table {schema}.board_images is in the original only.",
        f"rows of table {schema}.boards: {USERS} in the original, {USERS - 1} in the copy.",
        f"rows of table {schema}.images: {10 * USERS} in both, and they are not the same.",
        f"table {schema}.users: policy users_own is in the original only.",
    ]
    forced = f"SELECT relforcerowsecurity FROM pg_class WHERE oid = '{schema}.users'::regclass"
    assert server.execute(forced) == [(True,)], "the comparison left the policies of the original lifted"


def test_a_snapshot_has_what_was_there_when_it_was_taken(server: Cluster, rds: Any, aurora: Options) -> None:
    schema, name = server.name("dev"), f"{server.tag}-before"
    rds.create_db_cluster_snapshot(DBClusterSnapshotIdentifier=name, DBClusterIdentifier=aurora["source"])
    server.execute(f"DELETE FROM {schema}.boards WHERE name <> 'user-7'")
    done(rds_cluster_restores, aurora | {"snapshot": name}, rds)
    result = compare(server, restored(aurora), lift_policies=True)
    rds.delete_db_cluster_snapshot(DBClusterSnapshotIdentifier=name)
    assert result["findings"] == [f"rows of table {schema}.boards: 1 in the original, {USERS} in the copy."]


def test_what_policies_hide_is_no_lower_count(server: Cluster) -> None:
    """Neither of a comparison, nor of a dump, which would be empty and look like a whole one."""
    schema = server.name("dev")
    assert f"policies hide rows of {schema}.board_images and" in compare(server, {})["msg"]
    dump = ["pg_dump", "--role", f"{schema}_owner", "--schema", schema, server.database]
    with pytest.raises(subprocess.CalledProcessError) as failure:
        postgres(server, server.master, server.password, *dump)
    assert "row-level security policy" in failure.value.stderr


def postgres(server: Cluster, user: str, password: str, *argv: str) -> None:
    where = ["--host", server.server["host"], "--port", str(server.server["port"]), "--username", user]
    environment = {"PGPASSWORD": password, "PATH": os.environ["PATH"]}
    subprocess.run([argv[0], *where, *argv[1:]], env=environment, check=True, capture_output=True, text=True)


class Redis:
    """A server on its own, which starts from what lies in its folder."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        (port,) = free_ports(1)
        settings = {
            "port": port,
            "bind": "127.0.0.1",
            "dir": folder,
            "requirepass": PASSWORD,
            "save": '""',
            "enable-debug-command": "local",
        }
        argv = [str(packages.find("redis-server"))]
        argv += [text for key, value in settings.items() for text in (f"--{key}", str(value).strip('"'))]
        self.process = subprocess.Popen(argv, stdout=subprocess.DEVNULL)
        self.client = redis.Redis(port=port, password=PASSWORD, decode_responses=True, protocol=2)
        until(self.answers, "the server does not answer")

    def answers(self) -> bool:
        try:
            return bool(self.client.ping())
        except redis.RedisError:
            return False

    def digest(self) -> Any:
        """Of all keys, whatever their order, as Redis itself makes it."""
        return self.client.execute_command("DEBUG", "DIGEST")

    def end(self) -> None:
        self.process.terminate()
        self.process.wait()


@pytest.fixture
def original(tmp_path: Path) -> Iterator[Redis]:
    made = Redis(tmp_path / "original")
    yield made
    made.end()


def test_redis_comes_back_beside_itself(original: Redis, tmp_path: Path) -> None:
    """Alike to `redis_comparison`, and by the digest that Redis itself makes."""
    client = original.client
    fill(client)
    before = client.lastsave()
    client.bgsave()
    until(lambda: client.info("persistence")["rdb_bgsave_in_progress"] == 0, "the copy is not done")
    assert client.lastsave() >= before
    assert client.info("persistence")["rdb_last_bgsave_status"] == "ok"
    folder = tmp_path / "beside"
    folder.mkdir()
    shutil.copy(tmp_path / "original/dump.rdb", folder)
    started = time.monotonic()
    copy = Redis(folder)
    seconds = time.monotonic() - started
    try:
        result = compare_redis(client, copy.client)
        assert "msg" not in result, result["msg"]
        LOG.info("redis restored in %.1f s, compared: %s", seconds, result["figures"])
        assert result["figures"]["keys"] == copy.client.dbsize() == KEYS
        assert result["figures"]["checksum"] == result["figures"]["copy_checksum"]
        assert copy.digest() == original.digest()
        copy.client.hset("job:long", "field-7", "another")
        copy.client.pexpire("session:9", 5_000_000)
        copy.client.delete("scores:short")
        result = compare_redis(client, copy.client)
        assert result["findings"] == [
            "1 key is in the original only: scores 1.",
            "1 key is of another value in the copy: job 1.",
            "1 key is to expire at another time in the copy: session 1.",
        ]
        assert result["figures"]["checksum"] != result["figures"]["copy_checksum"]
    finally:
        copy.end()


def test_a_redis_that_cannot_be_read(original: Redis) -> None:
    message = compare_redis(original.client, original.client, password="wrong")["msg"]
    assert "cannot be read (invalid username-password pair" in message

"""Backup and restore of each store into a place beside the original, compared row by row, on real servers.

Qdrant's is in `tests/unit/plugins/modules/qdrant` against a stand-in and in `test_qdrant.py` on a real server. Aurora's
own snapshots, EFS and the versions of S3 are AWS's to restore; nothing on one machine can show that.
"""

# ruff: noqa: S608
from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
import redis
from psycopg import sql

from sandbox import packages
from tests.integration.databases import ENDPOINTS, Cluster, cluster
from tests.integration.redis_nodes import PASSWORD, free_ports, until

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

Sums = dict[str, tuple[int, str]]


@pytest.fixture
def server() -> Iterator[Cluster]:
    if not ENDPOINTS.is_file():
        pytest.skip("the sandbox is not running: make sandbox-up")
    with cluster() as made:
        made.converge(made.schema("dev"))
        made.execute(f"SET search_path TO {made.name('dev')}", *filter(str.strip, ROWS.split(";")))
        yield made


@pytest.fixture
def beside(server: Cluster) -> Iterator[str]:
    """An empty database on the same server."""
    name, admin = f"{server.tag}_restored", server.superuser(dbname="postgres")
    with admin:
        admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        yield name
        admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def sums(connection: psycopg.Connection[Any], schema: str) -> Sums:
    """Rows of every table and a checksum of them, whatever their order."""
    listed = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s ORDER BY 1", [schema])
    found = {}
    for (table,) in listed.fetchall():
        query = sql.SQL("SELECT count(*), md5(string_agg(md5(t::text), '' ORDER BY md5(t::text))) FROM {} AS t")
        row = connection.execute(query.format(sql.Identifier(schema, table))).fetchone()
        found[table] = (row[0], row[1] or "") if row else (0, "")
    return found


def rules(connection: psycopg.Connection[Any], schema: str) -> list[Any]:
    """Policies and indexes, without which rows would be everybody's, and slow; how they are worded is not compared."""
    policies = "SELECT tablename, policyname, cmd, roles::text, qual IS NULL FROM pg_policies WHERE schemaname = %s"
    indexes = "SELECT tablename, indexname, '', '', true FROM pg_indexes WHERE schemaname = %s"
    return connection.execute(f"{policies} UNION ALL {indexes} ORDER BY 1, 2, 4", [schema, schema]).fetchall()


def postgres(server: Cluster, user: str, password: str, *argv: str) -> None:
    where = ["--host", server.server["host"], "--port", str(server.server["port"]), "--username", user]
    environment = {"PGPASSWORD": password, "PATH": os.environ["PATH"]}
    subprocess.run([argv[0], *where, *argv[1:]], env=environment, check=True, capture_output=True, text=True)


def test_a_schema_comes_back_beside_itself(server: Cluster, beside: str, tmp_path: Path) -> None:
    schema, dump = server.name("dev"), str(tmp_path / "dev.dump")
    superuser = (server.server["user"], server.server["password"])
    postgres(server, *superuser, "pg_dump", "--format=custom", "--schema", schema, "--file", dump, server.database)
    postgres(server, *superuser, "pg_restore", "--exit-on-error", "--dbname", beside, dump)
    with server.superuser() as original, server.superuser(dbname=beside) as copy:
        wanted = sums(original, schema)
        assert len(wanted) > TABLES, "the tables and the history of migrations"
        assert wanted["users"][0] == USERS
        assert wanted["images"][0] == 10 * USERS
        assert sums(copy, schema) == wanted
        assert rules(copy, schema) == rules(original, schema) != []

        copy.execute(
            f"UPDATE {schema}.images SET prompt = 'b' WHERE id = (SELECT min(id::text)::uuid FROM {schema}.images)"
        )
        copy.execute(f"DELETE FROM {schema}.boards WHERE name = 'user-7'")
        found = sums(copy, schema)
        assert {table for table in wanted if found[table] != wanted[table]} == {"images", "boards"}
        assert found["images"][0] == wanted["images"][0], "only the checksum tells"


def test_a_dump_of_what_policies_hide_fails(server: Cluster) -> None:
    """Row-level security is forced on the owner too, whose dump would else be empty and look like a whole one."""
    schema = server.name("dev")
    dump = ["pg_dump", "--role", f"{schema}_owner", "--schema", schema, server.database]
    with pytest.raises(subprocess.CalledProcessError) as failure:
        postgres(server, server.master, server.password, *dump)
    assert "row-level security policy" in failure.value.stderr


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
        """Of all keys, whatever their order."""
        return self.client.execute_command("DEBUG", "DIGEST")

    def keys(self) -> dict[str, tuple[Any, Any]]:
        """Every key with the digest of its value and the moment at which it expires."""
        names = sorted(self.client.scan_iter())
        digests = self.client.execute_command("DEBUG", "DIGEST-VALUE", *names)
        return {name: (value, self.client.pexpiretime(name)) for name, value in zip(names, digests, strict=True)}

    def end(self) -> None:
        self.process.terminate()
        self.process.wait()


@pytest.fixture
def original(tmp_path: Path) -> Iterator[Redis]:
    made = Redis(tmp_path / "original")
    yield made
    made.end()


def test_redis_comes_back_beside_itself(original: Redis, tmp_path: Path) -> None:
    client = original.client
    for number in range(1000):
        client.set(f"session:{number}", f"user-{number}", px=3_600_000 + number)
    client.rpush("queue:dev", *(f"job-{number}" for number in range(300)))
    client.hset("job:1", mapping={f"field-{number}": number for number in range(300)})
    client.sadd("tags", *(f"tag-{number}" for number in range(600)))
    client.zadd("scores", {f"user-{number}": number / 3 for number in range(300)})
    client.xadd("events", {"kind": "created"})
    before = client.lastsave()
    client.bgsave()
    until(lambda: client.info("persistence")["rdb_bgsave_in_progress"] == 0, "the copy is not done")
    assert client.lastsave() >= before
    assert client.info("persistence")["rdb_last_bgsave_status"] == "ok"
    folder = tmp_path / "beside"
    folder.mkdir()
    shutil.copy(tmp_path / "original/dump.rdb", folder)
    copy = Redis(folder)
    try:
        assert copy.client.dbsize() == 1005
        assert copy.digest() == original.digest()
        assert copy.keys() == original.keys()
        copy.client.hset("job:1", "field-7", "another")
        copy.client.pexpire("session:9", 5_000_000)
        wanted, found = original.keys(), copy.keys()
        assert {name for name in wanted if found[name] != wanted[name]} == {"job:1", "session:9"}
        assert copy.digest() != original.digest()
    finally:
        copy.end()

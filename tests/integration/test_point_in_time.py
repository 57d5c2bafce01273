"""What a restore to a point in time gives back, on a real PostgreSQL by its own base backup and log.

Aurora's `restore_to` promises the same: all that was committed until then, and nothing of what came after. The emulator
keeps no log, so that this shows the promise and the comparison, the tests of `rds_cluster_restores` show the calls, and
only AWS shows both together.
"""

from __future__ import annotations

import logging
import shutil
import subprocess
import time
import uuid
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psycopg
import pytest
from ansible_collections.pinksea.platform.plugins.module_utils.postgres.comparison import Contents, differences
from ansible_collections.pinksea.platform.plugins.module_utils.postgres.contents import read
from ansible_collections.pinksea.platform.plugins.module_utils.postgres.session import Address, Session

from sandbox import packages
from sandbox.data_servers import account
from sandbox.processes import identity
from tests.integration.redis_nodes import free_ports, until

LOG = logging.getLogger(__name__)
PASSWORD = uuid.uuid4().hex


class Server:
    """A PostgreSQL of its own, which copies its log into a folder beside it."""

    def __init__(self, data: Path) -> None:
        found = packages.find("postgres")
        assert found, "there is no PostgreSQL: make sandbox-up installs it"
        self.programs, self.data, self.archive = found.parent, data, data.parent / "archive"
        (self.port,) = free_ports(1)

    def run(self, program: str, *arguments: str) -> None:
        command = [str(self.programs / program), *arguments]
        environment = {"PGPASSWORD": PASSWORD, "PATH": "/usr/bin:/bin"}
        as_account: dict[str, Any] = identity(account())
        subprocess.run(command, cwd=self.data.parent, env=environment, check=True, capture_output=True, **as_account)

    def initialise(self) -> None:
        password = self.data.parent / "password"
        password.write_text(PASSWORD)
        access = ["--username=admin", f"--pwfile={password}", "--auth=scram-sha-256"]
        self.run("initdb", f"--pgdata={self.data}", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync", *access)

    def start(self, **settings: str) -> None:
        common = {
            "port": str(self.port),
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": "",
            "fsync": "off",
        }
        options = " ".join(f"-c {key}='{value}'" for key, value in {**common, **settings}.items())
        self.run("pg_ctl", "start", "-w", f"--pgdata={self.data}", f"--log={self.data}.log", f"--options={options}")

    def stop(self) -> None:
        if (self.data / "postmaster.pid").exists():
            self.run("pg_ctl", "stop", "-w", f"--pgdata={self.data}", "--mode=immediate")

    def execute(self, statement: str) -> Any:
        where = f"host=127.0.0.1 port={self.port} user=admin password={PASSWORD} dbname=postgres"
        with psycopg.connect(where, autocommit=True) as connection:
            cursor = connection.execute(statement)  # type: ignore[call-overload]
            row = cursor.fetchone() if cursor.description else None
            return row[0] if row else None

    def contents(self) -> Contents:
        address = Address("127.0.0.1", self.port, "postgres", "admin", PASSWORD, sslmode="disable")
        with closing(Session(address)) as session:
            return read(session, [], lift=False)


@pytest.fixture
def servers() -> Iterator[tuple[Server, Server]]:
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "archive").mkdir()
        for each in (folder, folder / "archive"):
            each.chmod(0o700)
            shutil.chown(each, account())
        original, copy = Server(folder / "original"), Server(folder / "copy")
        yield original, copy
        for server in (original, copy):
            server.stop()


def test_what_was_there_before_the_accident_comes_back_beside_it(servers: tuple[Server, Server]) -> None:
    original, copy = servers
    original.initialise()
    original.start(archive_mode="on", archive_command=f"cp %p {original.archive}/%f")
    original.execute("CREATE TABLE orders (id int PRIMARY KEY, note text, at timestamptz DEFAULT now())")
    original.execute("INSERT INTO orders SELECT n, 'first ' || n FROM generate_series(1, 10000) AS n")
    where = ["--host=127.0.0.1", f"--port={original.port}", "--username=admin", f"--pgdata={copy.data}"]
    original.run("pg_basebackup", *where, "--checkpoint=fast", "--wal-method=none")

    original.execute("INSERT INTO orders SELECT n, 'later ' || n FROM generate_series(10001, 15000) AS n")
    original.execute("UPDATE orders SET note = 'changed' WHERE id % 100 = 0")
    before, moment = original.contents(), original.execute("SELECT clock_timestamp()::text")
    original.execute("DELETE FROM orders WHERE id > 20")
    original.execute("CREATE TABLE accident (id int)")
    segment = original.execute("SELECT pg_walfile_name(pg_switch_wal())")
    until((original.archive / segment).exists, "the log is not archived")

    started = time.monotonic()
    (copy.data / "recovery.signal").touch()
    shutil.chown(copy.data / "recovery.signal", account())
    copy.start(
        restore_command=f"cp {original.archive}/%f %p", recovery_target_time=moment, recovery_target_action="promote"
    )
    until(lambda: not copy.execute("SELECT pg_is_in_recovery()"), "the copy does not come to the time")
    seconds = time.monotonic() - started

    table = before["public.orders"]
    LOG.info("%s rows, checksum %s, restored in %.1f s", table.rows, table.checksum, seconds)
    assert table.rows == 15000
    assert differences(before, copy.contents()) == []
    assert differences(original.contents(), copy.contents()) == [
        "table public.accident is in the original only.",
        "rows of table public.orders: 20 in the original, 15000 in the copy.",
    ]

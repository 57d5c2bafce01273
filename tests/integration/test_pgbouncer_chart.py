"""The rendered files of the chart pgbouncer on the real PgBouncer, in front of a database of its own."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql

from sandbox import packages
from sandbox.data_servers import account
from sandbox.processes import identity
from tests.integration.charts import config_files
from tests.integration.databases import ENDPOINTS, Cluster, cluster
from tests.integration.redis_nodes import alive, free_ports, until

USERS = ("user", "model")


class Pod:
    """One PgBouncer with its Secrets as files; it refuses to be root."""

    def __init__(self, server: Cluster, folder: Path, values: dict[str, Any]) -> None:
        self.server, self.folder = server, folder
        (self.port,) = free_ports(1)
        where = {"host": server.server["host"], "port": server.server["port"], "cidrs": ["127.0.0.0/8"]}
        given = {"server": {**where, "database": server.database, "sslmode": "disable"}, "users": list(USERS)}
        given["server"] |= values.get("server", {})
        (folder / "etc").mkdir()
        (folder / "run").mkdir()
        for name, text in config_files("pgbouncer", {**values, **given}, folder).items():
            (folder / "etc" / name).write_text(self.placed(text))
        for user in USERS:
            self.secret(user, server.name(user), server.password_of(user))
        self.secret("pgbouncer", "pgbouncer", "of-statistics")

    def placed(self, text: str) -> str:
        moved = {"/etc/pgbouncer": "etc", "/run/pgbouncer": "run"}
        for path, part in moved.items():
            text = text.replace(path, str(self.folder / part))
        changed = {
            "listen_port = 5432": f"listen_port = {self.port}",
            "sleep 10": "sleep 0.1",
            "log_disconnections = 0": "log_disconnections = 1",
        }
        for line, other in changed.items():
            text = text.replace(line, other)
        return text

    def secret(self, name: str, username: str, password: str) -> None:
        folder = self.folder / "etc/users" / name
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "username").write_text(username)
        (folder / "password").write_text(password)

    @contextmanager
    def running(self) -> Iterator[Pod]:
        if owner := account():
            for path in (self.folder, *self.folder.rglob("*")):
                shutil.chown(path, owner)
        program = packages.find("pgbouncer")
        environment = {"PATH": f"{program.parent if program else ''}:/usr/bin:/bin"}
        log = (self.folder / "log").open("wb")
        process = subprocess.Popen(
            ["/bin/sh", str(self.folder / "etc/start.sh")],
            env=environment,
            stdout=log,
            stderr=log,
            start_new_session=True,
            **identity(account()),
        )
        self.pid = process.pid
        try:
            until(self.serves, "PgBouncer does not serve")
            yield self
        finally:
            os.killpg(process.pid, signal.SIGKILL)  # what the script started goes with it, as in a container
            process.wait()
            log.close()

    def serves(self) -> bool:
        try:
            self.statistics("SHOW VERSION")
        except psycopg.OperationalError:
            return False
        return True

    def statistics(self, question: str) -> list[dict[str, Any]]:
        keys = {"user": "pgbouncer", "password": "of-statistics", "dbname": "pgbouncer"}
        with psycopg.connect(host="127.0.0.1", port=self.port, autocommit=True, **keys) as connection:
            cursor = psycopg.ClientCursor(connection).execute(question)
            names = [column.name for column in cursor.description or []]
            return [dict(zip(names, row, strict=True)) for row in cursor]

    def connect(self, user: str, password: str | None = None, **options: Any) -> psycopg.Connection[Any]:
        return psycopg.connect(
            host="127.0.0.1",
            port=self.port,
            dbname=self.server.database,
            user=self.server.name(user),
            password=password or self.server.password_of(user),
            prepare_threshold=None,
            **options,
        )


@pytest.fixture(scope="module")
def server() -> Iterator[Cluster]:
    if not ENDPOINTS.is_file():
        pytest.skip("the sandbox is not running: make sandbox-up")
    with cluster() as made:
        for user in USERS:
            made.secret(user)
            name, password = sql.Identifier(made.name(user)), made.password_of(user)
            made.execute(sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(name, password))
        yield made


@pytest.fixture
def folder() -> Iterator[Path]:
    """Not below pytest's own, which only its user may enter."""
    made = Path(tempfile.mkdtemp())
    yield made
    shutil.rmtree(made)


@pytest.fixture
def pod(server: Cluster, folder: Path) -> Iterator[Pod]:
    pools = {"defaultPoolSize": 1, "reservePoolSize": 0, "maxDbConnections": 2, "maxClientConn": 50}
    with Pod(server, folder, {"pools": pools}).running() as running:
        yield running


def backend(connection: psycopg.Connection[Any]) -> int:
    """The server process of one transaction."""
    with connection.transaction():
        row = connection.execute("SELECT pg_backend_pid()").fetchone()
    assert row
    return int(row[0])


def test_clients_of_a_user_share_a_server_connection_and_users_do_not(pod: Pod) -> None:
    with pod.connect("user") as first, pod.connect("user") as second, pod.connect("model") as other:
        assert backend(first) == backend(second) != backend(other)
    settings = {row["key"]: row["value"] for row in pod.statistics("SHOW CONFIG")}
    assert (settings["pool_mode"], settings["max_client_conn"]) == ("transaction", "50")
    assert (settings["default_pool_size"], settings["max_db_connections"]) == ("1", "2")


def test_a_wrong_password_and_an_unknown_user_stay_out(pod: Pod) -> None:
    for user in ("user", "nobody"):
        with pytest.raises(psycopg.OperationalError, match="authentication failed"):
            pod.connect(user, "wrong")


def test_only_the_user_of_statistics_sees_them(pod: Pod) -> None:
    keys = {"user": pod.server.name("user"), "password": pod.server.password_of("user")}
    with pytest.raises(psycopg.OperationalError, match="not allowed"):
        psycopg.connect(host="127.0.0.1", port=pod.port, dbname="pgbouncer", **keys)


def test_a_new_password_holds_without_a_restart(pod: Pod) -> None:
    name, password = sql.Identifier(pod.server.name("model")), 'new"password'
    pod.server.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(name, password))
    pod.secret("model", pod.server.name("model"), password)
    try:
        until(lambda: logs_in(pod, password), "the new password does not hold")
    finally:
        pod.server.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(name, pod.server.password_of("model")))


def logs_in(pod: Pod, password: str) -> bool:
    try:
        with pod.connect("model", password) as connection:
            return backend(connection) > 0
    except psycopg.OperationalError:
        return False


def test_a_transaction_ends_before_the_pod_does(pod: Pod) -> None:
    with pod.connect("user") as connection:
        connection.execute("SELECT 1")
        stop = subprocess.Popen(["/bin/sh", str(pod.folder / "etc/stop.sh"), str(pod.pid), "0"])
        until(lambda: not takes_clients(pod), "it does not begin to stop")
        assert connection.execute("SELECT 2").fetchone() == (2,)
        connection.commit()
        until(lambda: not alive(pod.pid), "it does not end")
    assert stop.wait() == 0


def takes_clients(pod: Pod) -> bool:
    """Whether another transaction is begun; it has a pool of its own."""
    try:
        with pod.connect("model", connect_timeout=2) as connection:
            return backend(connection) > 0
    except psycopg.OperationalError:
        return False


def test_a_server_without_tls_is_refused(server: Cluster, folder: Path) -> None:
    """The sandbox's PostgreSQL has no certificate: enough to see that nothing goes out unchecked."""
    ca = folder / "ca.pem"
    command = ["openssl", "req", "-x509", "-nodes", "-subj", "/CN=ca", "-keyout", "/dev/null", "-out", str(ca)]
    subprocess.run([*command, "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"], check=True, capture_output=True)
    values = {"server": {"sslmode": "verify-full", "ca": ca.read_text()}}
    with Pod(server, folder, values).running() as pod:
        with pytest.raises(psycopg.OperationalError):
            pod.connect("user", connect_timeout=3)
        assert re.search("server refused (SSL|TLS)", (folder / "log").read_text())

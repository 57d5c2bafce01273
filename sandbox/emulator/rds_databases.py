"""Real rows for the emulated Aurora: the sandbox's PostgreSQL is dumped for a snapshot, and restored beside itself."""

import json
import subprocess
from pathlib import Path
from typing import Any

from sandbox import packages
from sandbox.errors import SandboxError

LONGEST = 63
SECONDS = 300


class Databases:
    """On the server of the sandbox; without one, clusters hold nothing."""

    def __init__(self) -> None:
        self.endpoints: Path | None = None

    def name(self, cluster: Any) -> str:
        """The name that no original has tells a restore apart."""
        if getattr(cluster, "restored", False):
            return f"restored-{cluster.db_cluster_identifier}"[:LONGEST]
        return cluster.database_name or ""

    def dump(self, cluster: Any) -> bytes | None:
        database = self.name(cluster)
        if not database or not self._exists(database):
            return None
        return self._run("pg_dump", "--format=custom", database)

    def load(self, cluster: Any, dump: bytes | None) -> None:
        cluster.restored = True
        if dump is not None:
            self.drop(cluster)
            self._run("createdb", self.name(cluster))
            self._run("pg_restore", "--exit-on-error", f"--dbname={self.name(cluster)}", given=dump)

    def drop(self, cluster: Any) -> None:
        if getattr(cluster, "restored", False) and self._server():
            self._run("dropdb", "--if-exists", "--force", self.name(cluster))

    def _exists(self, database: str) -> bool:
        if not self._server():
            return False
        listed = self._run("psql", "--no-align", "--tuples-only", "--command", "SELECT datname FROM pg_database")
        return database in listed.decode().splitlines()

    def _server(self) -> dict[str, Any] | None:
        if self.endpoints is None or not self.endpoints.is_file():
            return None
        server: dict[str, Any] = json.loads(self.endpoints.read_text())["postgres"]
        return server

    def _run(self, program: str, *arguments: str, given: bytes | None = None) -> bytes:
        server, postgres = self._server(), packages.find("postgres")
        if server is None or postgres is None:
            raise SandboxError(f"{program} has no PostgreSQL to talk to: start the sandbox with `make sandbox-up`")
        where = {"PGHOST": server["host"], "PGPORT": str(server["port"]), "PGUSER": server["user"]}
        environment = {**where, "PGPASSWORD": server["password"], "PGDATABASE": server["database"]}
        if program in ("createdb", "dropdb"):
            del environment["PGDATABASE"]
        done = subprocess.run(
            [postgres.with_name(program), *arguments],
            env=environment,
            input=given,
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
        if done.returncode:
            raise SandboxError(f"{program} of the sandbox's PostgreSQL failed: {done.stderr.decode().strip()}")
        return done.stdout


DATABASES = Databases()

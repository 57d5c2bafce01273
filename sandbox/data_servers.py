"""PostgreSQL behind PgBouncer, and three Redis watched by three Sentinels."""

import os
import pwd
import shutil
import subprocess
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from sandbox import configs, databases, parts, readiness
from sandbox.errors import SandboxError
from sandbox.layout import Sandbox
from sandbox.processes import identity, pid_of

REPLICAS = 3


class DataServers:
    """The data servers of one sandbox, by the programs that were found."""

    def __init__(self, sandbox: Sandbox, programs: dict[str, Path]) -> None:
        self.sandbox = sandbox
        self.programs = programs
        self.account = account()
        self._folder(sandbox.data)

    def ensure(self) -> None:
        """Databases and caches side by side; in each, what depends on the other comes later."""
        with ThreadPoolExecutor() as pool:
            for done in [pool.submit(self._databases), pool.submit(self._caches)]:
                done.result()

    def _databases(self) -> None:
        postgres, pgbouncer = (self.sandbox.parts[name] for name in ("postgres", "pgbouncer"))
        data = self._postgres_data()
        if pid_of(postgres) is None:
            # PostgreSQL takes a killed server that nobody has reaped yet, or a reused pid, for a living one.
            (data / "postmaster.pid").unlink(missing_ok=True)
        serves = partial(readiness.postgres, postgres.port)
        parts.ensure(postgres, [self.programs["postgres"], "-D", data], serves, data, self.account)

        databases.ensure(postgres.port, "postgres", self.sandbox.postgres_password)

        folder = self._folder(self.sandbox.data / "pgbouncer")
        users = self._file(folder / "users.txt", configs.pgbouncer_users(self.sandbox.postgres_password))
        config = self._file(folder / "pgbouncer.ini", configs.pgbouncer(pgbouncer.port, postgres.port, users))
        serves = partial(readiness.postgres, pgbouncer.port)
        parts.ensure(pgbouncer, [self.programs["pgbouncer"], config], serves, folder, self.account)

    def _postgres_data(self) -> Path:
        """The cluster's folder; made beside it and renamed, so an interrupted initdb leaves nothing half made."""
        folder = self.sandbox.data / "postgres"
        if folder.exists():
            return folder
        making = self.sandbox.data / "postgres.new"
        shutil.rmtree(making, ignore_errors=True)
        password = self._file(self.sandbox.data / "postgres.password", self.sandbox.postgres_password)
        argv = [str(self.programs["postgres"].with_name("initdb")), f"--pgdata={making}", f"--pwfile={password}"]
        argv += ["--username=postgres", "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
        done = subprocess.run(
            argv,
            cwd=self.sandbox.data,
            capture_output=True,
            text=True,
            check=False,
            **identity(self.account),
        )
        if done.returncode:
            raise SandboxError(f"initdb of {making} failed; remove the cause and run `up` again: {done.stderr.strip()}")
        password.unlink()
        with (making / "postgresql.conf").open("a") as config:
            config.write(configs.postgres(self.sandbox.parts["postgres"].port))
        return making.rename(folder)

    def _caches(self) -> None:
        """Servers first: a Sentinel learns the replicas from the master."""
        for kind, ready in (("redis", _replicates), ("sentinel", _has_quorum)):
            with ThreadPoolExecutor() as pool:
                for done in [pool.submit(self._cache, kind, index, ready) for index in range(REPLICAS)]:
                    done.result()

    def _cache(self, kind: str, index: int, ready: Callable[[str], bool]) -> None:
        part, master = self.sandbox.parts[f"{kind}-{index}"], self.sandbox.parts["redis-0"]
        folder = self._folder(self.sandbox.data / part.name)
        config = folder / f"{kind}.conf"
        if not config.exists():  # the servers rewrite it when a failover changes their roles
            render = configs.redis if kind == "redis" else configs.sentinel
            self._file(config, render(part.port, master.port, folder, self.sandbox.redis_password))
        question = "INFO replication" if kind == "redis" else f"SENTINEL CKQUORUM {configs.SENTINEL_MASTER}"
        mode = ["--sentinel"] if kind == "sentinel" else []

        def serves() -> bool:
            return ready(readiness.redis(part.port, self.sandbox.redis_password, question))

        parts.ensure(part, [self.programs["redis-server"], config, *mode], serves, folder, self.account)

    def _folder(self, path: Path) -> Path:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._give(path)
        return path

    def _file(self, path: Path, text: str) -> Path:
        """A file with a secret in it, whole or not there."""
        making = path.with_name(f"{path.name}.new")
        making.touch(mode=0o600)
        making.write_text(text)
        self._give(making)
        return making.rename(path)

    def _give(self, path: Path) -> None:
        if self.account:
            shutil.chown(path, self.account)


def account() -> str | None:
    """The account of the servers when root starts them, which PostgreSQL and PgBouncer refuse to be."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _replicates(answer: str) -> bool:
    """A master with a replica in step takes writes; a replica serves once its link is up."""
    return "master_link_status:up" in answer or ("role:master" in answer and "state=online" in answer)


def _has_quorum(answer: str) -> bool:
    return f"OK {REPLICAS} usable Sentinels" in answer

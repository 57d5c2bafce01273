"""The migrations of pingvas on the sandbox's PostgreSQL: from nothing, on a million images, and a second time."""

# ruff: noqa: S608
from __future__ import annotations

import shutil
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path

from ansible_collections.pinksea.platform.plugins.module_utils.catalogue.databases import database_roles
from ansible_collections.pinksea.platform.plugins.module_utils.postgres.converge import Converger
from ansible_collections.pinksea.platform.plugins.module_utils.postgres.history import alone, applied, migrate
from ansible_collections.pinksea.platform.plugins.module_utils.postgres.history import directory as listed
from ansible_collections.pinksea.platform.plugins.module_utils.postgres.migrations import pending
from ansible_collections.pinksea.platform.plugins.module_utils.postgres.model import Schema, schemas
from ansible_collections.pinksea.platform.plugins.module_utils.postgres.session import Address, Session

from tests.bench import figures
from tests.integration.databases import INVENTORY, MIGRATIONS, SERVICES, Cluster, cluster

IMAGES, USERS = 1_000_000, 1_000
COPIES, AGAIN = 3, 10
"""How often what takes a fraction of a second is measured in each run."""
MAKES_IMAGES = "CREATE TABLE images"
FILL = (
    "SET search_path = {schema}",
    f"""
    INSERT INTO users (email, username)
    SELECT format('user-%s@example.com', n), format('user-%s', n) FROM generate_series(1, {USERS}) n""",
    f"""
    INSERT INTO images (user_id, s3_key, s3_bucket, cloudfront_url, width, height, file_size_bytes, mime_type, prompt,
      is_public, like_count, created_at)
    SELECT ids[1 + n % {USERS}], 'images/' || n, 'images', 'https://example.com/' || n, 1024, 1024, 1500000,
      'image/png', 'a picture of number ' || n, n % 4 = 0, n % 100, now() - n * interval '30 seconds'
    FROM generate_series(1, {IMAGES}) n, (SELECT array_agg(id) AS ids FROM users) AS own""",
    "ANALYZE",
)
PLAIN = "SELECT version, name, checksum FROM {schema}.schema_migrations"


def seconds(work: Callable[[], object]) -> float:
    started = time.monotonic()
    work()
    return time.monotonic() - started


class Bench:
    """Roles without passwords, since how fast those are read is another matter."""

    def __init__(self, server: Cluster, folder: Path) -> None:
        self.server, self.folder = server, folder
        roles = database_roles(SERVICES, INVENTORY["platform_database_access"], "{service}")
        plain = {"secret": None, "iam": False, "migrates": False, "settings": {}}
        name = server.name("dev")
        stated = {"name": name, "settings": {}, "roles": [{**role, **plain} for role in roles]}
        (self.schema,) = schemas([{**stated, "migrations": str(MIGRATIONS)}])
        (self.early,) = schemas([{**stated, "migrations": str(folder)}])

    def address(self, database: str) -> Address:
        where = self.server.server["host"], self.server.server["port"]
        return Address(*where, database, self.server.master, self.server.password, sslmode="disable")

    @contextmanager
    def session(self, database: str) -> Iterator[Session]:
        with closing(Session(self.address(database))) as session:
            yield session

    def prepare(self) -> None:
        """The tables up to that of images, in the cluster's own database."""
        for file in sorted(MIGRATIONS.glob("*.sql")):
            shutil.copy(file, self.folder)
            if MAKES_IMAGES in file.read_text():
                break
        with self.session(self.server.database) as session:
            self.converger(session, self.early).access()
        self.apply(self.server.database, self.early)

    def converger(self, session: Session, schema: Schema) -> Converger:
        return Converger(session, [schema], {}, str, check_mode=False)

    def apply(self, database: str, schema: Schema) -> None:
        with self.session(database) as session, alone(session, timeout=10):
            for each in pending(schema.name, listed(schema), applied(session, schema.name)):
                migrate(session, schema, each)

    def converge(self, database: str) -> None:
        with self.session(database) as session:
            self.converger(session, self.schema).present()

    def ask(self, database: str) -> None:
        with self.session(database) as session:
            session.query(PLAIN.format(schema=self.schema.name))

    @contextmanager
    def copy(self, database: str) -> Iterator[str]:
        made = f"{self.server.tag}_{uuid.uuid4().hex[:8]}"
        with self.server.superuser(dbname="postgres") as connection:
            connection.execute(f"CREATE DATABASE {made} TEMPLATE {database} OWNER {self.server.master}")
            connection.execute("CHECKPOINT")
            try:
                yield made
            finally:
                connection.execute(f"DROP DATABASE {made} WITH (FORCE)")

    def rest(self, database: str) -> float:
        """The migrations after that of images, on a copy."""
        with self.copy(database) as made:
            return seconds(partial(self.apply, made, self.schema))


def whole(runs: int) -> list[float]:
    """All migrations, each time in a database with nothing but the roles."""
    taken = []
    for _ in range(runs):
        with cluster() as server, tempfile.TemporaryDirectory() as folder:
            bench = Bench(server, Path(folder))
            with bench.session(server.database) as session:
                bench.converger(session, bench.schema).access()
            taken.append(seconds(partial(bench.apply, server.database, bench.schema)))
    return taken


def migrations(runs: int) -> list[figures.Figure]:
    """What is compared takes turns, so that a busy machine slows both."""
    every = whole(runs)
    with cluster() as server, tempfile.TemporaryDirectory() as folder:
        bench = Bench(server, Path(folder))
        bench.prepare()
        with bench.copy(server.database) as none:
            server.execute(*(statement.format(schema=bench.schema.name) for statement in FILL))
            turns = [(bench.rest(none), bench.rest(server.database)) for _ in range(COPIES * runs)]
        bench.converge(server.database)
        works = [partial(bench.converge, server.database), partial(bench.ask, server.database)]
        again = [[seconds(work) for work in works] for _ in range(AGAIN * runs)]
    return figures.migrations(every, *(list(taken) for pair in (turns, again) for taken in zip(*pair, strict=True)))

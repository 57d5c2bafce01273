"""Databases of their own on the sandbox's real servers, as Aurora would have them: the master user is no superuser."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import boto3
import psycopg
import yaml
from ansible_collections.pinksea.platform.plugins.module_utils.catalogue.databases import database_roles
from ansible_collections.pinksea.platform.plugins.modules import aurora_schema
from psycopg import sql

from tests.unit.plugins.modules.ladder import done, run

ROOT = Path(__file__).parents[2]
ENDPOINTS = ROOT / ".sandbox" / "endpoints.json"
MIGRATIONS = ROOT / "roles/aurora_schema/files/migrations/pingvas"
INVENTORY = yaml.safe_load((ROOT / "inventories/group_vars/pingvas/aurora_schema.yml").read_text())
SERVICES = yaml.safe_load((ROOT / "inventories/group_vars/pingvas/services.yml").read_text())["services"]

Options = dict[str, Any]


class Cluster:
    """One database with a master user of its own. Names carry a tag, since roles belong to the whole server."""

    def __init__(self, endpoints: Options) -> None:
        self.tag = f"t{uuid.uuid4().hex[:8]}"
        self.database = f"{self.tag}_pingvas"
        self.master = f"{self.tag}_master"
        self.password = uuid.uuid4().hex
        self.server = endpoints["postgres"]
        self.bouncer = endpoints["pgbouncer"]
        keys = {"aws_access_key_id": "testing", "aws_secret_access_key": "testing"}
        self.aws = boto3.client("secretsmanager", endpoint_url=endpoints["aws"], region_name="us-east-1", **keys)
        self.secrets: dict[str, str] = {}

    def name(self, schema: str) -> str:
        return f"{self.tag}_{schema}"

    def connect(self, user: str, password: str, *, bouncer: bool = False, **options: Any) -> psycopg.Connection[Any]:
        where = self.bouncer if bouncer else self.server
        return psycopg.connect(
            host=where["host"],
            port=where["port"],
            dbname=options.pop("dbname", self.database),
            user=user,
            password=password,
            prepare_threshold=None,
            **{"autocommit": True, **options},
        )

    def superuser(self, **options: Any) -> psycopg.Connection[Any]:
        return self.connect(self.server["user"], self.server["password"], **options)

    def execute(self, *statements: str) -> list[Any]:
        """As somebody who may do anything; the rows of the last statement."""
        with self.superuser() as connection:
            for statement in statements:
                cursor = connection.execute(statement)  # type: ignore[call-overload]
            return cursor.fetchall() if cursor.description else []

    def create(self) -> None:
        with self.superuser(dbname="postgres") as connection:
            master, database = sql.Identifier(self.master), sql.Identifier(self.database)
            connection.execute(
                sql.SQL("CREATE ROLE {} LOGIN CREATEROLE CREATEDB PASSWORD {}").format(master, self.password)
            )
            connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(database, master))

    def drop(self) -> None:
        with self.superuser(dbname="postgres") as connection:
            database = sql.Identifier(self.database)
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(database))
            for (role,) in connection.execute("SELECT rolname FROM pg_roles WHERE rolname LIKE %s", [f"{self.tag}%"]):
                connection.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(role)))
        for secret in self.secrets:
            self.aws.delete_secret(SecretId=secret, ForceDeleteWithoutRecovery=True)

    def secret(self, role: str) -> str:
        """The name of a secret with a password for the role."""
        name = f"{self.tag}/{role}"
        if name not in self.secrets:
            self.secrets[name] = uuid.uuid4().hex
            self.aws.create_secret(Name=name, SecretString=self.value(role, self.secrets[name]))
        return name

    def value(self, role: str, password: str) -> str:
        return json.dumps({"username": role, "password": password})

    def password_of(self, role: str) -> str:
        return self.secrets[f"{self.tag}/{role}"]

    def schema(self, environment: str, **changes: Any) -> Options:
        """A schema as the inventory of pingvas has it."""
        name = self.name(environment)
        roles: list[Options] = database_roles(SERVICES, INVENTORY["platform_database_access"], "{service}")
        roles += [{"name": "reader", "tables": {"*": ["select"]}}, {"name": "migrator", "migrates": True}]
        for role in roles:
            role["secret"] = self.secret(f"{name}_{role['name'].replace('-', '_')}")
        settings = INVENTORY["platform_database_settings"]
        return {"name": name, "migrations": str(MIGRATIONS), "roles": roles, "settings": settings, **changes}

    def options(self, *schemas: Options, **changes: Any) -> Options:
        options = {
            "host": self.server["host"],
            "port": self.server["port"],
            "database": self.database,
            "user": self.master,
            "password": self.password,
            "sslmode": "disable",
            "schemas": list(schemas),
            **changes,
        }
        return {key: value for key, value in options.items() if value is not None}

    def converge(self, *schemas: Options, check: bool = False, **changes: Any) -> Options:
        return done(aurora_schema, self.options(*schemas, **changes), self.aws, check=check)

    def refusal(self, *schemas: Options, check: bool = False, **changes: Any) -> str:
        result = run(aurora_schema, self.options(*schemas, **changes), self.aws, check=check)
        assert result.get("failed"), result
        return str(result["msg"])


@contextmanager
def cluster() -> Iterator[Cluster]:
    made = Cluster(json.loads(ENDPOINTS.read_text()))
    made.create()
    try:
        yield made
    finally:
        made.drop()

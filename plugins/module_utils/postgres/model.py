"""Schemas and their roles as a task states them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ansible_collections.pinksea.platform.plugins.module_utils.errors import ManyErrors
from ansible_collections.pinksea.platform.plugins.module_utils.postgres.privileges import TABLE, parse

NAME = re.compile(r"[a-z][a-z0-9_]*")
LONGEST = 63
EVERY_TABLE = "*"
TEMPORARY = "pg_temp"


@dataclass(frozen=True)
class Role:
    """C(secret) holds its password; without a secret and without C(iam) it cannot log in."""

    name: str
    secret: str | None
    iam: bool
    migrates: bool
    tables: Mapping[str, list[str]]
    settings: Mapping[str, str]


@dataclass(frozen=True)
class Schema:
    name: str
    migrations: str
    roles: Mapping[str, Role]
    """By the name without the schema's, with underscores for dashes."""

    @property
    def owner(self) -> str:
        return f"{self.name}_owner"

    def placeholders(self) -> dict[str, str]:
        """What a migration may name: C(:"payment") is the role of the service payment in this schema."""
        return {"schema": self.name, "owner": self.owner, **{short: role.name for short, role in self.roles.items()}}


def schemas(stated: Iterable[Mapping[str, Any]]) -> list[Schema]:
    """The schemas of a task. Raises with all that PostgreSQL would refuse half way."""
    read = [_schema(each) for each in stated]
    wrong = [sentence for each in read for sentence in _wrong(each)]
    names = [each.name for each in read]
    wrong += [f"schema {name} is given twice: keep one." for name in sorted({n for n in names if names.count(n) > 1})]
    if wrong:
        raise ManyErrors(wrong)
    return read


def _schema(stated: Mapping[str, Any]) -> Schema:
    name = stated["name"]
    roles = {each["name"].replace("-", "_"): _role(name, each, stated["settings"]) for each in stated["roles"]}
    return Schema(name, stated["migrations"] or "", roles)


def _role(schema: str, stated: Mapping[str, Any], settings: Mapping[str, Any]) -> Role:
    text = {key: str(value) for key, value in {**settings, **stated["settings"]}.items()}
    return Role(
        name=f"{schema}_{stated['name'].replace('-', '_')}",
        secret=stated["secret"],
        iam=stated["iam"],
        migrates=stated["migrates"],
        tables={table: parse(table, words) for table, words in stated["tables"].items()},
        settings={**text, "search_path": f"{schema}, {TEMPORARY}"},
    )


def _wrong(schema: Schema) -> list[str]:
    found = []
    if not NAME.fullmatch(schema.name) or schema.name == "public" or schema.name.startswith("pg_"):
        found.append(
            f"schema {schema.name!r}: give lower-case letters, digits and underscores, a letter first, "
            "and neither public nor pg_, which are PostgreSQL's own."
        )
    for short, role in schema.roles.items():
        if not NAME.fullmatch(short) or short in ("owner", "schema"):
            found.append(
                f"role {short!r} of schema {schema.name}: give lower-case letters, digits, dashes and underscores, "
                "a letter first, and not owner or schema, which are taken."
            )
        if len(role.name) > LONGEST:
            found.append(f"role {role.name} has {len(role.name)} characters: PostgreSQL keeps {LONGEST}, shorten it.")
        if role.migrates and role.tables:
            found.append(f"role {role.name} migrates and has tables: keep one, whoever migrates owns them all.")
        if role.secret and role.iam:
            found.append(f"role {role.name} has a secret and iam: keep one, a role of rds_iam takes no password.")
        found += [
            f"role {role.name}: table {table!r} is not a name: give lower-case letters, digits and underscores, or '*'."
            for table in role.tables
            if table != EVERY_TABLE and not TABLE.fullmatch(table)
        ]
    return found

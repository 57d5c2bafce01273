"""What a schema needs in its database, as the items that are compared with what is there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ansible_collections.pinksea.platform.plugins.module_utils.postgres.model import EVERY_TABLE, Role, Schema
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import Item

IAM_GROUP = "rds_iam"


def database(name: str) -> Item:
    """Nobody gets in, or makes temporary tables that shadow others, by being anybody."""
    return {"name": name, "public": []}


def roles(schema: Schema, versions: Mapping[str, str]) -> list[Item]:
    """C(versions): the current version of each secret. It says whether a password is that of the secret."""
    owner = _item(schema.owner, schema.name)
    return [owner, *(_role(schema, role, versions) for role in schema.roles.values())]


def _role(schema: Schema, role: Role, versions: Mapping[str, str]) -> Item:
    settings = dict(role.settings)
    groups = [schema.owner] if role.migrates else []
    if role.migrates:
        settings["role"] = schema.owner
    return {
        **_item(role.name, schema.name),
        "login": bool(role.secret or role.iam),
        "connect": True,
        "member_of": sorted([*groups, IAM_GROUP] if role.iam else groups),
        "settings": settings,
        "secret_version": versions[role.secret] if role.secret else "",
    }


def _item(name: str, schema: str) -> Item:
    """A role that can do nothing. So is one that is not wanted any more: policies may name it, so it stays."""
    return {
        "name": name,
        "schema": schema,
        "login": False,
        "connect": False,
        "attributes": [],
        "member_of": [],
        "settings": {},
        "secret_version": "",
    }


def retired(current: Iterable[Item], wanted: Iterable[Item]) -> list[Item]:
    """Roles that were made for a schema and are not declared any more."""
    names = {item["name"] for item in wanted}
    return [_item(item["name"], item["schema"]) for item in current if item["schema"] and item["name"] not in names]


def schema(wanted: Schema) -> Item:
    return {"name": wanted.name, "owner": wanted.owner, "public": []}


def grants(schema: Schema) -> list[Item]:
    return [
        {"name": role.name, "schema": schema.name, "privileges": _privileges(role)}
        for role in schema.roles.values()
        if not role.migrates
    ]


def _privileges(role: Role) -> dict[str, list[str]]:
    """Functions are there for all roles of a schema: policies call them in the name of whoever asks."""
    common = {"schema": ["usage"], "all functions": ["execute"], "default functions": ["execute"]}
    tables = {f"table {name}": words for name, words in role.tables.items() if name != EVERY_TABLE and words}
    if words := role.tables.get(EVERY_TABLE):
        tables |= {"all tables": words, "default tables": words}
    return {**common, **tables}

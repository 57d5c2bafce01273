"""Schemas and what their roles may do in them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from ansible_collections.pinksea.platform.plugins.module_utils.errors import ManyErrors
from ansible_collections.pinksea.platform.plugins.module_utils.postgres.privileges import (
    Privileges,
    folded,
    quoted,
    statements,
    written,
)
from ansible_collections.pinksea.platform.plugins.module_utils.postgres.roles import adopt
from ansible_collections.pinksea.platform.plugins.module_utils.postgres.session import Session
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import Change, Item, Kind

SCHEMAS = """
SELECT n.nspname AS name, pg_get_userbyid(n.nspowner) AS owner, array_remove(
  ARRAY(SELECT lower(privilege_type) FROM aclexplode(n.nspacl) WHERE grantee = 0 ORDER BY 1) ||
  CASE WHEN (SELECT defaclacl FROM pg_default_acl WHERE defaclrole = n.nspowner AND defaclnamespace = 0
      AND defaclobjtype = 'f') IS NULL THEN 'execute by default' END ||
  CASE WHEN EXISTS (SELECT FROM pg_class c, aclexplode(c.relacl) WHERE c.relnamespace = n.oid AND grantee = 0)
    THEN 'tables' END ||
  CASE WHEN EXISTS (SELECT FROM pg_proc p, aclexplode(coalesce(p.proacl, acldefault('f', p.proowner)))
      WHERE p.pronamespace = n.oid AND grantee = 0) THEN 'functions' END, NULL) AS public
FROM pg_namespace n WHERE n.nspname = ANY (%(names)s)"""
# Every object of a schema, with what each role but its owner holds on it (or no role at all).
HELD = """
WITH objects AS (
  SELECT 'schema' AS kind, '' AS name, '' AS column, nspacl AS acl, nspowner AS owner
  FROM pg_namespace WHERE nspname = %(schema)s
  UNION ALL
  SELECT CASE relkind WHEN 'S' THEN 'sequence' ELSE 'table' END, relname, '', relacl, relowner
  FROM pg_class WHERE relnamespace = to_regnamespace(%(schema)s) AND relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
  UNION ALL
  SELECT 'table', relname, attname, attacl, relowner FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid
  WHERE relnamespace = to_regnamespace(%(schema)s) AND attacl IS NOT NULL
  UNION ALL
  SELECT 'function', proname || '(' || pg_get_function_identity_arguments(oid) || ')', '', proacl, proowner
  FROM pg_proc WHERE pronamespace = to_regnamespace(%(schema)s)
  UNION ALL
  SELECT 'default', CASE defaclobjtype WHEN 'r' THEN 'tables' WHEN 'f' THEN 'functions' WHEN 'S' THEN 'sequences'
    ELSE 'types' END, '', defaclacl, defaclrole
  FROM pg_default_acl WHERE defaclnamespace = to_regnamespace(%(schema)s))
SELECT o.kind, o.name, o.column, r.rolname AS role, lower(a.privilege_type) AS word
FROM objects o LEFT JOIN aclexplode(o.acl) a ON a.grantee <> o.owner AND a.grantee <> 0
LEFT JOIN pg_roles r ON r.oid = a.grantee"""


class Schemas(Kind):
    kind = "schema"
    identifiers = ()
    immutable = frozenset({"owner"})

    def __init__(self, session: Session, names: list[str]) -> None:
        self.session = session
        self.names = names

    def read(self) -> dict[str, Item]:
        return {row["name"]: row for row in self.session.query(SCHEMAS, {"names": self.names})}

    def create(self, wanted: Item) -> None:
        adopt(self.session, wanted["owner"])
        self.session.execute(f"CREATE SCHEMA {quoted(wanted['name'])} AUTHORIZATION {quoted(wanted['owner'])}")
        self.shut(wanted)

    def update(self, change: Change) -> None:
        adopt(self.session, (change.after or {})["owner"])
        self.shut(change.after or {})

    def shut(self, wanted: Item) -> None:
        name, owner = quoted(wanted["name"]), quoted(wanted["owner"])
        self.session.execute(f"REVOKE ALL ON SCHEMA {name} FROM PUBLIC")
        for objects in ("TABLES", "FUNCTIONS", "SEQUENCES"):
            self.session.execute(f"REVOKE ALL ON ALL {objects} IN SCHEMA {name} FROM PUBLIC")
        self.session.execute(f"ALTER DEFAULT PRIVILEGES FOR ROLE {owner} REVOKE ALL ON FUNCTIONS FROM PUBLIC")

    def delete(self, current: Item) -> None:
        adopt(self.session, current["owner"])
        self.session.execute(f"DROP SCHEMA {quoted(current['name'])} CASCADE")


class Grants(Kind):
    """What one role may do in its schema; whatever else it holds there is revoked."""

    kind = "grant"
    identifiers = ()

    def __init__(self, session: Session, schema: str, wanted: Mapping[str, Item]) -> None:
        self.session = session
        self.schema = schema
        self.wanted = wanted

    def read(self) -> dict[str, Item]:
        held, objects = self.held()
        found = {}
        for role, privileges in held.items():
            wanted = self.wanted.get(role, {"privileges": {}})["privileges"]
            found[role] = {"name": role, "schema": self.schema, "privileges": folded(privileges, wanted, objects)}
        return {role: item for role, item in found.items() if item["privileges"]}

    def held(self) -> tuple[dict[str, dict[str, list[str]]], dict[str, set[str]]]:
        """Privileges by role and object, and the objects there are by kind."""
        objects: dict[str, set[str]] = {"table": set(), "function": set()}
        whole: dict[str, Any] = defaultdict(lambda: defaultdict(set))
        columns: dict[str, Any] = defaultdict(lambda: defaultdict(lambda: defaultdict(set)))
        for row in self.session.query(HELD, {"schema": self.schema}):
            if row["kind"] in objects:
                objects[row["kind"]].add(row["name"])
            if row["role"] is None:
                continue
            key = f"{row['kind']} {row['name']}".strip()
            if row["column"]:
                columns[row["role"]][key][row["word"]].add(row["column"])
            else:
                whole[row["role"]][key].add(row["word"])
        held = {
            role: {key: written(whole[role][key], columns[role][key]) for key in {*whole[role], *columns[role]}}
            for role in {*whole, *columns}
        }
        return held, objects

    def missing(self) -> None:
        """Refuse privileges on a table that the migrations do not make."""
        _, objects = self.held()
        tables = [(role, key) for role, item in self.wanted.items() for key in item["privileges"]]
        wrong = [
            f"role {role} is to use {key}, which schema {self.schema} does not have: add a migration that makes it, or "
            "correct the tables of the role."
            for role, key in tables
            if key.startswith("table ") and key.removeprefix("table ") not in objects["table"]
        ]
        if wrong:
            raise ManyErrors(wrong)

    def create(self, wanted: Item) -> None:
        self.change(wanted["name"], {}, wanted["privileges"])

    def update(self, change: Change) -> None:
        self.change(change.name, (change.before or {})["privileges"], (change.after or {})["privileges"])

    def delete(self, current: Item) -> None:
        self.change(current["name"], current["privileges"], {})

    def change(self, role: str, before: Privileges, after: Privileges) -> None:
        for statement in statements(self.schema, role, before, after):
            self.session.execute(statement)

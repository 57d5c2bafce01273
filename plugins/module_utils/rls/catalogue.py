"""What PostgreSQL's catalogue says of a schema, and what must not be found there."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ansible_collections.pinksea.platform.plugins.module_utils.rls.model import Check

Row = Mapping[str, Any]
Query = Callable[[str, Mapping[str, Any]], list[dict[str, Any]]]

INTERNAL = "schema_migrations"
HARMLESS = ("rds_iam",)
"""Groups that give nothing but a way to log in."""

TABLES = """
SELECT c.relname AS name, c.relrowsecurity AS enabled, c.relforcerowsecurity AS forced, o.rolname AS owner,
  o.rolcanlogin AS login FROM pg_class c JOIN pg_roles o ON o.oid = c.relowner
WHERE c.relnamespace = to_regnamespace(%(schema)s) AND c.relkind IN ('r', 'p') ORDER BY 1"""
POLICIES = """
SELECT tablename AS table, policyname AS name, cmd, coalesce(qual, '') AS reads, coalesce(with_check, '') AS writes,
  array_to_string(roles, ', ') AS roles
FROM pg_policies WHERE schemaname = %(schema)s ORDER BY 1, 2"""
VIEWS = """
SELECT relname AS name, relkind, coalesce(reloptions && ARRAY['security_invoker=true', 'security_invoker=on'], false)
  AS invoker
FROM pg_class WHERE relnamespace = to_regnamespace(%(schema)s) AND relkind IN ('v', 'm') ORDER BY 1"""
FUNCTIONS = """
SELECT proname AS name, prosecdef AS definer,
  EXISTS (SELECT FROM unnest(proconfig) AS setting WHERE setting LIKE 'search_path=%%') AS fixed
FROM pg_proc WHERE pronamespace = to_regnamespace(%(schema)s) ORDER BY 1"""
ROLES = """
SELECT rolname AS name, concat_ws(', ', CASE WHEN rolsuper THEN 'superuser' END,
    CASE WHEN rolbypassrls THEN 'bypassrls' END, CASE WHEN rolcreaterole THEN 'createrole' END,
    CASE WHEN rolreplication THEN 'replication' END) AS attributes,
  ARRAY(SELECT g.rolname::text FROM pg_auth_members m JOIN pg_roles g ON g.oid = m.roleid WHERE m.member = r.oid
    ORDER BY 1) AS groups
FROM pg_roles r WHERE rolname = ANY (%(roles)s) ORDER BY 1"""
# Whatever is granted on the schema and in it to somebody who is not of the schema; NULL is PUBLIC.
STRANGERS = """
WITH acls AS (
  SELECT 'schema' AS object, nspacl AS acl, nspowner AS owner FROM pg_namespace WHERE nspname = %(schema)s
  UNION ALL SELECT relname, relacl, relowner FROM pg_class WHERE relnamespace = to_regnamespace(%(schema)s)
  UNION ALL SELECT relname || '.' || attname, attacl, relowner FROM pg_class c JOIN pg_attribute ON attrelid = c.oid
    WHERE relnamespace = to_regnamespace(%(schema)s)
  UNION ALL SELECT proname || '()', coalesce(proacl, acldefault('f', proowner)), proowner FROM pg_proc
    WHERE pronamespace = to_regnamespace(%(schema)s)
  UNION ALL SELECT 'default privileges', defaclacl, defaclrole FROM pg_default_acl
    WHERE defaclnamespace = to_regnamespace(%(schema)s))
SELECT DISTINCT object, r.rolname AS role, lower(privilege_type) AS word
FROM acls, aclexplode(acl) a LEFT JOIN pg_roles r ON r.oid = a.grantee
WHERE a.grantee <> owner AND NOT coalesce(r.rolname = ANY (%(roles)s), false) ORDER BY 1, 2"""
MAKING = """
SELECT r.rolname AS role, n.nspname AS schema FROM pg_roles r, pg_namespace n
WHERE r.rolname = ANY (%(roles)s) AND n.nspname IN (%(schema)s, 'public')
  AND has_schema_privilege(r.oid, n.oid, 'CREATE') ORDER BY 1, 2"""


@dataclass(frozen=True)
class Catalogue:
    tables: list[dict[str, Any]]
    policies: list[dict[str, Any]]
    views: list[dict[str, Any]]
    functions: list[dict[str, Any]]
    roles: list[dict[str, Any]]
    strangers: list[dict[str, Any]]
    making: list[dict[str, Any]]


def read(query: Query, schema: str, roles: Collection[str]) -> Catalogue:
    asked = {"schema": schema, "roles": list(roles)}
    questions = (TABLES, POLICIES, VIEWS, FUNCTIONS, ROLES, STRANGERS, MAKING)
    return Catalogue(*(query(question, asked) for question in questions))


def judge(schema: str, found: Catalogue, shared: Collection[str], migrators: Mapping[str, str]) -> Iterator[Check]:
    """C(shared): tables that belong to no user. C(migrators): the roles that may act as an owner, and which."""
    own = [table for table in found.tables if table["name"] not in {*shared, INTERNAL}]
    for table in own:
        yield _check("row security", schema, table["name"], "enabled", table["enabled"])
        yield _check("row security for the owner", schema, table["name"], "forced", table["forced"])
    for table in found.tables:
        yield _check("owner that cannot log in", schema, table["name"], "no login", not table["login"])
    for policy in found.policies:
        yield from _policy(schema, policy)
    for view in found.views:
        yield _check("view of its caller", schema, view["name"], "security_invoker", view["invoker"])
    for function in found.functions:
        yield _check("fixed search_path", schema, f"{function['name']}()", "set", function["fixed"])
    for role in found.roles:
        yield Check("attributes", schema, role["name"], "role", "none", role["attributes"] or "none")
        allowed = [*HARMLESS, migrators.get(role["name"], "")]
        beyond = [group for group in role["groups"] if group not in allowed]
        yield Check("membership", schema, role["name"], "role", "none", ", ".join(beyond) or "none")
    for grant in found.strangers:
        stranger = grant["role"] or "PUBLIC"
        yield Check("grant to a stranger", schema, stranger, grant["object"], "none", grant["word"])
    for row in found.making:
        if row["role"] not in migrators:
            yield Check("making objects", schema, row["role"], row["schema"], "none", "create")


def _policy(schema: str, policy: Row) -> Iterator[Check]:
    name = f"{policy['table']}.{policy['name']}"
    if policy["cmd"] != "INSERT":
        yield _check("policy with a condition", schema, name, "a condition", policy["reads"] not in ("", "true"))
    if policy["cmd"] in ("ALL", "INSERT", "UPDATE"):
        yield _check("policy that checks writes", schema, name, "a condition", policy["writes"] not in ("", "true"))


def judge_tasks(schema: str, found: Catalogue, bound: Mapping[str, str]) -> Iterator[Check]:
    """C(bound): the role of each task. A policy that speaks of a task is for that role alone."""
    for policy in found.policies:
        for task, role in bound.items():
            if f"'{task}'" in policy["reads"] + policy["writes"]:
                name = f"{policy['table']}.{policy['name']}"
                yield Check("policy of a task", schema, "", name, f"for {role}", f"for {policy['roles']}")


def _check(attack: str, schema: str, name: str, expected: str, holds: bool) -> Check:
    return Check(attack, schema, "", name, expected, expected if holds else f"not {expected}")

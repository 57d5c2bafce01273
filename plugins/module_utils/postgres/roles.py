"""Who PUBLIC is in a database, and the roles of its schemas."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.postgres.alter import role_statements, uncommented
from ansible_collections.pinksea.platform.plugins.module_utils.postgres.privileges import quoted
from ansible_collections.pinksea.platform.plugins.module_utils.postgres.session import Row, Session
from ansible_collections.pinksea.platform.plugins.module_utils.postgres.wanted import IAM_GROUP
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import Change, Item, Kind

FRESH = ["connect", "temporary"]
"""What PUBLIC may in a database that nobody has changed."""

PUBLIC = """
SELECT lower(privilege_type) AS word
FROM pg_database, aclexplode(coalesce(datacl, acldefault('d', datdba)))
WHERE datname = current_database() AND grantee = 0
UNION ALL
SELECT 'create in schema public'
FROM pg_namespace, aclexplode(nspacl)
WHERE nspname = 'public' AND grantee = 0 AND privilege_type = 'CREATE'
ORDER BY 1"""
ROLES = """
SELECT r.rolname AS name, r.rolcanlogin AS login, shobj_description(r.oid, 'pg_authid') AS comment,
  array_remove(ARRAY[CASE WHEN r.rolsuper THEN 'superuser' END, CASE WHEN r.rolbypassrls THEN 'bypassrls' END,
    CASE WHEN r.rolcreaterole THEN 'createrole' END, CASE WHEN r.rolcreatedb THEN 'createdb' END,
    CASE WHEN r.rolreplication THEN 'replication' END], NULL) AS attributes,
  ARRAY(SELECT DISTINCT g.rolname::text FROM pg_auth_members m JOIN pg_roles g ON g.oid = m.roleid
    WHERE m.member = r.oid ORDER BY 1) AS member_of,
  (SELECT setconfig FROM pg_db_role_setting s WHERE s.setrole = r.oid AND s.setdatabase = d.oid) AS settings,
  EXISTS (SELECT FROM aclexplode(d.datacl) a WHERE a.grantee = r.oid AND a.privilege_type = 'CONNECT') AS connect
FROM pg_roles r, pg_database d
WHERE d.datname = current_database()
  AND (r.rolname = ANY (%(names)s) OR
    substring(shobj_description(r.oid, 'pg_authid') from '^pinksea.platform schema=(\\S+)') = ANY (%(schemas)s))"""


class Database(Kind):
    kind = "database"

    def __init__(self, session: Session) -> None:
        self.session = session

    def read(self) -> dict[str, Item]:
        name = self.session.address.database
        return {name: {"name": name, "public": [row["word"] for row in self.session.query(PUBLIC)]}}

    def update(self, change: Change) -> None:
        self.session.execute(f"REVOKE ALL ON DATABASE {quoted(change.name)} FROM PUBLIC")
        if "create in schema public" in (change.before or {})["public"]:
            self.session.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")


class Roles(Kind):
    kind = "role"

    def __init__(
        self, session: Session, names: Iterable[str], schemas: Iterable[str], password: Callable[[str], str]
    ) -> None:
        """C(password): the password of a role by its name, asked for only when it has to be set."""
        self.session = session
        self.wanted = {"names": list(names), "schemas": list(schemas)}
        self.password = password

    def read(self) -> dict[str, Item]:
        return {row["name"]: to_item(row) for row in self.session.query(ROLES, self.wanted)}

    def check(self, change: Change) -> None:
        if held := (change.before or {})["attributes"]:
            raise PlatformError(
                f"role {change.name} has {' and '.join(held)}, which no role of a schema may have: take it away as a "
                f"user who may (ALTER ROLE {change.name} NO{held[0].upper()}), and find out who gave it."
            )

    def create(self, wanted: Item) -> None:
        self.change(None, wanted)

    def update(self, change: Change) -> None:
        self.change(change.before, change.after or {})

    def change(self, before: Item | None, after: Item) -> None:
        verifier = None
        version = after["secret_version"]
        if version and version != (before or {}).get("secret_version"):
            verifier = self.verifier(after["name"])
        for statement in role_statements(self.session.address.database, before, after, verifier):
            self.session.execute(statement)

    def verifier(self, role: str) -> str:
        password = self.password(role).encode()
        return self.session.connection.pgconn.encrypt_password(password, role.encode(), b"scram-sha-256").decode()

    def delete(self, current: Item) -> None:
        """Its schema is gone. DROP OWNED takes its privileges and defaults, so it must not own anything elsewhere."""
        name = current["name"]
        owned = self.session.query(
            "SELECT c.oid::regclass::text AS name FROM pg_class c WHERE pg_get_userbyid(relowner) = %(name)s LIMIT 1",
            {"name": name},
        )
        if owned:
            raise PlatformError(f"role {name} owns {owned[0]['name']} outside its schema: give it another owner first.")
        adopt(self.session, name)
        self.session.execute(f"DROP OWNED BY {quoted(name)}")
        self.session.execute(f"DROP ROLE {quoted(name)}")


def to_item(row: Row) -> Item:
    schema, version = uncommented(row["comment"])
    settings = dict(entry.split("=", 1) for entry in row["settings"] or [])
    if "search_path" in settings:
        settings["search_path"] = settings["search_path"].replace('"', "")
    given = {key: row[key] for key in ("name", "login", "connect", "attributes", "member_of")}
    return {**given, "schema": schema, "settings": settings, "secret_version": version}


def adopt(session: Session, role: str) -> None:
    """Make the connecting user a member, which CREATEROLE allows and CREATE SCHEMA AUTHORIZATION asks for."""
    member = "SELECT pg_has_role(current_user, %(role)s, 'USAGE') AS member"
    if not session.query(member, {"role": role})[0]["member"]:
        session.execute(f"GRANT {quoted(role)} TO CURRENT_USER")


def missing_groups(session: Session, wanted: Iterable[Item]) -> None:
    if any(IAM_GROUP in item["member_of"] for item in wanted):
        found = session.query("SELECT FROM pg_roles WHERE rolname = %(name)s", {"name": IAM_GROUP})
        if not found:
            raise PlatformError(
                f"role {IAM_GROUP} does not exist at {session.address.host}, so nobody can log in with iam: "
                "use it on RDS and Aurora with IAM authentication, or give the roles secrets."
            )

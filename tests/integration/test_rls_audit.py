"""The audit on a sound database and on one that is broken in every way that its catalogue offers."""

# ruff: noqa: S608, T201
from __future__ import annotations

import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import pytest
from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.postgres.model import schemas
from ansible_collections.pinksea.platform.plugins.module_utils.postgres.session import Address, Session
from ansible_collections.pinksea.platform.plugins.module_utils.rls import attacker
from ansible_collections.pinksea.platform.plugins.module_utils.rls.audit import Audit
from ansible_collections.pinksea.platform.plugins.module_utils.rls.model import Rows
from ansible_collections.pinksea.platform.plugins.module_utils.rls.options import plan
from ansible_collections.pinksea.platform.plugins.modules import rls_audit

from tests.integration.databases import ENDPOINTS, INVENTORY, Cluster, Options, cluster
from tests.unit.plugins.modules.ladder import done, run

pytestmark = pytest.mark.skipif(not ENDPOINTS.is_file(), reason="the sandbox is not running: make sandbox-up")

USERS, TRANSACTIONS, CLIENTS = 50, 1000, 40


@pytest.fixture(scope="module")
def server() -> Iterator[Cluster]:
    with cluster() as made:
        made.converge(made.schema("dev"), made.schema("prod"))
        yield made


def options(server: Cluster, *environments: str, **changes: Any) -> Options:
    stated = {
        "probes": INVENTORY["aurora_schema_probes"],
        "tasks": INVENTORY["aurora_schema_tasks"],
        "shared_tables": INVENTORY["aurora_schema_shared_tables"],
        "pgbouncer_host": server.bouncer["host"],
        "pgbouncer_port": server.bouncer["port"],
    }
    return server.options(*(server.schema(each) for each in environments), **{**stated, **changes})


def planted(server: Cluster) -> list[Any]:
    return server.execute(f"SELECT count(*) FROM {server.name('dev')}.users")


def test_a_sound_database_passes(server: Cluster, capsys: pytest.CaptureFixture[str]) -> None:
    result = done(rls_audit, options(server, "dev", "prod"), server.aws)
    assert result["leaks"] == []
    assert not result["changed"]
    assert {row["schema"] for row in result["table"]} == {server.name("dev"), server.name("prod")}
    assert planted(server) == [(0,)]
    for password in server.secrets.values():
        assert password not in str(result)
    with capsys.disabled():
        print(f"\nrls_audit: {result['checks']} checks of {len(result['table'])} kinds, 0 leaks")


def test_the_catalogue_alone_writes_nothing(server: Cluster) -> None:
    for arguments in ({"attack": False}, {"check": True}):
        check = arguments.pop("check", False)
        result = done(rls_audit, options(server, "dev", **arguments), server.aws, check=check)
        assert 0 < result["checks"] < 200
    assert "an attack needs pgbouncer_host" in run(rls_audit, options(server, "dev", probes=[]), server.aws)["msg"]


def test_what_a_killed_audit_has_left_is_removed(server: Cluster) -> None:
    audit = auditor(server)
    with audit.session.connection:
        audit.plant(audit.schemas[0], Rows(server.name("dev"), audit.plan.probes))
    assert planted(server) == [(2,)]
    assert done(rls_audit, options(server, "dev"), server.aws)["leaks"] == []
    assert planted(server) == [(0,)]


@dataclass(frozen=True)
class Mutation:
    """C(wound) breaks the database, C(cure) makes it whole again."""

    name: str
    wound: str
    cure: str


def mutations(server: Cluster) -> Iterator[Mutation]:
    """Every way to break what the catalogue has: its policies, tables, views, functions and roles."""
    schema = server.name("dev")
    yield from of_policies(server, schema)
    for (table,) in server.execute(f"SELECT tablename FROM pg_tables WHERE schemaname = '{schema}' AND rowsecurity"):
        name = f"{schema}.{table}"
        alter = f"ALTER TABLE {name}"
        yield Mutation(
            f"{table} not forced", f"{alter} NO FORCE ROW LEVEL SECURITY", f"{alter} FORCE ROW LEVEL SECURITY"
        )
        yield Mutation(f"{table} disabled", f"{alter} DISABLE ROW LEVEL SECURITY", f"{alter} ENABLE ROW LEVEL SECURITY")
        wide = f"ON {name}"
        yield Mutation(
            f"{table} with a policy for all", f"CREATE POLICY wide {wide} USING (true)", f"DROP POLICY wide {wide}"
        )
        yield Mutation(f"{table} for PUBLIC", f"GRANT SELECT {wide} TO PUBLIC", f"REVOKE SELECT {wide} FROM PUBLIC")
        other = f"{server.name('prod')}_gallery"
        yield Mutation(f"{table} for prod", f"GRANT SELECT {wide} TO {other}", f"REVOKE SELECT {wide} FROM {other}")
        give, back = f"{alter} OWNER TO {schema}_reader", f"{alter} OWNER TO {schema}_owner"
        restore = f"{back}; GRANT SELECT {wide} TO {schema}_reader"
        yield Mutation(f"{table} owned by who can log in", give, restore)
    for (view,) in server.execute(f"SELECT viewname FROM pg_views WHERE schemaname = '{schema}'"):
        alter = f"ALTER VIEW {schema}.{view}"
        yield Mutation(
            f"view {view} of its owner", f"{alter} RESET (security_invoker)", f"{alter} SET (security_invoker = true)"
        )
    for (function,) in server.execute(
        f"SELECT oid::regprocedure::text FROM pg_proc WHERE pronamespace = '{schema}'::regnamespace"
    ):
        alter = f"ALTER FUNCTION {function}"
        yield Mutation(
            f"{function} with any path", f"{alter} RESET search_path", f"{alter} SET search_path = pg_catalog, pg_temp"
        )
    for role in audited(server):
        yield Mutation(f"{role} bypasses", f"ALTER ROLE {role} BYPASSRLS", f"ALTER ROLE {role} NOBYPASSRLS")
        yield Mutation(f"{role} as superuser", f"ALTER ROLE {role} SUPERUSER", f"ALTER ROLE {role} NOSUPERUSER")
        yield Mutation(f"{role} as owner", f"GRANT {schema}_owner TO {role}", f"REVOKE {schema}_owner FROM {role}")
        make = f"CREATE ON SCHEMA {schema}"
        yield Mutation(f"{role} makes tables", f"GRANT {make} TO {role}", f"REVOKE {make} FROM {role}")
    login = f"ALTER ROLE {schema}_owner"
    yield Mutation("owner logs in", f"{login} LOGIN", f"{login} NOLOGIN")
    temporary = f"TEMPORARY ON DATABASE {server.database}"
    yield Mutation("temporary tables", f"GRANT {temporary} TO PUBLIC", f"REVOKE {temporary} FROM PUBLIC")
    for setting, body in (("user", "current_setting('app.user_id', true)::uuid"), ("task", "'webhook'::text")):
        function = f"{schema}.app_{setting}()"
        (definition,) = server.execute(f"SELECT pg_get_functiondef('{function}'::regprocedure)")[0]
        kind = "uuid" if setting == "user" else "text"
        wound = (
            f"CREATE OR REPLACE FUNCTION {function} RETURNS {kind} LANGUAGE sql STABLE "
            f"SET search_path = pg_catalog, pg_temp AS $$ SELECT {body} $$"
        )
        yield Mutation(f"{function} of another text", wound, definition)


def of_policies(server: Cluster, schema: str) -> Iterator[Mutation]:
    rows = server.execute(
        "SELECT tablename, policyname, permissive, array_to_string(roles, ', '), cmd, qual, with_check "
        f"FROM pg_policies WHERE schemaname = '{schema}'"
    )
    for table, name, permissive, roles, command, reads, writes in rows:
        on = f"{name} ON {schema}.{table}"
        using = f"USING ({reads})" if reads else ""
        check = f"WITH CHECK ({writes})" if writes else ""
        make = f"SET search_path = {schema}; CREATE POLICY {on} AS {permissive} FOR {command} TO {roles}"
        drop, cure = f"DROP POLICY {on}", f"DROP POLICY {on}; {make} {using} {check}"
        yield Mutation(f"{on} dropped", drop, f"{make} {using} {check}")
        if reads:
            yield Mutation(f"{on} reads all", f"ALTER POLICY {on} USING (true)", cure)
            yield Mutation(f"{on} reads all, in other words", f"ALTER POLICY {on} USING (1 = 1)", cure)
            yield Mutation(f"{on} reads nothing", f"ALTER POLICY {on} USING (1 = 0)", cure)
        if writes:
            yield Mutation(f"{on} writes all", f"ALTER POLICY {on} WITH CHECK (true)", cure)
            yield Mutation(f"{on} writes all, in other words", f"ALTER POLICY {on} WITH CHECK (1 = 1)", cure)
        if writes and reads:
            yield Mutation(f"{on} without its check", f"{drop}; {make} {using}", cure)
        if roles != "public":
            yield Mutation(f"{on} for all roles", f"ALTER POLICY {on} TO PUBLIC", cure)


def audited(server: Cluster) -> list[str]:
    schema = server.name("dev")
    return [
        f"{schema}_{each['name'].replace('-', '_')}" for each in server.schema("dev")["roles"] if "migrates" not in each
    ]


def auditor(server: Cluster, *, attack: bool = True) -> Audit:
    defaults = {"iam": False, "migrates": False, "tables": {}, "settings": {}}
    stated = [server.schema("dev"), server.schema("prod")]
    for each in stated:
        each["roles"] = [defaults | role for role in each["roles"]]
    master = Address(
        server.server["host"], server.server["port"], server.database, server.master, server.password, "disable"
    )
    intent = {
        "probes": INVENTORY["aurora_schema_probes"],
        "tasks": [{"never": {}, **task} for task in INVENTORY["aurora_schema_tasks"]],
        "shared_tables": INVENTORY["aurora_schema_shared_tables"],
        "user_setting": "app.user_id",
        "task_setting": "app.task",
    }

    def through(role: Any) -> Address:
        password = server.password_of(role.name)
        return Address(server.bouncer["host"], server.bouncer["port"], server.database, role.name, password, "disable")

    return Audit(Session(master), schemas(stated), plan(intent), through if attack else None)


def finder(audit: Audit) -> str:
    """What finds the first leak in the schema dev: the catalogue, else an attack."""
    schema = audit.schemas[0]
    for source, checks in (("catalogue", audit.catalogue(schema)), ("attack", audit.attacked(schema))):
        try:
            if any(check.leak for check in checks):
                return source
        except PlatformError:
            return source
    return ""


def test_every_mutation_is_found(server: Cluster, capsys: pytest.CaptureFixture[str]) -> None:
    """Policies are also weakened in words that the catalogue cannot see through: only an attack finds those."""
    audit = auditor(server)
    found: dict[str, str] = {}
    for mutation in mutations(server):
        server.execute(mutation.wound)
        try:
            found[mutation.name] = finder(audit)
        finally:
            server.execute(mutation.cure)
    missed = [name for name, source in found.items() if not source]
    sources = list(found.values())
    with capsys.disabled():
        print(
            f"\nrls_audit: {len(found)} mutations, {len(found) - len(missed)} found: {sources.count('catalogue')} by "
            f"the catalogue, {sources.count('attack')} by an attack"
        )
    assert missed == []
    assert finder(audit) == "", "a cure did not make the database whole"
    audit.session.close()


def test_a_user_who_outlives_its_transaction_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """A service that sets the user for its session leaves it to the next client: connections are shared."""
    monkeypatch.setattr(attacker, "become", lambda name, value: f"SELECT set_config('{name}', '{value}', false)")
    with cluster() as server:
        server.converge(server.schema("dev"), server.schema("prod"))
        audit = auditor(server)
        leaks = {check.attack for check in audit.attacked(audit.schemas[0]) if check.leak}
        audit.session.close()
    assert "user left by another client" in leaks


def test_many_users_at_once_see_no_foreign_row(server: Cluster, capsys: pytest.CaptureFixture[str]) -> None:
    """Fifty users with an image and a board each, a thousand transactions of forty clients on twenty connections."""
    schema, role = server.name("dev"), f"{server.name('dev')}_gallery"
    password = server.password_of(role)
    users = [f"00000000-0000-4000-8000-{number:012d}" for number in range(USERS)]
    values = ", ".join(f"('{user}', '{user}@example.invalid', '{user}')" for user in users)
    server.execute(
        f"INSERT INTO {schema}.users (id, email, username) VALUES {values}",
        f"INSERT INTO {schema}.images (user_id, s3_key, s3_bucket, cloudfront_url, width, height, "
        "file_size_bytes, mime_type) "
        f"SELECT id, id::text || n, '', '', 1, 1, 0, 'image/png' FROM {schema}.users, generate_series(1, 20) n",
        f"INSERT INTO {schema}.boards (user_id, name) SELECT id, 'board' FROM {schema}.users",
    )

    def client(number: int) -> list[tuple[int, int, int, int]]:
        choose = random.Random(number)  # noqa: S311 - which user comes next is no secret
        seen = []
        with server.connect(role, password, bouncer=True) as connection:
            for _ in range(TRANSACTIONS // CLIENTS):
                user = choose.choice(users)
                with connection.transaction():
                    connection.execute("SELECT set_config('app.user_id', %s, true)", [user])
                    pid, own, foreign = connection.execute(
                        "SELECT pg_backend_pid(), count(*) FILTER (WHERE user_id = %(user)s), "
                        "count(*) FILTER (WHERE user_id <> %(user)s) FROM images",
                        {"user": user},
                    ).fetchone()
                    taken = connection.execute("UPDATE boards SET name = 'x' WHERE user_id <> %s", [user]).rowcount
                seen.append((pid, own, foreign, taken))
        return seen

    try:
        with ThreadPoolExecutor(CLIENTS) as pool:
            seen = [each for rows in pool.map(client, range(CLIENTS)) for each in rows]
    finally:
        server.execute(f"DELETE FROM {schema}.users")
    pids, own, foreign, taken = zip(*seen, strict=True)
    with capsys.disabled():
        print(
            f"\nPgBouncer: {len(seen)} transactions of {USERS} users by {CLIENTS} clients on {len(set(pids))} server "
            f"connections: {sum(own)} own rows, {sum(foreign)} foreign rows, {sum(taken)} foreign rows changed"
        )
    assert len(seen) == TRANSACTIONS
    assert set(own) == {20}
    assert (sum(foreign), sum(taken)) == (0, 0)
    assert len(set(pids)) < CLIENTS

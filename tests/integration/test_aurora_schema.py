"""The module aurora_schema on a real PostgreSQL, as a master user who is no superuser."""

# ruff: noqa: S608
from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.integration.databases import ENDPOINTS, MIGRATIONS, Cluster, Options, cluster

pytestmark = pytest.mark.skipif(not ENDPOINTS.is_file(), reason="the sandbox is not running: make sandbox-up")


@pytest.fixture
def server() -> Iterator[Cluster]:
    with cluster() as made:
        yield made


@pytest.fixture
def migrations(tmp_path: Path) -> Path:
    """Three small migrations."""
    (tmp_path / "0001_one.sql").write_text("CREATE TABLE one (id integer PRIMARY KEY);\n")
    (tmp_path / "0002_two.sql").write_text("CREATE TABLE two (id integer PRIMARY KEY);\n")
    (tmp_path / "0003_three.sql").write_text('GRANT SELECT ON one TO :"service";\n')
    return tmp_path


def small(server: Cluster, migrations: Path, **role: Any) -> Options:
    given = {"name": "service", "tables": {"one": ["select"]}, **role}
    return {"name": server.name("small"), "migrations": str(migrations), "roles": [given]}


def names(result: Options, kind: str) -> set[str]:
    return {change["name"] for change in result["changes"] if change["kind"] == kind}


def test_plan_run_and_run_again(server: Cluster) -> None:
    """Two schemas in one call: the plan on an empty database is what the run makes, and then there is nothing to do."""
    stated = [server.schema("dev"), server.schema("prod")]
    planned = server.converge(*stated, check=True)
    assert server.execute("SELECT count(*) FROM pg_namespace WHERE nspname LIKE 't%\\_dev'") == [(0,)]
    made = server.converge(*stated)
    assert made["changes"] == planned["changes"]
    assert made["diff"] == planned["diff"]
    assert len(names(made, "migration")) == 2 * len(list(MIGRATIONS.glob("*.sql")))
    for check in (True, False):
        again = server.converge(*stated, check=check)
        assert (again["changed"], again["changes"], again["diff"]) == (False, [], [])
    unborn = server.converge(*stated, check=True, host="planned:rds_cluster/x")
    assert sorted(map(json.dumps, unborn["changes"])) == sorted(map(json.dumps, planned["changes"]))

    removed = server.converge(*stated, state="absent", check=True)
    assert server.converge(*stated, state="absent")["changes"] == removed["changes"]
    assert server.converge(*stated, state="absent")["changes"] == []
    left = "SELECT rolname FROM pg_roles WHERE rolname LIKE %s AND rolname <> %s"
    with server.superuser() as connection:
        assert connection.execute(left, [f"{server.tag}%", server.master]).fetchall() == []


def test_what_is_taken_from_the_catalogue_is_taken_from_the_database(server: Cluster) -> None:
    schema = server.schema("dev")
    server.converge(schema)
    payment = next(role for role in schema["roles"] if role["name"] == "payment")
    del payment["tables"]["credits"]
    schema["roles"] = [role for role in schema["roles"] if role["name"] != "gallery"]
    name = server.name("dev")
    changed = server.converge(schema)["changes"]
    assert {(change["kind"], change["name"], change["action"]) for change in changed} == {
        ("role", f"{name}_gallery", "update"),
        ("grant", f"{name}_gallery", "delete"),
        ("grant", f"{name}_payment", "update"),
    }
    assert server.converge(schema)["changes"] == []
    held = f"SELECT has_table_privilege('{name}_%s', '{name}.%s', 'SELECT')"
    assert server.execute(held % ("payment", "credits")) == [(False,)]
    assert server.execute(held % ("payment", "subscriptions")) == [(True,)]
    assert server.execute(f"SELECT rolcanlogin FROM pg_roles WHERE rolname = '{name}_gallery'") == [(False,)]
    assert server.execute(f"SELECT has_schema_privilege('{name}_gallery', '{name}', 'USAGE')") == [(False,)]


def test_what_somebody_changes_by_hand_is_put_back(server: Cluster) -> None:
    """The diff names the table with what was there and what will be."""
    server.converge(server.schema("dev"))
    name = server.name("dev")
    server.execute(
        f"GRANT UPDATE ON {name}.models TO {name}_generation",
        f"GRANT UPDATE (role) ON {name}.users TO {name}_user",
        f"GRANT pg_read_all_data TO {name}_reader",
        f"ALTER ROLE {name}_user IN DATABASE {server.database} SET search_path = public",
        "GRANT CREATE ON SCHEMA public TO PUBLIC",
    )
    planned = server.converge(server.schema("dev"), check=True)
    diffs = {diff["before_header"]: diff for diff in planned["diff"]}
    before, after = (diffs[f"grant {name}_generation"][when]["privileges"] for when in ("before", "after"))
    assert (before["table models"], after["table models"]) == (["select", "update"], ["select"])
    assert diffs[f"role {name}_reader"]["before"]["member_of"] == ["pg_read_all_data"]
    assert diffs[f"database {server.database}"]["before"] == {"public": ["create in schema public"]}
    assert server.converge(server.schema("dev"))["changes"] == planned["changes"]
    assert server.converge(server.schema("dev"))["changes"] == []


def test_passwords_are_verifiers_and_change_with_their_secret(server: Cluster) -> None:
    """Nor does the server's log of all statements hold one."""
    schema = server.schema("dev")
    server.execute(f"ALTER ROLE {server.master} SET log_statement = 'all'")
    result = server.converge(schema)
    log = (ENDPOINTS.parent / "logs" / "postgres.log").read_text(errors="replace")
    assert f'ALTER ROLE "{server.name("dev")}_gallery" PASSWORD' in log
    assert [password for password in (server.password, *server.secrets.values()) if password in log] == []
    role = f"{server.name('dev')}_gallery"
    secret, password = server.secret(role), server.password_of(role)
    assert password not in json.dumps(result)
    verifier = server.execute(f"SELECT rolpassword FROM pg_authid WHERE rolname = '{role}'")[0][0]
    assert verifier.startswith("SCRAM-SHA-256$")
    for bouncer in (False, True):
        server.connect(role, password, bouncer=bouncer).close()

    server.aws.put_secret_value(SecretId=secret, SecretString=server.value(role, "another"))
    assert names(server.converge(schema), "role") == {role}
    assert server.converge(schema)["changes"] == []
    server.connect(role, "another").close()
    with pytest.raises(psycopg.OperationalError):
        server.connect(role, password)


def test_secrets_that_do_not_fit(server: Cluster, migrations: Path) -> None:
    schema = small(server, migrations, secret=f"{server.tag}/none")
    assert "does not exist: make it" in server.refusal(schema)
    assert server.converge(schema, check=True)["changed"]
    other = server.secret("somebody")
    assert "is that of 'somebody', not of" in server.refusal(small(server, migrations, secret=other))
    server.aws.put_secret_value(SecretId=other, SecretString="not json")
    assert "is no JSON object with a password" in server.refusal(small(server, migrations, secret=other))


def test_the_master_connects_by_the_secret_of_rds(server: Cluster, migrations: Path) -> None:
    name = f"{server.tag}/master"
    server.secrets[name] = server.password
    server.aws.create_secret(Name=name, SecretString=server.value(server.master, server.password))
    options = {"user": None, "password": None, "secret": name}
    assert server.converge(small(server, migrations), **options)["changed"]
    server.aws.put_secret_value(SecretId=name, SecretString=server.value(server.master, "wrong"))
    assert f"refuses the password of {server.master}@" in server.refusal(small(server, migrations), **options)
    assert f"check secret {name}" in server.refusal(small(server, migrations), **options)


def test_iam_authentication(server: Cluster, migrations: Path) -> None:
    """The group is Aurora's; here it is made as Aurora has it."""
    schema = small(server, migrations, iam=True)
    server.execute("DROP ROLE IF EXISTS rds_iam")
    assert "rds_iam does not exist" in server.refusal(schema)
    server.execute("CREATE ROLE rds_iam")
    server.converge(schema)
    members = "SELECT count(*) FROM pg_auth_members WHERE roleid = 'rds_iam'::regrole AND member = %r::regrole"
    assert server.execute(members % f"{server.name('small')}_service") == [(1,)]
    assert server.converge(schema)["changes"] == []


def test_a_failing_migration_keeps_the_earlier_ones_and_frees_the_lock(server: Cluster, migrations: Path) -> None:
    (migrations / "0002_two.sql").write_text("CREATE TABLE two (id integer);\n\nINSERT INTO two\nVALUES (nothing);\n")
    message = server.refusal(small(server, migrations))
    assert f"migration {server.name('small')}/0002_two.sql, statement 2, line 4, column 9" in message
    assert "(SQLSTATE 42703): mend it and run again" in message
    applied = f"SELECT name FROM {server.name('small')}.schema_migrations"
    assert server.execute(applied) == [("0001_one",)]
    assert server.execute(f"SELECT to_regclass('{server.name('small')}.two')") == [(None,)]
    (migrations / "0002_two.sql").write_text("CREATE TABLE two (id integer PRIMARY KEY);\n")
    assert names(server.converge(small(server, migrations)), "migration") == {
        f"{server.name('small')}/{name}" for name in ("0002_two", "0003_three")
    }


def test_a_run_that_dies_in_a_migration_is_taken_up_by_the_next(server: Cluster, migrations: Path) -> None:
    """The connection dies, as it does with the process: the transaction and the lock go with it."""
    sleeping = migrations / "0002_two.sql"
    text = sleeping.read_text()
    sleeping.write_text(f"{text}SELECT pg_sleep(60);")
    asleep = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = %s AND wait_event = 'PgSleep'"
    with ThreadPoolExecutor(1) as pool, server.superuser() as connection:
        message = pool.submit(server.refusal, small(server, migrations))
        while not connection.execute(asleep, [server.master]).fetchall() and not message.done():
            pass
        assert "terminating connection" in message.result()
    assert server.execute(f"SELECT to_regclass('{server.name('small')}.two')") == [(None,)]
    sleeping.write_text(text)
    assert len(names(server.converge(small(server, migrations)), "migration")) == 2


def test_a_directory_that_contradicts_the_database(server: Cluster, migrations: Path) -> None:
    schema = small(server, migrations)
    server.converge(schema)
    one, two = migrations / "0001_one.sql", migrations / "0002_two.sql"
    text = two.read_text()
    for check in (True, False):
        two.write_text(text + "-- changed")
        assert "0002_two has changed since it was applied on" in server.refusal(schema, check=check)
    two.unlink()
    assert "migration 0002 is missing in" in server.refusal(schema)
    (migrations / "0003_three.sql").unlink()
    assert "0002_two was applied on" in server.refusal(schema)
    two.write_text(text)
    one.rename(migrations / "0001_first.sql")
    assert "its file is now 0001_first.sql" in server.refusal(schema)
    shutil.copy(migrations / "0001_first.sql", one)
    assert "0001_first and 0001_one of" in server.refusal(schema)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("SELECT 1;\nCOMMIT;", "line 2: COMMIT would end the transaction"),
        (
            'GRANT SELECT ON one TO :"nobody";',
            'names :"nobody", which is no role here: known are owner, schema, service',
        ),
        ("COPY one FROM STDIN;", "a migration has nothing to copy from"),
    ],
)
def test_migrations_that_cannot_be_applied(server: Cluster, migrations: Path, text: str, sentence: str) -> None:
    (migrations / "0004_four.sql").write_text(text)
    assert sentence in server.refusal(small(server, migrations))


def test_a_table_that_no_migration_makes(server: Cluster, migrations: Path) -> None:
    schema = small(server, migrations, tables={"ones": ["select"]})
    assert "is to use table ones, which schema" in server.refusal(schema)
    assert "is to use table ones, which schema" in server.refusal(schema, check=True)


def test_another_run_holds_the_lock(server: Cluster, migrations: Path) -> None:
    with server.connect(server.master, server.password, application_name="other run") as other:
        other.execute("SELECT pg_advisory_lock(%s, 1)", [0x70696E6B])
        message = server.refusal(small(server, migrations), lock_timeout=1)
        assert f"is being changed by {server.master} (pid {other.info.backend_pid}, other run) since 20" in message
    assert server.converge(small(server, migrations))["changed"]


def test_connections_that_fail(server: Cluster, migrations: Path) -> None:
    schema = small(server, migrations)
    assert "cannot be reached from here" in server.refusal(schema, port=1)
    assert "cannot be reached from here" in server.refusal(schema, sslmode="require")
    assert "check the option password" in server.refusal(schema, password="wrong")
    assert "does not let" in server.refusal(schema, database=f"{server.tag}_none")
    assert "it is not said as whom to connect" in server.refusal(schema, password=None)


def test_a_user_who_may_too_little(server: Cluster, migrations: Path) -> None:
    """Neither CREATEROLE nor owner of the database, of which PostgreSQL only warns."""
    user = f"{server.tag}_clerk"
    server.execute(f"CREATE ROLE {user} LOGIN PASSWORD 'clerk'")
    options = {"user": user, "password": "clerk"}
    unchanged = f"database {server.database} still differs in public after it was changed: "
    assert unchanged in server.refusal(small(server, migrations), **options)
    server.execute(
        f"REVOKE ALL ON DATABASE {server.database} FROM PUBLIC",
        f"GRANT CONNECT ON DATABASE {server.database} TO {user}",
    )
    message = server.refusal(small(server, migrations), **options)
    assert "(SQLSTATE 42501): connect as the master user" in message
    assert server.execute(f"SELECT FROM pg_roles WHERE rolname = '{server.name('small')}_owner'") == []


def test_a_role_that_may_too_much(server: Cluster, migrations: Path) -> None:
    server.converge(small(server, migrations))
    server.execute(f"ALTER ROLE {server.name('small')}_service BYPASSRLS")
    assert "has bypassrls, which no role of a schema may have" in server.refusal(small(server, migrations))


def test_a_migrator_acts_as_the_owner(server: Cluster) -> None:
    server.converge(server.schema("dev"))
    role = f"{server.name('dev')}_migrator"
    with server.connect(role, server.password_of(role)) as connection:
        connection.execute("CREATE TABLE later (id integer)")
        owner = "SELECT tableowner FROM pg_tables WHERE tablename = 'later'"
        assert connection.execute(owner).fetchall() == [(f"{server.name('dev')}_owner",)]
    assert server.converge(server.schema("dev"))["changes"] == [], "the default privileges cover what comes later"


def test_an_owner_outside_is_not_dropped_with_what_it_owns(server: Cluster, migrations: Path) -> None:
    server.converge(small(server, migrations))
    server.execute(f"CREATE TABLE public.kept (); ALTER TABLE public.kept OWNER TO {server.name('small')}_owner")
    assert "owns kept outside its schema" in server.refusal(small(server, migrations), state="absent")
    assert server.execute(f"SELECT count(*) FROM {server.name('small')}.one") == [(0,)]

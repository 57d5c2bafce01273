from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.postgres import wanted
from ansible_collections.pinksea.platform.plugins.module_utils.postgres.alter import (
    comment,
    role_statements,
    uncommented,
)
from ansible_collections.pinksea.platform.plugins.module_utils.postgres.model import schemas

BARE = {"secret": None, "iam": False, "migrates": False, "tables": {}, "settings": {}}


def stated(name: str = "dev", *roles: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {"name": name, "migrations": None, "settings": {}, "roles": [BARE | role for role in roles], **changes}


@pytest.mark.parametrize(
    ("schema", "sentence"),
    [
        (stated("Dev"), "schema 'Dev': give lower-case"),
        (stated("public"), "neither public nor pg_"),
        (stated("pg_x"), "neither public nor pg_"),
        (stated("dev", {"name": "owner"}), "not owner or schema, which are taken"),
        (stated("dev", {"name": "Web"}), "role 'Web' of schema dev"),
        (stated("dev", {"name": "x" * 60}), "has 64 characters: PostgreSQL keeps 63"),
        (stated("dev", {"name": "a", "secret": "s", "iam": True}), "has a secret and iam: keep one"),
        (stated("dev", {"name": "a", "migrates": True, "tables": {"x": ["select"]}}), "migrates and has tables"),
        (stated("dev", {"name": "a", "tables": {"x y": []}}), "table 'x y' is not a name"),
    ],
)
def test_what_postgres_would_refuse_is_refused_before(schema: dict[str, Any], sentence: str) -> None:
    with pytest.raises(PlatformError) as raised:
        schemas([schema])
    assert sentence in str(raised.value)


def test_a_schema_is_given_once() -> None:
    with pytest.raises(PlatformError, match="schema dev is given twice"):
        schemas([stated(), stated()])


def test_settings_of_a_role_win_but_for_the_path() -> None:
    role = {"name": "gpu-worker", "settings": {"statement_timeout": 5, "search_path": "public"}}
    (schema,) = schemas([stated("dev", role, settings={"statement_timeout": "30s", "lock_timeout": "1s"})])
    made = schema.roles["gpu_worker"]
    assert made.name == "dev_gpu_worker"
    assert made.settings == {"statement_timeout": "5", "lock_timeout": "1s", "search_path": "dev, pg_temp"}
    assert schema.placeholders() == {"schema": "dev", "owner": "dev_owner", "gpu_worker": "dev_gpu_worker"}


def test_roles_that_can_log_in() -> None:
    roles = ({"name": "a", "secret": "s"}, {"name": "b", "iam": True}, {"name": "c"}, {"name": "d", "migrates": True})
    (schema,) = schemas([stated("dev", *roles)])
    items = {item["name"]: item for item in wanted.roles(schema, {"s": "version"})}
    assert {name: item["login"] for name, item in items.items()} == {
        "dev_owner": False,
        "dev_a": True,
        "dev_b": True,
        "dev_c": False,
        "dev_d": False,
    }
    assert items["dev_a"]["secret_version"] == "version"
    assert items["dev_b"]["member_of"] == ["rds_iam"]
    assert items["dev_d"]["member_of"] == ["dev_owner"]
    assert items["dev_d"]["settings"]["role"] == "dev_owner"
    assert [item["name"] for item in wanted.grants(schema)] == ["dev_a", "dev_b", "dev_c"]


def test_a_role_that_is_not_wanted_any_more_can_do_nothing() -> None:
    (schema,) = schemas([stated()])
    kept, gone = wanted.roles(schema, {})[0], {"name": "dev_old", "schema": "dev"}
    elsewhere = {"name": "somebody", "schema": ""}
    (item,) = wanted.retired([kept, gone, elsewhere], [kept])
    assert item == {**kept, "name": "dev_old"}


def test_statements_of_a_new_role() -> None:
    (schema,) = schemas([stated("dev", {"name": "a", "secret": "s", "settings": {"work_mem": "it's"}})])
    item = wanted.roles(schema, {"s": "v1"})[1]
    assert role_statements("db", None, item, "SCRAM") == [
        'CREATE ROLE "dev_a" NOLOGIN',
        'ALTER ROLE "dev_a" LOGIN',
        'GRANT CONNECT ON DATABASE "db" TO "dev_a"',
        'ALTER ROLE "dev_a" IN DATABASE "db" SET "search_path" = "dev", "pg_temp"',
        'ALTER ROLE "dev_a" IN DATABASE "db" SET "work_mem" = \'it\'\'s\'',
        "ALTER ROLE \"dev_a\" PASSWORD 'SCRAM'",
        "COMMENT ON ROLE \"dev_a\" IS 'pinksea.platform schema=dev secret=v1'",
    ]
    assert role_statements("db", item, item, None) == []
    stripped = {**item, "login": False, "connect": False, "settings": {}, "secret_version": ""}
    assert role_statements("db", item, stripped, None) == [
        'ALTER ROLE "dev_a" NOLOGIN',
        'REVOKE CONNECT ON DATABASE "db" FROM "dev_a"',
        'ALTER ROLE "dev_a" IN DATABASE "db" RESET "search_path"',
        'ALTER ROLE "dev_a" IN DATABASE "db" RESET "work_mem"',
        'ALTER ROLE "dev_a" PASSWORD NULL',
        "COMMENT ON ROLE \"dev_a\" IS 'pinksea.platform schema=dev secret='",
    ]


def test_the_comment_says_whose_a_role_is() -> None:
    assert uncommented(comment("dev", "v1")) == ("dev", "v1")
    assert uncommented(comment("dev", "")) == ("dev", "")
    assert uncommented("something else") == uncommented(None) == ("", "")

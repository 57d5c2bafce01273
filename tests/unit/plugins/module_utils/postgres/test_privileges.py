from __future__ import annotations

import pytest
from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.postgres.privileges import (
    folded,
    parse,
    quoted,
    statements,
)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["SELECT", "insert"], ["insert", "select"]),
        (["update(b, a)", "update (c)"], ["update(a, b, c)"]),
        (["update", "update(a)"], ["update"]),
        ([], []),
    ],
)
def test_words_have_one_form(words: list[str], expected: list[str]) -> None:
    assert parse("jobs", words) == expected


@pytest.mark.parametrize("word", ["drop", "delete(a)", "update()", "select; drop table x"])
def test_what_is_no_privilege_is_refused(word: str) -> None:
    with pytest.raises(PlatformError, match=r"table jobs: .* is no privilege: give delete"):
        parse("jobs", [word])


def test_quotes_are_doubled() -> None:
    assert quoted('a"b') == '"a""b"'


def test_only_what_differs_is_revoked() -> None:
    before = {"table a": ["select"], "table b": ["select"], "default tables": ["select"]}
    after = {"table a": ["select"], "table b": ["update(x, y)"]}
    assert statements("s", "r", before, after) == [
        'ALTER DEFAULT PRIVILEGES FOR ROLE "s_owner" IN SCHEMA "s" REVOKE ALL ON TABLES FROM "r"',
        'REVOKE ALL ON TABLE "s"."b" FROM "r"',
        'GRANT select ON TABLE "s"."a" TO "r"',
        'GRANT update ("x", "y") ON TABLE "s"."b" TO "r"',
    ]


def test_each_kind_of_object_is_named_as_postgres_names_it() -> None:
    after = {"schema": ["usage"], "all functions": ["execute"], "function f(a integer)": ["execute"]}
    assert statements("s", "r", {}, after) == [
        'GRANT execute ON ALL FUNCTIONS IN SCHEMA "s" TO "r"',
        'GRANT execute ON FUNCTION "s"."f"(a integer) TO "r"',
        'GRANT usage ON SCHEMA "s" TO "r"',
    ]


def test_all_means_all_of_them() -> None:
    wanted = {"all tables": ["select"]}
    objects = {"table": {"a", "b"}}
    both = {"table a": ["select"], "table b": ["insert", "select"]}
    assert folded(both, wanted, objects) == {"all tables": ["select"], "table b": ["insert"]}
    assert folded({"table a": ["select"]}, wanted, objects) == {"table a": ["select"]}
    assert folded(both, {}, objects) == both

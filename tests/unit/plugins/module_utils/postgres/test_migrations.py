from __future__ import annotations

import pytest
from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.postgres.migrations import (
    Applied,
    filled,
    migration,
    numbered,
    pending,
    place,
)


def one(number: int, text: str = "SELECT 1;") -> object:
    return migration(f"{number:04d}_step.sql", text.encode())


def applied(number: int, text: str = "SELECT 1;") -> Applied:
    return Applied(f"{number:04d}_step", one(number, text).checksum, "2026-01-01")  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", ["1_x.sql", "0001.sql", "0001_X.sql", "0001-x.sql", "0001_x.sql.bak"])
def test_names_have_a_number(name: str) -> None:
    with pytest.raises(PlatformError, match="its name must be four digits"):
        migration(name, b"")


@pytest.mark.parametrize("text", ["commit;", "SELECT 1;\nROLLBACK WORK;", "  begin transaction;", "START TRANSACTION;"])
def test_the_transaction_is_not_the_migrations(text: str) -> None:
    with pytest.raises(PlatformError, match="would end the transaction"):
        one(1, text)


def test_a_block_is_no_transaction() -> None:
    assert one(1, "DO $$\nBEGIN\n  PERFORM 1;\nEND;\n$$;")


def test_text_is_utf8() -> None:
    with pytest.raises(PlatformError, match="not UTF-8 at byte 0"):
        migration("0001_x.sql", b"\xff")


def test_numbers_have_no_gap_and_no_twin() -> None:
    assert [each.version for each in numbered("d", [one(2), one(1)])] == [1, 2]  # type: ignore[list-item]
    with pytest.raises(PlatformError, match="migration 0002 is missing in d, where 0003_step is number 2"):
        numbered("d", [one(1), one(3)])  # type: ignore[list-item]
    with pytest.raises(PlatformError, match="migration 0001 is missing"):
        numbered("d", [one(2)])  # type: ignore[list-item]
    with pytest.raises(PlatformError, match="have one number"):
        numbered("d", [one(1), migration("0001_twin.sql", b"")])  # type: ignore[list-item]


def test_only_what_is_new_is_applied() -> None:
    files = [one(1), one(2)]
    assert pending("s", files, {}) == files  # type: ignore[arg-type]
    assert pending("s", files, {1: applied(1)}) == files[1:]  # type: ignore[arg-type]


def test_every_contradiction_is_told() -> None:
    with pytest.raises(PlatformError) as raised:
        pending("s", [one(1, "SELECT 2;")], {1: applied(1), 2: applied(2)})  # type: ignore[list-item]
    first, second = str(raised.value).splitlines()
    assert first.startswith("migration s/0001_step has changed since it was applied on 2026-01-01 (sha256 ")
    assert second.startswith("migration s/0002_step was applied on 2026-01-01 and its file is missing")


def test_nothing_is_applied_before_what_was() -> None:
    with pytest.raises(PlatformError, match="s/0001_step was never applied and 0002_step was"):
        pending("s", [one(1), one(2)], {2: applied(2)})  # type: ignore[list-item]


def test_placeholders_are_those_of_psql() -> None:
    text = 'GRANT x TO :"svc"; SELECT \'1\'::"char", a[1:2];'
    assert filled(one(1, text), {"svc": "dev_svc"}) == text.replace(':"svc"', '"dev_svc"')  # type: ignore[arg-type]
    with pytest.raises(PlatformError, match='names :"svc", which is no role here: known are owner'):
        filled(one(1, text), {"owner": "o"})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("position", "expected"),
    [(None, ""), (1, ", line 1, column 1"), (4, ", line 2, column 1"), (5, ", line 2, column 2")],
)
def test_places(position: int | None, expected: str) -> None:
    assert place("ab\ncd", position) == expected

"""Text for the terminal."""

import pytest

from sandbox import report


@pytest.mark.parametrize(
    ("seconds", "text"), [(0, "0s"), (59.9, "59s"), (61, "1m01s"), (3599, "59m59s"), (7260, "2h01m")]
)
def test_duration(seconds: float, text: str) -> None:
    assert report.duration(seconds) == text


def test_table_aligns_and_leaves_no_blanks_at_the_end() -> None:
    assert report.table([("part", "pid"), ("aws", "12345"), ("postgres", "-")]) == (
        "part      pid\naws       12345\npostgres  -"
    )

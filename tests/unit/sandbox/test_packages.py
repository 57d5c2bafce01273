"""Versions of the distribution's servers."""

import pytest

from sandbox import packages


@pytest.mark.parametrize(
    ("said", "version"),
    [
        ("postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)", (15, 18)),
        ("PgBouncer 1.18.0\nlibevent 2.1.12", (1, 18, 0)),
        ("Redis server v=7.0.15 sha=00000000:0 malloc=jemalloc-5.3.0 bits=64", (7, 0, 15)),
        ("what?", ()),
    ],
)
def test_parse_version(said: str, version: tuple[int, ...]) -> None:
    assert packages.parse_version(said) == version


@pytest.mark.parametrize(("version", "serves"), [((14, 9), False), ((15, 0), True), ((18, 1), True), ((), False)])
def test_oldest_postgres(version: tuple[int, ...], serves: bool) -> None:
    assert (version >= packages.OLDEST["postgres"]) is serves

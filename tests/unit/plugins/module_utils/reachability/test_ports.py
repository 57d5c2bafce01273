from __future__ import annotations

import pytest
from ansible_collections.pinksea.platform.plugins.module_utils.reachability.ports import (
    EVERY_PORT,
    LAST,
    NO_PORT,
    PROTOCOLS,
    Ports,
    intersection,
    union,
)
from hypothesis import given
from hypothesis import strategies as st

NEAR = [0, 1, 2, 3, 4, LAST - 3, LAST - 2, LAST - 1, LAST]
edges = st.sampled_from(NEAR)
ranges = st.builds(lambda protocol, *ends: (protocol, *sorted(ends)), st.sampled_from(PROTOCOLS), edges, edges)
lists = st.lists(ranges, max_size=4)
Range = tuple[str, int, int]


def ports(found: list[Range]) -> Ports:
    return union(Ports.between(*each) for each in found)


def members(found: list[Range]) -> set[tuple[str, int]]:
    """Of the ports about the edges."""
    return {(kind, port) for kind in PROTOCOLS for port in NEAR for each in found if within(kind, port, *each)}


def within(kind: str, port: int, protocol: str, low: int, high: int) -> bool:
    return kind == protocol and low <= port <= high


@given(one=lists, other=lists)
def test_sets_are_sets(one: list[Range], other: list[Range]) -> None:
    first, second = ports(one), ports(other)
    assert members(list((first | second).ranges())) == members(one) | members(other)
    assert members(list((first & second).ranges())) == members(one) & members(other)
    assert members(list((first - second).ranges())) == members(one) - members(other)
    assert bool(first) == bool(one)
    assert {(kind, port) for kind in PROTOCOLS for port in NEAR if (kind, port) in first} == members(one)


def test_nothing_and_everything() -> None:
    assert (union([]), intersection([])) == (NO_PORT, EVERY_PORT)
    assert not NO_PORT
    assert [(low, high) for _, low, high in EVERY_PORT.ranges()] == [(0, LAST)] * len(PROTOCOLS)


@pytest.mark.parametrize(
    ("found", "text"),
    [
        ([], ""),
        ([("TCP", 5432, 5432)], "5432"),
        ([("TCP", 6333, 6333), ("TCP", 6334, 6334), ("TCP", 80, 80)], "80, 6333-6334"),
        ([("UDP", 53, 53), ("TCP", 53, 53)], "53, 53/UDP"),
        ([(protocol, 0, LAST) for protocol in PROTOCOLS], "every port"),
    ],
)
def test_as_people_write_them(found: list[Range], text: str) -> None:
    assert str(ports(found)) == text

from __future__ import annotations

from ansible_collections.pinksea.platform.plugins.module_utils.reachability.matrix import differences, edges, matrix
from ansible_collections.pinksea.platform.plugins.module_utils.reachability.model import Endpoint, networks
from ansible_collections.pinksea.platform.plugins.module_utils.reachability.picture import mermaid, table
from ansible_collections.pinksea.platform.plugins.module_utils.reachability.ports import EVERY_PORT, NO_PORT, Ports
from ansible_collections.pinksea.platform.plugins.module_utils.reachability.solver import Reach, World

HTTP, HTTPS = Ports.one("TCP", 80), Ports.one("TCP", 443)
FOUND = {
    ("a", "b"): Reach(HTTP | HTTPS, HTTP),
    ("b", "a"): Reach(NO_PORT, NO_PORT),
    ("b", "c"): Reach(HTTPS, HTTPS),
}


def test_only_where_somebody_listens() -> None:
    one, other = (Endpoint(name, networks(["10.0.0.0/30"]), listens=HTTP) for name in ("a", "b"))
    assert matrix(World({}, (), {}), [(one, other)]) == {("a", "b"): Reach(HTTP, HTTP)}
    assert edges(FOUND) == {("a", "b"): HTTP | HTTPS, ("b", "c"): HTTPS}


def test_what_was_declared_is_no_difference() -> None:
    assert differences(FOUND, {("a", "b"): HTTP, ("b", "c"): HTTPS}) == [
        "a reaches b at 443, which nobody declared.",
    ]
    assert differences({("a", "b"): Reach(EVERY_PORT, EVERY_PORT)}, {("a", "b"): EVERY_PORT}) == []


def test_what_is_not_so_for_all_addresses_is_missing() -> None:
    assert differences(FOUND, {("a", "b"): HTTP | HTTPS, ("b", "c"): HTTP | HTTPS, ("c", "a"): HTTP}) == [
        "a does not reach b at 443, which was declared.",
        "b does not reach c at 80, which was declared.",
        "c does not reach a at 80, which was declared.",
    ]


def test_a_table_has_only_rows_and_columns_with_something() -> None:
    assert table(edges(FOUND), ["a", "b", "c"], ["a", "b", "c"]) == [
        "| from \\ to | b | c |",
        "|---|---|---|",
        "| a | 80, 443 |  |",
        "| b |  | 443 |",
    ]


def test_a_picture_has_boxes() -> None:
    assert mermaid({("prod/a", "prod/b"): HTTP, ("prod/b", "c"): HTTPS}, {"prod": {"prod/a", "prod/b"}}) == [
        "```mermaid",
        "flowchart LR",
        '  n0["c"]',
        "  subgraph prod",
        '    n1["a"]',
        '    n2["b"]',
        "  end",
        '  n1 -- "80" --> n2',
        '  n2 -- "443" --> n0',
        "```",
    ]

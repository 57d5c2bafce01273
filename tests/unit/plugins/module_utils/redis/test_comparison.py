"""What is said of two Redis that differ."""

from ansible_collections.pinksea.platform.plugins.module_utils.redis.comparison import (
    NEVER,
    Entry,
    checksum,
    differences,
    digest,
)

ONE, OTHER = Entry(b"1", NEVER), Entry(b"2", NEVER)


def test_no_two_values_look_alike() -> None:
    made = [digest("list", [b"a", b"b"]), digest("list", [b"ab"]), digest("list", [b"a", b"b", b""])]
    assert len({*made, digest("set", [b"a", b"b"])}) == 4


def test_a_checksum_has_no_order_and_tells_values_names_databases_and_expiries() -> None:
    contents = {(0, b"a"): ONE, (0, b"b"): OTHER}
    assert checksum(contents) == checksum(dict(reversed(contents.items())))
    changed = [
        {(0, b"a"): OTHER, (0, b"b"): ONE},
        {(1, b"a"): ONE, (0, b"b"): OTHER},
        {(0, b"a"): Entry(b"1", 5), (0, b"b"): OTHER},
    ]
    assert checksum(contents) not in map(checksum, changed)


def test_every_way_to_differ_is_a_sentence_without_the_rest_of_a_name() -> None:
    original = {(0, b"session:secret"): ONE, (0, b"session:other"): ONE, (0, b"job"): ONE, (1, b"job"): Entry(b"1", 9)}
    copy = {(0, b"job"): OTHER, (1, b"job"): Entry(b"1", 8), (0, b"more:1"): ONE}
    assert differences(original, copy, now=0) == [
        "2 keys are in the original only: session 2.",
        "1 key is in the copy only: more 1.",
        "1 key is of another value in the copy: job 1.",
        "1 key is to expire at another time in the copy: job 1.",
    ]
    assert differences(original, original, now=0) == []


def test_what_expired_meanwhile_is_no_difference() -> None:
    assert differences({(0, b"a"): Entry(b"1", 5)}, {}, now=5) == []
    assert differences({(0, b"a"): Entry(b"1", 6)}, {}, now=5) == ["1 key is in the original only: a 1."]

"""What is said of two databases that differ."""

from ansible_collections.pinksea.platform.plugins.module_utils.postgres.comparison import Table, checksum, differences

USERS = Table(2, "aa", frozenset({"column id uuid", "policy users_own"}))


def test_equal_databases_have_no_differences() -> None:
    assert differences({"shop.users": USERS}, {"shop.users": USERS}) == []
    assert differences({}, {}) == []


def test_every_difference_is_a_sentence() -> None:
    original = {"shop.a": USERS, "shop.b": USERS, "shop.c": USERS, "shop.d": USERS}
    copy = {
        "shop.b": Table(1, "bb", USERS.parts),
        "shop.c": Table(2, "bb", USERS.parts),
        "shop.d": Table(2, "aa", frozenset({"column id text", "policy users_own"})),
        "shop.e": USERS,
    }
    assert differences(original, copy) == [
        "table shop.a is in the original only.",
        "table shop.e is in the copy only.",
        "rows of table shop.b: 2 in the original, 1 in the copy.",
        "rows of table shop.c: 2 in both, and they are not the same.",
        "table shop.d: column id uuid is in the original only.",
        "table shop.d: column id text is in the copy only.",
    ]


def test_a_checksum_does_not_grow_and_takes_any_sign() -> None:
    assert checksum((0, 0)) == "0" * 32
    assert checksum((-1, 2**64 + 1)) == "f" * 16 + "0" * 15 + "1"

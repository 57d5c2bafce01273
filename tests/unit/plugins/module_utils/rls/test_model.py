from __future__ import annotations

from ansible_collections.pinksea.platform.plugins.module_utils.rls.model import Check, Probe, Rows, summary

PROBES = [
    Probe("model", "models", {}, shared=True),
    Probe("user", "users", {"email": "$letter@x"}),
    Probe("job", "jobs", {"user_id": "$user", "model_id": "$model", "price": "$5", "count": 1}),
]


def test_references_are_those_of_one_user() -> None:
    rows = Rows("dev", PROBES)
    for letter in "ab":
        job = rows.values("job", letter)
        assert job["user_id"] == rows.user(letter)
        assert job["model_id"] == rows.id("model", "a") == rows.id("model", "b")
        assert (job["price"], job["count"]) == ("$5", 1)
        assert rows.values("user", letter)["email"] == f"{letter}@x"
    assert rows.user("a") != rows.user("b")
    assert rows.references("job") == ["user_id"]


def test_ids_are_the_same_in_every_run_and_others_in_another_schema() -> None:
    assert Rows("dev", PROBES).user("a") == Rows("dev", PROBES).user("a") != Rows("prod", PROBES).user("a")


def test_a_table_of_attacks() -> None:
    sound = Check("read", "dev", "web", "users", "0 rows", "0 rows")
    leak = Check("read", "dev", "web", "users", "0 rows", "1 rows")
    assert summary([sound, leak]) == [{"schema": "dev", "attack": "read", "checks": 2, "leaks": 1}]
    assert leak.sentence() == "read: dev.users as web: expected 0 rows, seen 1 rows."

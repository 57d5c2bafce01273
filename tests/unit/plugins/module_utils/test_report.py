"""The table at the end of a run."""

from ansible_collections.pinksea.platform.plugins.module_utils.report import table

CREATED = {"action": "create", "kind": "subnet", "name": "a"}


def test_table() -> None:
    changes = [{"host": "rag", **CREATED}, {"host": "rag", **CREATED, "name": "b"}]
    assert list(table(changes, ["pingvas", "rag"], check_mode=False)) == [
        "                   create  update  delete",
        "pingvas    total        0",
        "rag        subnet       2       -       -",
        "rag        total        2",
    ]
    assert list(table([], ["rag"], check_mode=True)) == ["rag: nothing would change"]

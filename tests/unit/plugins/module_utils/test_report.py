"""The table at the end of a run."""

from ansible_collections.pinksea.platform.plugins.module_utils.report import changes_of, table

CREATED = {"action": "create", "kind": "subnet", "name": "a"}


def test_own_modules_say_what_they_changed() -> None:
    assert changes_of("pinksea.platform.ec2_subnets", {"changed": True, "changes": [CREATED]}) == [CREATED]


def test_stock_modules_are_read_from_their_arguments() -> None:
    key = {"changed": True, "invocation": {"module_args": {"alias": "rag", "state": "present"}}}
    assert changes_of("amazon.aws.kms_key", {"results": [key, {**key, "changed": False}]}) == [
        {"action": "create", "kind": "kms_key", "name": "rag"},
        {"action": "create", "kind": "kms_alias", "name": "rag"},
    ]
    gateway = {"changed": True, "invocation": {"module_args": {"tags": None, "state": "absent"}}}
    assert changes_of("amazon.aws.ec2_vpc_igw", gateway)[0]["action"] == "delete"
    assert changes_of("ansible.builtin.template", {"changed": True}) == []


def test_table() -> None:
    changes = [{"host": "rag", **CREATED}, {"host": "rag", **CREATED, "name": "b"}]
    assert list(table(changes, ["pingvas", "rag"], check_mode=False)) == [
        "                   create  update  delete",
        "pingvas    total        0",
        "rag        subnet       2       -       -",
        "rag        total        2",
    ]
    assert list(table([], ["rag"], check_mode=True)) == ["rag: nothing would change"]

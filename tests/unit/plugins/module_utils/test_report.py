"""The table at the end of a run."""

from ansible_collections.pinksea.platform.plugins.module_utils.report import changes_of, table

CREATED = {"action": "create", "kind": "subnet", "name": "a"}


def test_own_modules_say_what_they_changed() -> None:
    assert changes_of("pinksea.platform.ec2_subnets", {}, {"changed": True, "changes": [CREATED]}) == [CREATED]


def test_stock_modules_are_read_from_their_arguments() -> None:
    changed = {"changed": True}
    assert changes_of("amazon.aws.ec2_vpc_net", {"name": "rag"}, changed) == [
        {"action": "create", "kind": "vpc", "name": "rag"}
    ]
    gone = changes_of("amazon.aws.ec2_vpc_igw", {"tags": {"Name": "rag"}, "state": "absent"}, changed)
    assert gone == [{"action": "delete", "kind": "internet_gateway", "name": "rag"}]
    assert changes_of("amazon.aws.ec2_vpc_net", {"name": "rag"}, {"changed": False}) == []
    assert changes_of("ansible.builtin.template", {}, changed) == []


def test_table() -> None:
    changes = [{"host": "rag", **CREATED}, {"host": "rag", **CREATED, "name": "b"}]
    assert list(table(changes, ["pingvas", "rag"], check_mode=False)) == [
        "                   create  update  delete",
        "pingvas    total        0",
        "rag        subnet       2       -       -",
        "rag        total        2",
    ]
    assert list(table([], ["rag"], check_mode=True)) == ["rag: nothing would change"]

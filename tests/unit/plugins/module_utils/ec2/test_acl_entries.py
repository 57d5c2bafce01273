import pytest
from ansible_collections.pinksea.platform.plugins.module_utils.ec2.acl_entries import (
    Entry,
    entry_steps,
    in_order,
    lines_from_answer,
    lines_from_options,
)
from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError
from hypothesis import given
from hypothesis import strategies as st

ENTRIES = st.builds(
    lambda number, action, protocol, ports, cidr: Entry(
        number, action, protocol, (-1, -1) if protocol in ("all", "50") else ports, cidr
    ),
    st.integers(1, 5),
    st.sampled_from(["allow", "deny"]),
    st.sampled_from(["tcp", "udp", "icmp", "all", "50"]),
    st.tuples(st.integers(0, 3), st.integers(4, 6)),
    st.sampled_from(["0.0.0.0/0", "10.0.0.0/8", "::/0"]),
)
LISTS = st.lists(ENTRIES, max_size=5, unique_by=lambda entry: entry.number)


@given(ENTRIES)
def test_a_line_can_be_read_back(entry: Entry) -> None:
    assert Entry.parse(str(entry)) == entry


@given(LISTS)
def test_what_ec2_is_told_comes_back_as_the_same_lines(entries: list[Entry]) -> None:
    last = {"RuleNumber": 32767, "Protocol": "-1", "RuleAction": "deny", "CidrBlock": "0.0.0.0/0", "Egress": True}
    told = [{**entry.arguments(), "Egress": True} for entry in entries]
    assert lines_from_answer([*told, last], egress=True) == in_order(entries)
    assert lines_from_answer(told, egress=False) == []


@given(LISTS, LISTS)
def test_the_steps_lead_from_one_list_to_the_other(before: list[Entry], after: list[Entry]) -> None:
    state = {entry.number: entry.arguments() for entry in before}
    for method, arguments in entry_steps(in_order(before), in_order(after)):
        number = arguments["RuleNumber"]
        assert (number in state) == (method != "create_network_acl_entry")
        if method == "delete_network_acl_entry":
            del state[number]
        else:
            assert state.get(number) != arguments
            state[number] = arguments
    assert state == {entry.number: entry.arguments() for entry in after}


def test_lines_are_in_the_order_of_their_numbers() -> None:
    options = [{"number": number, "action": "allow", "protocol": "all", "cidr": "10.0.0.0/8"} for number in (100, 20)]
    assert lines_from_options("data", options) == ["20 allow all any 10.0.0.0/8", "100 allow all any 10.0.0.0/8"]
    assert lines_from_options("data", None) is None


@pytest.mark.parametrize("number", [0, 32767])
def test_a_number_out_of_range_is_told(number: int) -> None:
    option = {"number": number, "action": "allow", "protocol": "all", "cidr": "10.0.0.0/8"}
    with pytest.raises(PlatformError, match=f"network_acl data, entry {number}: the number is out of range"):
        Entry.from_option("data", option)

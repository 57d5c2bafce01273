from typing import Any

from ansible_collections.pinksea.platform.plugins.module_utils.ec2.ports import ANY
from ansible_collections.pinksea.platform.plugins.module_utils.ec2.security_rules import (
    Rule,
    lines_from_answer,
    lines_from_options,
    rule_steps,
)
from hypothesis import given
from hypothesis import strategies as st

PEERS = ["0.0.0.0/0", "10.0.0.0/8", "::/0", "pl-1", "sg-1", "pingvas alb (prod)", "nodes"]
TEXTS = st.text("abc XYZ019._-:/()#,@[]+=&;{}!$*", max_size=12).map(str.strip)
PORTS = st.tuples(st.integers(0, 3), st.integers(4, 6))
WITH_PORTS = st.builds(Rule, st.sampled_from(["tcp", "udp", "icmp", "50"]), PORTS, st.sampled_from(PEERS), TEXTS)
RULES = WITH_PORTS | st.builds(Rule, st.just("all"), st.just(ANY), st.sampled_from(PEERS), TEXTS)
SETS = st.lists(RULES, max_size=8, unique_by=lambda rule: rule.key)


def lines(rules: list[Rule]) -> list[str]:
    return sorted(map(str, rules))


@given(RULES)
def test_a_line_can_be_read_back(rule: Rule) -> None:
    assert Rule.parse(str(rule)) == rule


@given(SETS)
def test_what_ec2_is_told_comes_back_as_the_same_lines(rules: list[Rule]) -> None:
    told = [rule.permission(lambda peer: {"nodes": "sg-2"}.get(peer, peer)) for rule in rules]
    assert lines_from_answer(told, {"sg-2": "nodes"}) == lines(rules)


@given(SETS, SETS)
def test_the_steps_lead_from_one_set_to_the_other(before: list[Rule], after: list[Rule]) -> None:
    state = {rule.key: rule for rule in before}
    for method, rules in rule_steps(lines(before), lines(after)).items():
        for rule in rules:
            if method == "authorize_security_group":
                assert rule.key not in state
                state[rule.key] = rule
            elif method == "revoke_security_group":
                assert state.pop(rule.key) == rule
            else:
                assert state[rule.key] != rule
                state[rule.key] = rule
    assert lines(list(state.values())) == lines(after)


@given(SETS)
def test_equal_sets_need_no_step(rules: list[Rule]) -> None:
    assert rule_steps(lines(rules), lines(rules[::-1])) == {}


def test_a_permission_of_all_protocols_has_no_ports() -> None:
    assert Rule("all", (-1, -1), "10.0.0.0/8").permission(str) == {
        "IpProtocol": "-1",
        "IpRanges": [{"CidrIp": "10.0.0.0/8"}],
    }


def test_options_become_sorted_lines() -> None:
    options: list[dict[str, Any]] = [
        {"protocol": "tcp", "from_port": 443, "cidr": "0.0.0.0/0", "description": "HTTPS"},
        {"protocol": "all", "group": "nodes"},
    ]
    assert lines_from_options("alb", options, ["nodes"]) == ["all any nodes", "tcp 443 0.0.0.0/0 | HTTPS"]
    assert lines_from_options("alb", None, []) is None

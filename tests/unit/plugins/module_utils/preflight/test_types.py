"""Which values preflight takes for which type of a role's option."""

from typing import Any

import pytest
from ansible_collections.pinksea.platform.plugins.module_utils.preflight import types

GOOD = {
    "str": ["", "1.36"],
    "path": ["/kubeconfig"],
    "list": [[], [1]],
    "dict": [{}, {"a": 1}],
    "bool": [True, False, "yes", "False"],
    "int": [0, 3, "3"],
    "float": [0.5, 2, "0.5"],
}
BAD = {
    "str": [None, 1.36, True, [], {}],
    "path": [None, 1],
    "list": [None, "", "a,b", {}, 1],
    "dict": [None, "", [], 1],
    "bool": [None, "maybe", 1, 0, []],
    "int": [None, "", "a", 1.5, True, []],
    "float": [None, "", "soon", True, {}],
}


def found(value: object, **spec: Any) -> list[str]:
    return [str(finding) for finding in types.wrong_type("x", value, spec)]


@pytest.mark.parametrize(("kind", "value"), [(kind, value) for kind in GOOD for value in GOOD[kind]])
def test_values_of_the_type_pass(kind: str, value: Any) -> None:
    assert found(value, type=kind) == []


@pytest.mark.parametrize(("kind", "value"), [(kind, value) for kind in BAD for value in BAD[kind]])
def test_other_values_are_told(kind: str, value: Any) -> None:
    (sentence,) = found(value, type=kind)
    shown = "" if value is None else f" {value!r}"
    assert sentence.startswith(f"x{shown} is not a ")


def test_the_type_is_text_where_none_is_given() -> None:
    assert found(1) == ["x 1 is not a text: write it in quotes."]


def test_elements_are_told_by_their_place() -> None:
    assert found(["a", 1, None], type="list", elements="str") == [
        "x[1] 1 is not a text: write it in quotes.",
        "x[2] is not a text: write it in quotes.",
    ]


def test_choices() -> None:
    assert found("a", choices=["a", "b"]) == []
    assert found("c", choices=["a", "b"]) == ["x 'c' is not one of its choices: choose a or b."]
    assert found(["a", "c"], type="list", elements="str", choices=["a"]) == [
        "x[1] 'c' is not one of its choices: choose a."
    ]


GROUPS = {
    "type": "list",
    "elements": "dict",
    "suboptions": {
        "name": {"type": "str", "required": True},
        "rules": {"type": "list", "elements": "dict", "suboptions": {"port": {"type": "int"}}},
    },
}


def test_keys_of_elements() -> None:
    assert found([{"name": "a", "rules": [{"port": 1}]}], **GROUPS) == []
    assert found([{"nmae": "a", "rules": [{"port": "http"}]}], **GROUPS) == [
        "x[0].nmae 'a' is not a known key: known are name, rules.",
        "x[0].name is missing: give it.",
        "x[0].rules[0].port 'http' is not a whole number: give one such as 3.",
    ]


def test_what_a_later_layer_finds_out_is_no_error() -> None:
    unfinished = [{"name": types.UNKNOWN, "rules": types.UNKNOWN}, types.UNKNOWN]
    assert found(unfinished, **GROUPS) == []
    assert found(types.UNKNOWN, choices=["a"]) == []
    assert types.complete([{"name": "a"}])
    assert not types.complete(unfinished)


def test_only_variables_with_a_value_are_looked_at() -> None:
    options = {"b": {"type": "int"}, "a": {"type": "list"}, "c": {"type": "dict"}}
    told = [finding.variable for finding in types.wrong_types({"a": "", "b": "", "d": ""}, options)]
    assert told == ["a", "b"]

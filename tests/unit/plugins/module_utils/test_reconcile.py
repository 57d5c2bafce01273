"""The engine, on a kind that lives in a dictionary."""

from typing import Any

import pytest
from ansible_collections.pinksea.platform.plugins.module_utils.compare import differing_fields
from ansible_collections.pinksea.platform.plugins.module_utils.errors import ManyErrors, PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import (
    Change,
    Item,
    Kind,
    by_name,
    is_planned,
    read_back,
    reconcile,
)
from hypothesis import given
from hypothesis import strategies as st


class Boxes(Kind):
    kind = "box"
    identifiers = ("id",)
    immutable = frozenset({"shape"})

    def __init__(self, **boxes: Item) -> None:
        self.boxes = {name: dict(item) for name, item in boxes.items()}
        self.calls: list[str] = []
        self.broken: set[str] = set()

    def read(self) -> dict[str, Item]:
        return {name: {**item, "id": f"id-{name}"} for name, item in self.boxes.items()}

    def create(self, wanted: Item) -> None:
        self._call("create", wanted["name"])
        self.boxes[wanted["name"]] = wanted

    def update(self, change: Change) -> None:
        self._call("update", change.name)
        self.boxes[change.name] |= {field: (change.after or {})[field] for field in change.fields}

    def delete(self, current: Item) -> None:
        self._call("delete", current["name"])
        del self.boxes[current["name"]]

    def _call(self, verb: str, name: str) -> None:
        self.calls.append(f"{verb} {name}")
        if name in self.broken:
            raise ValueError(f"the API dislikes {name}")


def box(name: str, **fields: Any) -> Item:
    return {"name": name, **fields}


RED = {"red": box("red", size=1)}


@pytest.mark.parametrize(
    ("have", "state", "calls", "summary"),
    [
        ({}, "present", ["create red"], [{"action": "create", "kind": "box", "name": "red"}]),
        (RED, "present", [], []),
        ({"red": box("red", size=2)}, "present", ["update red"], [{"action": "update", "kind": "box", "name": "red"}]),
        (RED, "absent", ["delete red"], [{"action": "delete", "kind": "box", "name": "red"}]),
        ({}, "absent", [], []),
    ],
)
@pytest.mark.parametrize("check", [True, False])
def test_every_step(have: Any, state: Any, calls: list[str], summary: Any, check: bool) -> None:
    kind = Boxes(**have)
    outcome = reconcile(kind, RED, state, check_mode=check)
    assert kind.calls == ([] if check else calls)
    assert [change.summary() for change in outcome.changes] == summary
    assert set(outcome.objects) == (set() if state == "absent" else {"red"})


def test_a_plan_fills_in_what_only_the_api_can_know() -> None:
    planned = reconcile(Boxes(), RED, "present", check_mode=True).objects["red"]["id"]
    assert planned == "planned:box/red"
    assert is_planned(planned)
    assert not is_planned(reconcile(Boxes(**RED), RED, "present", check_mode=True).objects["red"]["id"])


def test_objects_that_are_not_named_stay() -> None:
    kind = Boxes(red=box("red"), blue=box("blue"))
    reconcile(kind, {"red": box("red")}, "absent", check_mode=False)
    assert kind.boxes.keys() == {"blue"}


def test_every_failure_is_reported_and_the_rest_is_done() -> None:
    kind = Boxes()
    kind.broken = {"red", "green"}
    with pytest.raises(ManyErrors) as failure:
        reconcile(kind, by_name(map(box, ("red", "blue", "green"))), "present", check_mode=False)
    assert failure.value.problems == ["box red: the API dislikes red", "box green: the API dislikes green"]
    assert kind.boxes.keys() == {"blue"}


def test_what_the_api_cannot_change_is_refused_before_anything_is_done() -> None:
    kind = Boxes(red=box("red", shape="cube"))
    with pytest.raises(PlatformError, match="box red: shape is 'cube' and cannot be changed to 'ball' in place"):
        reconcile(kind, {"blue": box("blue"), "red": box("red", shape="ball")}, "present", check_mode=False)
    assert kind.calls == []


def test_an_update_shows_only_what_it_touches() -> None:
    kind = Boxes(red=box("red", size=1, colour="red"))
    (change,) = reconcile(kind, {"red": box("red", size=2, colour="red")}, "present", check_mode=True).changes
    assert (change.diff()["before"], change.diff()["after"]) == ({"size": 1}, {"size": 2})


def test_a_new_object_may_be_listed_late() -> None:
    class Late(Boxes):
        hidden = 3

        def read(self) -> dict[str, Item]:
            self.hidden -= 1
            return {} if self.hidden > 0 else super().read()

    pauses: list[float] = []
    created = [Change("create", "box", "red", after=box("red"))]
    assert read_back(Late(**RED), created, sleep=pauses.append).keys() == {"red"}
    assert len(pauses) == 2
    assert read_back(Boxes(), created, sleep=pauses.append) == {}


def test_names_are_unique() -> None:
    with pytest.raises(PlatformError, match="name 'red' is given twice"):
        by_name([box("red"), box("red")])


items = st.dictionaries(st.sampled_from("abcd"), st.none() | st.integers(0, 3), max_size=4)


@given(items, items)
def test_only_stated_fields_count(wanted: Item, current: Item) -> None:
    differing = differing_fields(wanted, current)
    assert all(wanted[key] is not None and wanted[key] != current.get(key) for key in differing)
    stated = {key: value for key, value in wanted.items() if value is not None}
    assert not differing_fields(wanted, current | stated)


@given(st.dictionaries(st.text(), st.text()), st.dictionaries(st.text(), st.text()))
def test_foreign_tags_do_not_count(wanted: dict[str, str], foreign: dict[str, str]) -> None:
    assert not differing_fields({"tags": wanted}, {"tags": foreign | wanted})

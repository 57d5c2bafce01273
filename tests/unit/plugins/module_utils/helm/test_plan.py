import pytest
import yaml
from ansible_collections.pinksea.platform.plugins.module_utils.helm.models import Change, Chart, Installed
from ansible_collections.pinksea.platform.plugins.module_utils.helm.plan import (
    diff,
    plan_absent,
    plan_present,
    same_values,
)

CHART = Chart("web", "1.0.0", "aaa")


def test_what_is_not_there_is_created(release):
    assert plan_present(release(), CHART, None) == Change("create", release(), CHART)


def test_what_was_uninstalled_with_its_history_kept_counts_as_absent(release):
    gone = Installed(CHART, 3, "uninstalled")
    assert plan_present(release(), CHART, gone) == Change("create", release(), CHART)
    assert plan_absent(release(), gone) is None


def test_what_is_equal_is_left_alone(release):
    current = Installed(Chart("web", "v1.0.0", "aaa"), 1, "deployed", {"replicas": 2.0})
    assert plan_present(release(values={"replicas": 2}), CHART, current) is None


@pytest.mark.parametrize(
    "current",
    [
        Installed(CHART, 1, "failed"),
        Installed(CHART, 1, "pending-install"),
        Installed(Chart("web", "1.0.0", "bbb"), 1, "deployed"),
        Installed(Chart("web", "1.0.0", None), 1, "deployed"),
        Installed(Chart("web", "0.9.0", "aaa"), 1, "deployed"),
        Installed(Chart("other", "1.0.0", "aaa"), 1, "deployed"),
        Installed(CHART, 1, "deployed", {"left": "over"}),
    ],
)
def test_what_differs_is_updated(release, current):
    assert plan_present(release(), CHART, current) == Change("update", release(), CHART, current)


def test_what_is_there_is_deleted_and_what_is_not_is_left(release):
    current = Installed(CHART, 1, "failed")
    assert plan_absent(release(), current) == Change("delete", release(), current=current)
    assert plan_absent(release(), None) is None


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ({"a": 1}, {"a": 1.0}, True),
        ({"a": 1}, {"a": True}, False),
        ({"a": [0]}, {"a": [False]}, False),
        ({"a": None}, {}, False),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}, True),
        ({"a": [1, 2]}, {"a": [2, 1]}, False),
        ({"a": "1"}, {"a": 1}, False),
    ],
)
def test_values_are_equal_as_helm_sees_them(one, other, same):
    assert same_values(one, other) is same


def test_diff_shows_values_and_chart_and_no_secret(release):
    current = Installed(Chart("web", "0.9.0", "old"), 1, "pending-upgrade", {"token": "t-one", "replicas": 1})
    wanted = release(values={"token": "t-two", "replicas": 2})
    shown = diff(Change("update", wanted, CHART, current))
    before, after = yaml.safe_load(shown["before"]), yaml.safe_load(shown["after"])
    assert (before["version"], before["digest"], before["status"]) == ("0.9.0", "old", "pending-upgrade")
    assert (after["version"], after["digest"], after["status"]) == ("1.0.0", "aaa", "deployed")
    assert (before["values"]["replicas"], after["values"]["replicas"]) == (1, 2)
    assert "t-one" not in str(shown)
    assert "t-two" not in str(shown)
    assert before["values"]["token"] != after["values"]["token"]


def test_diff_of_create_and_delete_has_one_side(release):
    assert diff(Change("create", release(), CHART))["before"] == ""
    assert diff(Change("delete", release(), current=Installed(CHART, 1, "deployed")))["after"] == ""

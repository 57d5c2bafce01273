import threading

import pytest
from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.helm.commands import Helm
from ansible_collections.pinksea.platform.plugins.module_utils.helm.converge import (
    act,
    act_in_order,
    converge,
    recover,
)
from ansible_collections.pinksea.platform.plugins.module_utils.helm.models import Change, Chart, Installed


def say_nothing(key, outcome):
    pass


def outcomes(graph, act, workers=4):
    return {key: each.outcome for key, each in act_in_order(graph, act, workers, say_nothing).items()}


def test_starts_nothing_before_what_it_waits_for():
    graph = {"c": {"b"}, "b": {"a"}, "a": set(), "other": set()}
    done = []

    def act(key):
        assert graph[key] <= set(done)
        done.append(key)
        return "create"

    assert outcomes(graph, act) == dict.fromkeys(graph, "create")


def test_what_is_independent_runs_side_by_side():
    meeting = threading.Barrier(3, timeout=30)
    assert set(outcomes({"a": set(), "b": set(), "c": set()}, lambda _: str(meeting.wait() >= 0)).values()) == {"True"}


def test_a_slow_release_holds_up_only_what_waits_for_it():
    """b is ready to start although slow, of the same wave as a, still runs."""
    released = threading.Event()

    def act(key):
        if key == "slow":
            assert released.wait(30)
        if key == "b":
            released.set()
        return "create"

    assert set(outcomes({"slow": set(), "a": set(), "b": {"a"}}, act).values()) == {"create"}


def test_never_more_than_the_asked_number_at_once():
    running, most, lock, pair = 0, 0, threading.Lock(), threading.Barrier(2, timeout=30)

    def act(_):
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        pair.wait()
        with lock:
            running -= 1
        return "create"

    outcomes({str(number): set() for number in range(50)}, act, workers=2)
    assert most == 2


def test_after_a_failure_the_dependants_are_not_started_and_the_rest_goes_on():
    def act(key):
        if key == "bad":
            raise PlatformError("bad: no")
        return "create"

    graph = {"bad": set(), "good": set(), "next": {"bad", "good"}, "last": {"next"}, "beside": {"good"}}
    result = act_in_order(graph, act, 4, say_nothing)
    assert {key: each.outcome for key, each in result.items()} == {
        "bad": "failed",
        "good": "create",
        "beside": "create",
        "next": "not started",
        "last": "not started",
    }
    assert result["bad"].error == "bad: no"


def test_a_defect_of_ours_is_not_a_failed_release():
    with pytest.raises(ZeroDivisionError):
        act_in_order({"a": set()}, lambda _: str(1 / 0), 1, say_nothing)


def answering(history):
    calls = []

    def run(argv, stdin):
        calls.append(argv[1:3] if argv[1] == "get" else argv[1:4] if argv[1] == "rollback" else argv[1:2])
        return 0, history, ""

    return Helm(run, None), calls


@pytest.mark.parametrize("status", ["pending-install", "uninstalling"])
def test_a_half_installed_or_half_removed_release_is_removed(release, status):
    helm, calls = answering("[]")
    recover(helm, release(), status)
    assert calls == [["uninstall"]]


@pytest.mark.parametrize("status", ["pending-upgrade", "pending-rollback"])
def test_a_half_upgraded_release_goes_back(release, status):
    helm, calls = answering('[{"revision": 7, "status": "deployed"}, {"revision": 8, "status": "pending-upgrade"}]')
    recover(helm, release(), status)
    assert calls == [["history"], ["rollback", "web", "7"]]


def test_a_half_upgraded_release_that_never_was_whole_is_removed(release):
    helm, calls = answering('[{"revision": 1, "status": "failed"}, {"revision": 2, "status": "pending-upgrade"}]')
    recover(helm, release(), "pending-upgrade")
    assert calls == [["history"], ["uninstall"]]


@pytest.mark.parametrize("status", ["deployed", "failed"])
def test_a_settled_release_needs_no_recovery(release, status):
    helm, calls = answering("[]")
    recover(helm, release(), status)
    assert calls == []


def without_cluster(releases, *, present=True, check_mode=True):
    def run(argv, stdin):
        raise AssertionError(f"helm was called: {argv}")

    return converge(
        Helm(run, None),
        releases,
        present=present,
        cluster_exists=False,
        check_mode=check_mode,
        workers=4,
        tell=say_nothing,
    )


def test_plan_without_a_cluster_announces_all_and_calls_nothing(release):
    result = without_cluster([release("a"), release("b", after=["a"])])
    assert result["changed"]
    assert result["changes"] == [
        {"action": "create", "kind": "helm_release", "name": "prod/a"},
        {"action": "create", "kind": "helm_release", "name": "prod/b"},
    ]
    assert result["releases"] == {}


@pytest.mark.parametrize("check_mode", [True, False])
def test_without_a_cluster_there_is_nothing_to_remove(release, check_mode):
    assert not without_cluster([release("a", chart=None)], present=False, check_mode=check_mode)["changed"]


def test_without_a_cluster_nothing_can_be_installed(release):
    with pytest.raises(PlatformError, match="cluster_exists is false"):
        without_cluster([release()], check_mode=False)


CHART = Chart("web", "1.0.0", "abc")
DEGRADED = {
    "metadata": {"generation": 1},
    "status": {"observedGeneration": "1", "phase": "Degraded", "message": "no pod"},
}


class Rolled:
    """A cluster that has one Rollout."""

    def __init__(self, found):
        self.found = found

    def get(self, path):
        return self.found


def acted(release, change, found=DEGRADED):
    helm, calls = answering('[{"revision": 7, "status": "deployed"}]')
    with pytest.raises(PlatformError, match=r"^release prod/web: Rollout web ended as Degraded after 0 s: no pod"):
        act(Helm(helm.run, Rolled(found)), change, release, present=True)
    return calls


def test_an_upgrade_whose_rollout_fails_goes_back(release):
    wanted = release(rollouts=["web"], skip_crds=True)
    calls = acted(wanted, Change("update", wanted, CHART, Installed(CHART, 7, "deployed")))
    assert calls == [["history"], ["upgrade"], ["rollback", "web", "7"]]


def test_an_installation_whose_rollout_fails_is_removed(release):
    wanted = release(rollouts=["web"], skip_crds=True)
    assert acted(wanted, Change("create", wanted, CHART)) == [["upgrade"], ["uninstall"]]


def test_what_is_not_atomic_stays_as_it_is(release):
    wanted = release(rollouts=["web"], skip_crds=True, atomic=False)
    assert acted(wanted, Change("update", wanted, CHART, Installed(CHART, 7, "deployed"))) == [["upgrade"]]


def test_an_unchanged_release_whose_rollout_has_failed_since_is_left_and_told(release):
    assert acted(release(rollouts=["web"]), None) == []


def test_nobody_asks_about_rollouts_of_what_is_to_go(release):
    helm, calls = answering("[]")
    assert act(Helm(helm.run, Rolled(DEGRADED)), None, release(rollouts=["web"]), present=False) == "unchanged"
    assert calls == []

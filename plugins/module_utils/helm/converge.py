"""Bring all releases into their state: read all, decide, then act along the order they have to each other."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import asdict
from graphlib import TopologicalSorter
from typing import Any

from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.helm.charts import wanted_chart
from ansible_collections.pinksea.platform.plugins.module_utils.helm.commands import Helm
from ansible_collections.pinksea.platform.plugins.module_utils.helm.models import (
    BAD,
    Change,
    Chart,
    Installed,
    Outcome,
    Release,
    Tell,
)
from ansible_collections.pinksea.platform.plugins.module_utils.helm.order import Graph, reverse, waits_for
from ansible_collections.pinksea.platform.plugins.module_utils.helm.plan import diff, plan_absent, plan_present
from ansible_collections.pinksea.platform.plugins.module_utils.helm.verdict import verdict

Current = Mapping[str, Installed | None]


def converge(
    helm: Helm,
    releases: Sequence[Release],
    *,
    present: bool,
    cluster_exists: bool,
    check_mode: bool,
    workers: int,
    tell: Tell,
) -> dict[str, Any]:
    """What was done, or in check mode would be done, as the result of the module."""
    if workers < 1:
        raise PlatformError(f"concurrency is {workers}: give at least 1.")
    graph = waits_for(releases)
    charts = {each.key: wanted_chart(each) for each in releases} if present else None
    if present and not cluster_exists and not check_mode:
        raise PlatformError("cluster_exists is false: that is for a plan in check mode, nothing can be installed.")
    current = read(helm, releases) if cluster_exists else {}
    changes = plan(releases, charts, current)
    by_key = {each.key: each for each in releases}
    if check_mode:
        outcomes = {key: Outcome(changes[key].action if key in changes else "unchanged") for key in graph}
    else:

        def step(key: str) -> str:
            return act(helm, changes.get(key), by_key[key], present=present)

        outcomes = act_in_order(graph if present else reverse(graph), step, workers, tell)
        current = {**current, **helm.installed([change.release for change in changes.values()])}
    return result(changes, outcomes, current)


def read(helm: Helm, releases: Sequence[Release]) -> Current:
    helm.require_version_4()
    return helm.installed(releases)


def plan(releases: Sequence[Release], charts: Mapping[str, Chart] | None, current: Current) -> dict[str, Change]:
    """The changes by key; without C(charts) the releases are to be absent."""
    changes = (
        plan_absent(each, current.get(each.key))
        if charts is None
        else plan_present(each, charts[each.key], current.get(each.key))
        for each in releases
    )
    return {change.release.key: change for change in changes if change}


def act(helm: Helm, change: Change | None, release: Release, *, present: bool) -> str:
    if change is None:
        if present:
            helm.wait_for_rollouts(release)
        return "unchanged"
    if change.chart is None:
        helm.uninstall(release)
    else:
        if change.current:
            recover(helm, release, change.current.status)
        install(helm, change, change.chart)
    return change.action


def install(helm: Helm, change: Change, chart: Chart) -> None:
    """With its Rollouts, which Helm does not wait for and so would not roll back."""
    release = change.release
    good = helm.good_revision(release) if release.rollouts and release.atomic and change.current else None
    helm.upgrade(release, chart)
    try:
        helm.wait_for_rollouts(release)
    except PlatformError:
        if release.atomic:
            go_back(helm, release, good)
        raise


def recover(helm: Helm, release: Release, status: str) -> None:
    """Helm refuses to work on a release that a killed run left half way: bring it back to where it was before."""
    if status in ("pending-upgrade", "pending-rollback"):
        go_back(helm, release, helm.good_revision(release))
    elif status.startswith("pending-") or status == "uninstalling":
        helm.uninstall(release)


def go_back(helm: Helm, release: Release, good: int | None) -> None:
    """To a revision that was whole, or to nothing where none was."""
    if good is None:
        helm.uninstall(release)
    else:
        helm.rollback(release, good)


def act_in_order(graph: Graph, act: Callable[[str], str], workers: int, tell: Tell) -> dict[str, Outcome]:
    """Each key as soon as all it waits for succeeded; what waits for a failure never starts."""
    outcomes: dict[str, Outcome] = {}
    running: dict[Future[Outcome], str] = {}
    sorter = TopologicalSorter(graph)
    sorter.prepare()
    with ThreadPoolExecutor(workers) as pool:
        while sorter.is_active():
            for key in sorter.get_ready():
                if lost := sorted(other for other in graph[key] if outcomes[other].outcome in BAD):
                    outcomes[key] = Outcome("not started", error=f"waits for {', '.join(lost)}")
                    sorter.done(key)
                else:
                    running[pool.submit(_attempt, act, key)] = key
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                key = running.pop(future)
                outcomes[key] = future.result()
                tell(key, outcomes[key])
                sorter.done(key)
    return outcomes


def _attempt(act: Callable[[str], str], key: str) -> Outcome:
    started = time.monotonic()
    try:
        outcome, error = act(key), None
    except PlatformError as problem:
        outcome, error = "failed", str(problem)
    return Outcome(outcome, round(time.monotonic() - started, 1), error)


def result(changes: Mapping[str, Change], outcomes: Mapping[str, Outcome], current: Current) -> dict[str, Any]:
    made = [change for key, change in changes.items() if outcomes[key].outcome == change.action]
    return {
        "changed": bool(made),
        "changes": [change.summary() for change in made],
        "diff": [diff(change) for change in made],
        "outcomes": [{"release": key, **asdict(outcome)} for key, outcome in outcomes.items()],
        "problems": [outcome.error for outcome in outcomes.values() if outcome.outcome == "failed"],
        "verdict": verdict(outcomes),
        "releases": {key: installed.shown() for key, installed in current.items() if installed},
    }

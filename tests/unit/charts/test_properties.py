"""Whatever the catalogue: it renders, is restricted, and reaches nothing that was not declared."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from ansible_collections.pinksea.platform.plugins.module_utils.catalogue.parse import findings, parse
from ansible_collections.pinksea.platform.plugins.module_utils.charts.render import render

from tests.unit.charts import definitions, expected, observed
from tests.unit.charts.conftest import name_of, surroundings
from tests.unit.charts.many import Helm, Objects, Services, render_many
from tests.unit.charts.random_catalogues import by_chance

Values = dict[str, Any]
STORES: Values = surroundings()["stores"]
ON: Values = {
    "capabilities": {"keda": True, "prometheus": True, "externalSecrets": True, "rollouts": True},
    "secrets": {"prefix": "acme"},
}


@dataclass(frozen=True)
class Seen:
    """One service of a catalogue: its objects, where these operators run."""

    services: Services
    name: str
    runs: dict[str, bool]
    objects: Objects

    @property
    def service(self) -> dict[str, Any]:
        found = self.services[self.name]
        assert isinstance(found, dict)
        return found

    @property
    def kinds(self) -> list[str]:
        return [each["kind"] for each in self.objects]


def test_any_catalogue(helm: Helm, environment: Values, tmp_path_factory: pytest.TempPathFactory) -> None:
    """One run of helm for five hundred. On a failure, what the note says belongs into C(random_catalogues)."""
    drawn = by_chance()
    assert len(drawn) >= 500
    cases = {}
    for index, (services, runs) in enumerate(drawn):
        assert findings(services) == []
        charts = render("acme", parse(services))
        assert render("acme", parse(dict(reversed(services.items())))) == charts
        cases[f"c{index}"] = (charts, {**environment, **ON, "capabilities": runs})
    rendered = render_many(helm, tmp_path_factory.mktemp("any"), cases)
    for (services, runs), found in zip(drawn, (rendered[case] for case in cases), strict=True):
        try:
            assert found.keys() == services.keys()
            for name, objects in found.items():
                for check in CHECKS:
                    check(Seen(services, name, runs, objects))
        except Exception as error:
            on = {operator for operator, there in runs.items() if there}
            error.add_note(f"@example(services={services!r}, on={on!r})")
            raise


def has_what_it_declared_and_nothing_else(seen: Seen) -> None:
    wanted = expected.of_service(seen.services, seen.name)
    for facet, operator in (("secrets", "externalSecrets"), ("triggers", "keda")):
        if not seen.runs[operator]:
            wanted.pop(facet, None)
    assert observed.of_service(seen.services, seen.name, seen.objects, STORES) == wanted


def has_values_of_the_catalogue_and_of_the_stores(seen: Seen) -> None:
    (config,) = (each["data"] for each in seen.objects if (each["kind"], name_of(each)) == ("ConfigMap", seen.name))
    assert seen.service["env"].items() <= config.items()
    stores = {str(value) for store in STORES.values() for value in store.values()}
    needs = {str(value) for need in seen.service["needs"] for value in flat(need)}
    peers = {f"http://{peer}:{service.get('port')}" for peer, service in seen.services.items()}
    derived = {value for variable, value in config.items() if variable not in seen.service["env"]}
    assert derived <= stores | needs | peers | {f"acme-{seen.name}"}


def flat(value: Any) -> list[Any]:
    return [leaf for each in value.values() for leaf in flat(each)] if isinstance(value, dict) else [value]


def is_restricted(seen: Seen) -> None:
    observed.assert_restricted(seen.objects)


def has_one_object_of_a_kind_and_name(seen: Seen) -> None:
    found = [(each["kind"], each["metadata"]["name"]) for each in seen.objects]
    assert len(found) == len(set(found))
    jobs = {name for kind, name in found if kind == "Job" and name != f"{seen.name}-test"}
    assert {name for _, name in found} - jobs == {seen.name, *(f"{seen.name}-{ending}" for ending in endings(seen))}
    assert len(jobs) == (seen.service["kind"] == "job")


def endings(seen: Seen) -> Iterator[str]:
    kind = seen.service["kind"]
    if "port" in seen.service:
        yield "test"
    if kind == "rollout" and seen.runs["rollouts"]:
        yield "preview"
    if kind == "statefulset":
        yield "pods"
    elif seen.service.get("volumes"):
        yield from seen.service["volumes"]
    if seen.runs["prometheus"] and kind not in ("job", "cronjob"):
        yield "dashboard"


def has_one_owner_of_the_number_of_replicas(seen: Seen) -> None:
    scalers = seen.kinds.count("HorizontalPodAutoscaler") + seen.kinds.count("ScaledObject")
    (owner,) = (each for each in seen.objects if each["kind"] in observed.CONTROLLERS and not observed.is_test(each))
    assert scalers + ("replicas" in owner["spec"]) == (seen.service["kind"] not in ("job", "cronjob"))
    targets = [each["spec"]["scaleTargetRef"] for each in seen.objects if "scaleTargetRef" in each.get("spec", {})]
    assert all(each == {key: owner[key] for key in ("apiVersion", "kind")} | {"name": seen.name} for each in targets)
    assert seen.kinds.count("ScaledObject") <= seen.runs["keda"]


def is_known_to_operators_that_run(seen: Seen) -> None:
    monitors = {"ServiceMonitor", "PodMonitor"} & {*seen.kinds}
    assert len(monitors) == (seen.runs["prometheus"] and seen.service.get("metrics") is not None)
    assert ("Job" in seen.kinds) is (seen.service["kind"] == "job" or "port" in seen.service)
    assert ("CronJob" in seen.kinds) is (seen.service["kind"] == "cronjob")
    assert ("StatefulSet" in seen.kinds) is (seen.service["kind"] == "statefulset")
    assert ("Rollout" in seen.kinds) is (seen.service["kind"] == "rollout" and seen.runs["rollouts"])
    assert ("AnalysisTemplate" in seen.kinds) is ("Rollout" in seen.kinds and seen.runs["prometheus"])
    assert ("PrometheusRule" in seen.kinds) is (
        seen.runs["prometheus"] and seen.service["kind"] not in ("job", "cronjob")
    )


def is_what_operators_define(seen: Seen) -> None:
    if definitions.CHARTS.is_dir():
        assert [problem for each in seen.objects for problem in definitions.problems(each)] == []


CHECKS = (
    has_what_it_declared_and_nothing_else,
    has_values_of_the_catalogue_and_of_the_stores,
    is_restricted,
    has_one_object_of_a_kind_and_name,
    has_one_owner_of_the_number_of_replicas,
    is_known_to_operators_that_run,
    is_what_operators_define,
)


@pytest.mark.skipif(not definitions.CHARTS.is_dir(), reason=definitions.MISSING)
def test_definitions_are_there_and_refuse_an_unknown_field() -> None:
    kinds = {kind for _, kind in definitions.definitions()}
    assert kinds >= {
        "AnalysisTemplate",
        "ExternalSecret",
        "PodMonitor",
        "PrometheusRule",
        "Rollout",
        "ScaledObject",
        "ServiceMonitor",
    }
    spec = {"scaleTargetRef": {"name": "a"}, "triggers": [{"type": "cpu", "metadata": {}}], "polling": 5}
    each = {"apiVersion": "keda.sh/v1alpha1", "kind": "ScaledObject", "metadata": {"name": "a"}, "spec": spec}
    (problem,) = definitions.problems(each)
    assert "'polling' was unexpected" in problem

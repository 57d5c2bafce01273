"""A need taken away takes all its traces: in the pod, on the network both ways, in IAM, databases, secrets, stores."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible_collections.pinksea.platform.plugins.module_utils.catalogue.parse import findings, parse
from ansible_collections.pinksea.platform.plugins.module_utils.charts.render import render

from tests.unit.charts import expected, observed
from tests.unit.charts.many import Helm, Objects, Services, render_many
from tests.unit.charts.test_properties import ON

INVENTORIES = Path(__file__).parents[3] / "inventories" / "group_vars"
WHOLE: dict[str, Services] = {
    platform: yaml.safe_load((INVENTORIES / platform / "services.yml").read_text())["services"]
    for platform in ("pingvas", "rag")
}


def less(service: dict[str, Any], needs: list[dict[str, Any]]) -> dict[str, Any]:
    """With these needs alone. What scales by another goes too, as the catalogue would not be sound otherwise."""
    kinds = {kind for need in needs for kind in need}
    replicas = dict(service["replicas"])
    if "queue" in replicas and ("redis" if "redis" in replicas["queue"] else "queue") not in kinds:
        del replicas["queue"]
        replicas = replicas if "cpu" in replicas else {"min": 1, "max": 1}
    return {**service, "needs": needs, "replicas": replicas}


def removals() -> dict[str, tuple[str, Services]]:
    """Every need of every service, every kind of need of a platform, and all needs of a platform."""
    found = {}
    for platform, services in WHOLE.items():
        for name, service in services.items():
            for index, need in enumerate(service["needs"]):
                one = {**services, name: less(service, [each for each in service["needs"] if each is not need])}
                found[f"{platform}-{name}-{index}-{next(iter(need))}"] = (platform, one)
        for kind in {kind for service in services.values() for need in service["needs"] for kind in need}:
            others = {name: [need for need in each["needs"] if kind not in need] for name, each in services.items()}
            none = {name: less(each, others[name]) for name, each in services.items()}
            found[f"{platform}-no-{kind}"] = (platform, none)
        found[f"{platform}-nothing"] = (platform, {name: less(each, []) for name, each in services.items()})
    return dict(sorted(found.items()))


REMOVALS = removals()


def test_what_is_seen_is_what_is_left(
    helm: Helm, environment: dict[str, Any], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """One run of helm for all cases."""
    cases = {**WHOLE, **{case: services for case, (_, services) in REMOVALS.items()}}
    charts = {case: (render("acme", parse(services)), {**environment, **ON}) for case, services in cases.items()}
    for case, found in render_many(helm, tmp_path_factory.mktemp("removed"), charts).items():
        try:
            assert_nothing_else(cases[case], found, environment["stores"])
        except Exception as error:
            error.add_note(f"case {case}")
            raise


def assert_nothing_else(services: Services, found: dict[str, Objects], stores: dict[str, Any]) -> None:
    assert findings(services) == []
    assert found.keys() == services.keys()
    for name, objects in found.items():
        assert observed.of_service(services, name, objects, stores) == expected.of_service(services, name)
    assert observed.of_platform(services, stores) == expected.of_platform(services)


def all_traces(services: Services) -> set[tuple[str, str, str]]:
    sides = {name: expected.of_service(services, name) for name in services} | {"": expected.of_platform(services)}
    return {
        (side, facet, trace) for side, facets in sides.items() for facet, found in facets.items() for trace in found
    }


@pytest.mark.parametrize("case", REMOVALS)
def test_less_is_expected_of_less(case: str) -> None:
    """Else the test above could not fail."""
    platform, services = REMOVALS[case]
    assert all_traces(services) < all_traces(WHOLE[platform])


@pytest.mark.parametrize("platform", WHOLE)
def test_without_needs_nothing_is_left_but_names_health_and_settings(platform: str) -> None:
    left = all_traces(REMOVALS[f"{platform}-nothing"][1])
    settings = {(name, "environment", key) for name, each in WHOLE[platform].items() for key in each.get("env", {})}
    ports = {("", "open", str(service["port"])) for service in WHOLE[platform].values() if "route" in service}
    inside = {each for each in left if each[1:2] == ("ingress",) or each[2] == "kube-system/kube-dns:53"}
    assert left == settings | ports | inside
    assert {trace.partition(":")[0] for _, facet, trace in inside if facet == "ingress"} == {
        f"{name}-test" for name, service in WHOLE[platform].items() if "port" in service
    }


@pytest.mark.parametrize(
    ("platform", "name", "kind"), [("pingvas", "gpu-worker", "redis"), ("rag", "document-worker", "queue")]
)
def test_what_scales_by_a_need_cannot_stay_without_it(platform: str, name: str, kind: str) -> None:
    service = WHOLE[platform][name]
    without = {**service, "needs": [need for need in service["needs"] if kind not in need]}
    (found,) = findings({**WHOLE[platform], name: without})
    assert found.startswith(f"services.{name} scales by")

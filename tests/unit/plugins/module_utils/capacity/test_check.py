"""What preflight says about capacity: nothing about the shipped inventories, and one sentence about each thing else."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible_collections.pinksea.platform.plugins.module_utils.capacity import check, fit, pools, table, workloads
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.plugins.module_utils.capacity.page import PAGE, page
from tests.unit.policies.inventory import ROOT, variables

S2 = yaml.safe_load((Path(__file__).parent / "seeds/s2.yml").read_text())["variables"]
SHIPPED = [("prod", "pingvas"), ("prod", "rag"), ("staging", "rag")]


def told(given: dict[str, Any], **changed: Any) -> list[str]:
    return [str(finding) for finding in check.findings({**given, **changed})]


@pytest.mark.parametrize("skip", [True, False])
@pytest.mark.parametrize(("environment", "host"), SHIPPED)
def test_the_shipped_platforms_fit(environment: str, host: str, skip: bool) -> None:
    """Also with the services that are left out until what they need is there."""
    shipped = variables(environment)[host]
    assert told(shipped, **({} if skip else {"services_skip": []})) == []
    assert list(check.notes(shipped)) == []


def test_node_groups_fit_in_the_place_of_karpenter() -> None:
    overlay = yaml.safe_load((ROOT / "inventories/cluster_autoscaler/host_vars/rag/eks_node_groups.yml").read_text())
    groups = {"eks_node_groups_groups": overlay["eks_node_groups_groups"]}
    shipped = variables("prod", overlay["platform_autoscaler"], **groups)["rag"]
    assert told(shipped, services_skip=[]) == []


def test_the_nodes_of_the_specification_can_be_chosen_and_are_told_to_be_too_few() -> None:
    shipped = variables("prod")["pingvas"]
    group = shipped["eks_node_groups_groups"][0] | {
        "instance_types": ["t3.medium"],
        "capacity_type": "SPOT",
        **dict.fromkeys(("min_size", "max_size", "desired_size"), 2),
    }
    found = told(shipped, eks_node_groups_groups=[group])
    assert [sentence.split(" ")[0] for sentence in found] == [
        "redis_sentinel_values",
        "capacity_components.prometheus",
        "eks_node_groups_groups.system.desired_size",
    ]
    assert "at normal the pool needs" in found[-1]


def test_every_load_has_its_column() -> None:
    header, _, *lines = table.table(variables("prod")["rag"])
    assert header == "| pool | nodes at most | for pods | normal | peak | burst |"
    assert [line.split(" | ")[0] for line in lines] == ["| system", "| api", "| workers", "| qdrant"]


def test_a_line_tells_what_the_heaviest_load_needs_of_all_there_is() -> None:
    """The sums of the tables in docs/capacity.md."""
    shipped = variables("prod")
    pingvas, rag = (table.line({**shipped[host], "services_skip": []}) for host in ("pingvas", "rag"))
    assert pingvas.startswith(
        "capacity at burst: 337 of 921 pods, 79 of 103 CPU, 307 of 389 GiB, 18 of 18 GPU; fullest is"
    )
    assert rag.startswith("capacity at burst: 76 of 1404 pods, 87 of 130 CPU, 246 of 455 GiB; fullest is ")
    assert table.line({}) == ""


POOL: dict[str, Any] = {"name": "apps", "instance_types": ["m6i.xlarge"], "limits": {"cpu": "8"}}
SERVICE: dict[str, Any] = {"image": "a/b", "port": 80 * 100, "resources": {"cpu": "1", "memory": "1Gi"}}
SMALL: dict[str, Any] = {
    "karpenter_node_pools": [POOL],
    "capacity_placement": {"shop": "apps"},
    "services_catalogue": {"shop": SERVICE},
    "services_environments": {"prod": {}},
    "vpc_subnets": {"public": [], "private": ["10.0.0.0/20"]},
}


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        (
            {"karpenter_node_pools": [POOL | {"limits": {}}]},
            "karpenter_node_pools.apps.limits {} leave the number of nodes open: give cpu or nvidia.com/gpu.",
        ),
        (
            {"karpenter_node_pools": [POOL | {"limits": {"cpu": "many"}}]},
            "karpenter_node_pools.apps.limits {'cpu': 'many'} is no amount that Kubernetes knows: give CPU such as",
        ),
        (
            {"capacity_placement": {"shop": "app"}},
            "capacity_placement.shop 'app' is no node group or NodePool: choose apps.",
        ),
        (
            {"capacity_loads": [{"name": "sale", "pods": {"shop": 2}}]},
            "capacity_loads.sale.pods.shop 2 is above the 1 pods that may run: lower it, or raise replicas.max.",
        ),
        (
            {"capacity_loads": [{"name": "sale", "pods": {"shpo": 2}}]},
            "capacity_loads.sale.pods.shpo 2 is neither a service nor a component: choose one of shop.",
        ),
        (
            {"capacity_loads": [{"name": "sale", "pods": {"shop": "two"}}]},
            "capacity_loads.sale.pods.shop 'two' is no amount that Kubernetes knows: give CPU such as 500m",
        ),
        (
            {"services_environments": {"prod": {"replicas": {"max": "many"}}}},
            "services_environments.prod.replicas.max 'many' is no amount that Kubernetes knows: give CPU such as 500m",
        ),
        (
            {"platform_base_namespaces": {"prod": {"quota": {"gpu": "all"}}}},
            "platform_base_namespaces.prod.quota {'gpu': 'all'} is no amount that Kubernetes knows: give CPU such as",
        ),
        (
            {"platform_base_namespaces": {"prod": {"quota": {"cpu": "500m", "pods": "1"}}}},
            "platform_base_namespaces.prod.quota.cpu '500m' is below the 1 CPU of its pods at their maximum: raise it",
        ),
        (
            {"platform_base_namespaces": {"prod": {"quota": {"gpu": "2"}}}},
            "platform_base_namespaces.quota.gpu {'prod': 2} promises 2 GPUs, of which no pool may have 0: raise the",
        ),
        (
            {"services_catalogue": {"shop": SERVICE | {"resources": {"cpu": "4", "memory": "1Gi"}}}},
            "services_catalogue.shop asks for 4 CPU, 1 GiB a pod, and beside its agents a node of apps has 3.92 CPU,",
        ),
        (
            {"services_catalogue": {"shop": SERVICE | {"replicas": {"min": 7, "max": 7}}}},
            "karpenter_node_pools.apps.limits {'cpu': '8'} gives 2 nodes with room for 3.92 CPU, 13.83 GiB and 58 pods "
            "each, and at their maximum the pool needs 3 of m6i.xlarge: 7 shop of 1 CPU, 1 GiB: allow more or larger",
        ),
        (
            {"vpc_subnets": {"public": [], "private": ["10.0.0.0/27"]}},
            "vpc_subnets.private ['10.0.0.0/27'] has room for 27 addresses, but 1 pods and 2 nodes at their maximum ",
        ),
    ],
)
def test_what_does_not_fit_is_told(changed: dict[str, Any], sentence: str) -> None:
    (found,) = told(SMALL, **changed)
    assert found.startswith(sentence)


def test_what_fits_is_not_told() -> None:
    assert told(SMALL) == []
    assert told(SMALL, platform_base_namespaces={"prod": {"quota": {"cpu": "1", "memory": "1Gi", "pods": 1}}}) == []


def test_every_type_of_a_pool_has_to_do() -> None:
    """Of 8 CPU are 2 nodes for 3 pods each, or 4 nodes for one each."""
    five = {"shop": SERVICE | {"replicas": {"min": 5, "max": 5}}}
    both = [POOL | {"instance_types": ["m6i.xlarge", "m6i.large"]}]
    (found,) = told(SMALL, services_catalogue=five, karpenter_node_pools=both)
    assert "the pool needs 5 of m6i.large: 5 shop of 1 CPU, 1 GiB: allow more" in found


def test_karpenter_leaves_node_groups_at_their_size() -> None:
    group = {"name": "apps", "instance_types": ["m6i.xlarge"], "desired_size": 1, "max_size": 3}
    seven = {"shop": SERVICE | {"replicas": {"min": 7, "max": 7}}}
    given = {**SMALL, "karpenter_node_pools": [], "eks_node_groups_groups": [group], "services_catalogue": seven}
    assert "eks_node_groups_groups.apps.desired_size 1 gives 1 nodes" in told(given)[0]
    assert told(given, platform_autoscaler="cluster_autoscaler") == []


def test_types_that_nothing_is_known_of_are_noted() -> None:
    given = {**SMALL, "karpenter_node_pools": [POOL | {"instance_types": ["x9.large"]}]}
    assert told(given) == []
    assert list(check.notes(given)) == [
        "Nothing is known here of x9.large, so it is not checked whether apps holds its pods."
    ]


def test_wrong_subnets_are_left_to_their_own_findings() -> None:
    assert told(SMALL, vpc_subnets={"public": [], "private": "10.0.0.0/27"}) == []


def test_a_wrong_catalogue_is_left_to_its_own_findings() -> None:
    assert told(SMALL, services_catalogue={"shop": {}}) == []


@pytest.mark.parametrize(("chart", "known"), [("pgbouncer", workloads.PGBOUNCER), ("redis-sentinel", workloads.REDIS)])
def test_stores_ask_for_what_their_charts_say(chart: str, known: Any) -> None:
    values = yaml.safe_load((ROOT / f"charts/{chart}/values.yaml").read_text())
    assert values["resources"] == known["resources"]
    for part in known.keys() - {"resources"}:
        assert {key: values[part][key] for key in known[part]} == known[part]


def problems(given: dict[str, Any]) -> set[str]:
    whole = check.complete(given)
    running = check.loaded(whole)
    return {pool.name for pool in pools.pools(whole) if list(fit.pool_findings(pool, running))}


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2), st.integers(0, 12))
def test_another_node_never_adds_a_finding(group: int, more: int) -> None:
    larger = copy.deepcopy(S2)
    larger["eks_node_groups_groups"][group]["max_size"] += more
    assert problems(larger) <= problems(S2)


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(["api", "document-worker"]), st.integers(100, 9000), st.integers(0, 3000))
def test_asking_for_more_never_removes_a_finding(name: str, cpu: int, more: int) -> None:
    low, high = copy.deepcopy(S2), copy.deepcopy(S2)
    low["services_catalogue"][name]["resources"]["cpu"] = f"{cpu}m"
    high["services_catalogue"][name]["resources"]["cpu"] = f"{cpu + more}m"
    assert problems(low) <= problems(high)


def test_the_page_shows_what_is_counted() -> None:
    assert PAGE.read_text() == page()

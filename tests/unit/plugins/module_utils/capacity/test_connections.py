"""PgBouncer's pools against what Aurora takes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible_collections.pinksea.platform.plugins.module_utils.capacity import connections
from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError
from hypothesis import given
from hypothesis import strategies as st

INVENTORY = Path(__file__).parents[5] / "inventories/group_vars/pingvas"
SERVICES = yaml.safe_load((INVENTORY / "services.yml").read_text())["services"]
ENVIRONMENTS = yaml.safe_load((INVENTORY / "stores.yml").read_text())["services_environments"]
CLUSTER = yaml.safe_load((INVENTORY / "aurora.yml").read_text())["aurora_clusters"][0]
PODS = yaml.safe_load((INVENTORY / "pgbouncer.yml").read_text())["platform_pgbouncer_pods"]
CAPACITY = (CLUSTER["min_capacity"], CLUSTER["max_capacity"])


def budget(low: float, high: float) -> int:
    return connections.max_connections(low, high) - connections.KEPT_BY_SERVER - connections.DIRECT


def service(most: int) -> dict[str, Any]:
    return {
        "kind": "worker",
        "image": "a/b",
        "replicas": {"min": 1, "max": most, "cpu": 50},
        "resources": {"cpu": "1", "memory": "64Mi"},
        "needs": [{"postgres": {"tables": ["t"]}}],
    }


@pytest.mark.parametrize(
    ("low", "high", "limit"),
    [(0.5, 1, 189), (0.5, 4, 823), (1, 8, 1669), (0.5, 16, 2000), (1, 16, 3360), (1, 64, 5000), (0.5, 2, 400)],
)
def test_what_aurora_takes(low: float, high: float, limit: int) -> None:
    assert connections.max_connections(low, high) == limit


@given(low=st.sampled_from([0.5, 1]), high=st.integers(2, 512).map(lambda half: half / 2))
def test_more_capacity_never_takes_less(low: float, high: float) -> None:
    assert connections.max_connections(low, high) <= connections.max_connections(low, high + 0.5)


def test_the_shipped_platform_fits() -> None:
    """2 of dev and 4 of prod are there in a rollout."""
    pools = connections.connection_pools(SERVICES, ENVIRONMENTS, PODS, *CAPACITY)
    assert pools["dev"] == {
        "defaultPoolSize": 4,
        "reservePoolSize": 0,
        "maxDbConnections": 25,
        "maxClientConn": 220,
    }
    assert sum((PODS[name] + 1) * each["maxDbConnections"] for name, each in pools.items()) <= budget(*CAPACITY)
    assert PODS["prod"] * (pools["prod"]["defaultPoolSize"] + pools["prod"]["reservePoolSize"]) >= 50


@given(
    most=st.lists(st.integers(1, 60), min_size=1, max_size=8),
    pods=st.dictionaries(st.sampled_from(["a", "b", "c"]), st.integers(1, 5), min_size=1),
    high=st.sampled_from([1, 2, 4, 8, 16, 64]),
)
def test_it_fits_or_says_what_does_not(most: list[int], pods: dict[str, int], high: int) -> None:
    services = {f"s{index}": service(each) for index, each in enumerate(most)}
    environments: dict[str, dict[str, Any]] = {name: {} for name in pods}
    try:
        pools = connections.connection_pools(services, environments, pods, 1, high)
    except PlatformError as error:
        assert f"Aurora at {high} ACU takes {connections.max_connections(1, high)} connections" in str(error)  # noqa: PT017
        return
    assert sum((pods[name] + 1) * each["maxDbConnections"] for name, each in pools.items()) <= budget(1, high)
    for name, each in pools.items():
        size = each["defaultPoolSize"] + each["reservePoolSize"]
        assert size * len(most) <= each["maxDbConnections"]
        assert size * pods[name] >= max(most)
        assert each["maxClientConn"] >= sum(most) * connections.CLIENTS_PER_POD


def test_too_many_pods_for_a_small_cluster() -> None:
    with pytest.raises(PlatformError) as error:
        connections.connection_pools({"shop": service(200)}, {"prod": {}}, {"prod": 3}, 0.5, 1)
    assert str(error.value) == (
        "prod: Aurora at 1 ACU takes 189 connections, which leaves 123 to each service, fewer than there may be pods "
        "of shop (200): raise max_capacity of the cluster, or lower replicas.max."
    )


def test_more_services_than_connections() -> None:
    services = {f"s{index}": service(1) for index in range(42)}
    with pytest.raises(PlatformError, match="leaves 41 to each pod of PgBouncer, and 42 services need one each"):
        connections.connection_pools(services, {"prod": {}}, {"prod": 3}, 0.5, 1)


def test_an_environment_has_bounds_of_its_own() -> None:
    few = connections.connection_pools({"shop": service(100)}, {"dev": {"replicas": {"max": 4}}}, {"dev": 1}, 1, 4)
    assert few["dev"]["maxClientConn"] == 50


def test_services_without_a_database_take_nothing() -> None:
    with_redis = {**service(9), "needs": [{"redis": {}}]}
    alone = connections.connection_pools({"shop": service(1)}, {"dev": {}}, {"dev": 1}, 1, 4)
    assert connections.connection_pools({"shop": service(1), "o": with_redis}, {"dev": {}}, {"dev": 1}, 1, 4) == alone

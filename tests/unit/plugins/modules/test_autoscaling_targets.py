"""autoscaling_targets against the emulator: the replicas of a replication group in cluster mode."""

import json
from collections.abc import Callable, Iterator
from typing import Any
from urllib.request import urlopen

import pytest
from ansible_collections.pinksea.platform.plugins.module_utils.autoscaling.replicas import replica_targets
from ansible_collections.pinksea.platform.plugins.modules import autoscaling_targets, elasticache_replication_groups

from tests.unit.plugins.modules.ladder import done, ladder, refused

GROUP = "rag-redis"
NAME = f"replication-group/{GROUP}:Replicas"


@pytest.fixture
def scaling(client: Callable[[str], Any]) -> Any:
    return client("application-autoscaling")


@pytest.fixture
def group(client: Callable[[str], Any], new_subnet: Callable[[], str]) -> Iterator[Callable[[bool], None]]:
    cache, subnets = client("elasticache"), [new_subnet(), new_subnet()]
    given = {
        "name": GROUP,
        "node_type": "cache.r6g.large",
        "engine_version": "7.1",
        "nodes": 3,
        "multi_az": True,
        "subnet_ids": subnets,
    }

    def managed(*, cluster_mode: bool, **more: Any) -> None:
        groups = [given | {"cluster_mode": cluster_mode}]
        done(elasticache_replication_groups, {"groups": groups, "wait_interval": 0, **more}, cache)

    yield managed
    managed(cluster_mode=True, state="absent", delete=[GROUP], final_snapshot=False)


def replicas(cpu: float = 60, nodes: int = 3, max_nodes: int = 6, **more: Any) -> dict[str, Any]:
    return {"targets": replica_targets([{"name": GROUP, "nodes": nodes, "max_nodes": max_nodes}], cpu), **more}


def test_ladder(scaling: Any, group: Any, emulator: str) -> None:
    group(cluster_mode=True)
    modified = replicas(cpu=70, nodes=2, max_nodes=5, tags={"platform": "rag"})
    modified["targets"][0]["policies"].append(
        {"name": "memory", "metric": "ElastiCacheDatabaseMemoryUsageCountedForEvictPercentage", "value": 80}
    )
    created, changed, deleted = ladder(
        autoscaling_targets, create=replicas(), modify=modified, key="targets", client=scaling
    )
    assert created["changes"] == [{"action": "create", "kind": "autoscaling_target", "name": NAME}]
    first, second = created["targets"][NAME], changed["targets"][NAME]
    assert (first["min"], first["max"], first["policies"]["replica-cpu"]["value"]) == (2, 5, 60)
    assert (second["min"], second["max"], second["policies"]["replica-cpu"]["value"]) == (1, 4, 70)
    assert (second["policies"].keys(), second["tags"]) == ({"replica-cpu", "memory"}, {"platform": "rag"})
    assert len(deleted["changes"]) == 1


def test_what_is_created_is_in_the_inventory(scaling: Any, group: Any, emulator: str) -> None:
    group(cluster_mode=True)
    done(autoscaling_targets, replicas(), scaling)
    with urlopen(f"{emulator}/_sandbox/inventory") as answer:  # noqa: S310 - our own server
        rows = json.load(answer)
    assert NAME in [row["name"] for row in rows if row["kind"] == "autoscaling_target"]
    done(autoscaling_targets, replicas(state="absent"), scaling)


def test_a_policy_of_somebody_else_is_removed(scaling: Any, group: Any) -> None:
    group(cluster_mode=True)
    done(autoscaling_targets, replicas(), scaling)
    other = replicas()
    other["targets"][0]["policies"][0]["name"] = "other"
    assert done(autoscaling_targets, other, scaling)["targets"][NAME]["policies"].keys() == {"other"}
    done(autoscaling_targets, replicas(state="absent"), scaling)


def test_a_group_without_cluster_mode_is_not_scaled(scaling: Any, group: Any) -> None:
    group(cluster_mode=False)
    assert "rag-redis is not in cluster mode" in refused(autoscaling_targets, replicas(), scaling)


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ({"min": 6, "max": 5}, f"autoscaling_target {NAME}: min is 6, above max 5: swap them."),
        ({"min": None}, f"autoscaling_target {NAME}: min is not set: give it, state present needs it."),
    ],
)
def test_limits_that_are_none(scaling: Any, target: dict[str, Any], message: str) -> None:
    given = {"targets": [replicas()["targets"][0] | target]}
    assert refused(autoscaling_targets, given, scaling) == message

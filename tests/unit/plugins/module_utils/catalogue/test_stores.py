"""Who uses a data store."""

from typing import Any

from ansible_collections.pinksea.platform.plugins.module_utils.catalogue.stores import redis_queues, services_needing

RESOURCES = {"resources": {"cpu": "1", "memory": "64Mi"}, "image": "a/b"}
BACKLOG = {"redis": ["queue:pro", "queue:free"], "length": 1}
SERVICES: dict[str, Any] = {
    "worker": {**RESOURCES, "kind": "worker", "replicas": {"min": 0, "max": 3, "queue": BACKLOG}, "needs": ["redis"]},
    "shop": {**RESOURCES, "port": 8000, "needs": ["redis", {"postgres": {"tables": ["a"]}}]},
    "alone": {**RESOURCES, "port": 8001},
}


def test_services_by_what_they_need() -> None:
    assert services_needing(SERVICES, "redis") == ["shop", "worker"]
    assert services_needing(SERVICES, "postgres") == ["shop"]
    assert services_needing(SERVICES, "qdrant") == []


def test_queues_are_those_that_scale_somebody() -> None:
    assert redis_queues(SERVICES) == ["queue:free", "queue:pro"]
    assert redis_queues({"shop": SERVICES["shop"]}) == []

"""The catalogues of the inventory say what the platforms' specifications say."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible_collections.pinksea.platform.plugins.module_utils.catalogue.derive import traces
from ansible_collections.pinksea.platform.plugins.module_utils.catalogue.model import Backlog, Catalogue, Probes
from ansible_collections.pinksea.platform.plugins.module_utils.catalogue.parse import parse

INVENTORIES = Path(__file__).parents[5] / "inventories/group_vars"


def variables(platform: str, name: str) -> dict[str, Any]:
    found = yaml.safe_load((INVENTORIES / platform / f"{name}.yml").read_text())
    assert isinstance(found, dict)
    return found


@pytest.fixture(scope="module")
def pingvas() -> Catalogue:
    return parse(variables("pingvas", "services")["services"])


@pytest.fixture(scope="module")
def rag() -> Catalogue:
    return parse(variables("rag", "services")["services"])


@pytest.mark.parametrize(
    ("name", "port", "route"),
    [
        ("user", 8001, "/api/v1/users"),
        ("payment", 8002, "/api/v1/payments"),
        ("generation", 8003, "/api/v1/generation"),
        ("gallery", 8004, "/api/v1/gallery"),
        ("model", 8005, "/api/v1/models"),
    ],
)
def test_the_services_of_pingvas(pingvas: Catalogue, name: str, port: int, route: str) -> None:
    service = pingvas[name]
    assert (service.port, service.route, service.probes) == (port, route, Probes("/health", "/ready"))
    assert service.metrics
    assert (service.metrics.port, service.metrics.path) == (port, "/metrics")
    assert (service.replicas.min, service.replicas.max) == (2, 50)


def test_the_gpu_worker_of_pingvas(pingvas: Catalogue) -> None:
    worker = pingvas["gpu-worker"]
    assert (worker.kind, worker.gpu, worker.resources.cpu, worker.resources.memory) == ("worker", 1, "3", "12Gi")
    assert (worker.replicas.min, worker.replicas.max) == (0, 15)
    tiers = ("enterprise", "free", "pro", "starter", "studio")
    assert worker.replicas.queue == Backlog(tuple(f"queue:{tier}" for tier in tiers), "", 1)
    assert variables("pingvas", "stores")["services_environments"]["dev"]["replicas"]["max"] == 3


def test_the_settings_of_the_api_of_rag(rag: Catalogue) -> None:
    api = rag["api"]
    found = traces(api, rag)
    assert (api.replicas.min, api.replicas.max, api.replicas.cpu, api.replicas.memory) == (3, 20, 70, 80)
    assert found.env == {
        "SEARCH_TOP_K": "3",
        "QUERY_CACHE_TTL_SECONDS": str(60 * 60),
        "EMBEDDING_CACHE_TTL_SECONDS": str(24 * 60 * 60),
        "EMBEDDING_SIZE": "1536",
        "QDRANT_COLLECTION": "documents",
        "BEDROCK_MODEL": found.env["BEDROCK_MODEL"],
    }
    assert {"OPENAI_API_KEY", "REDIS_PASSWORD", "QDRANT_API_KEY"} <= set(found.secret_env)
    assert found.store_env["OTEL_SERVICE_NAME"] == ("tracing", "prefix", "api")


def test_the_settings_of_the_worker_of_rag(rag: Catalogue) -> None:
    worker = rag["document-worker"]
    found = traces(worker, rag)
    replicas = worker.replicas
    assert (worker.kind, replicas.min, replicas.max, replicas.cpu) == ("worker", 2, 10, 80)
    assert replicas.queue == Backlog((), "documents", 5)
    chunks = {"CHUNK_WORDS": "500", "CHUNK_OVERLAP_WORDS": "50", "EMBEDDING_SIZE": "1536"}
    assert chunks.items() <= found.env.items()
    assert {"DOCUMENTS_QUEUE_URL", "DOCUMENTS_BUCKET", "OTEL_SERVICE_NAME"} <= set(found.store_env)


def test_traces_bear_the_names_that_x_ray_goes_by(rag: Catalogue) -> None:
    prefix = variables("rag", "stores")["platform_stores"]["tracing"]["prefix"]
    sampled = {rule["service_name"] for rule in variables("rag", "xray")["xray_sampling_rules"]}
    assert {f"{prefix}{name}" for name in rag} <= sampled

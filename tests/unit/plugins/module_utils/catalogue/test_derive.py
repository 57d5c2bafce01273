from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.pinksea.platform.plugins.module_utils.catalogue.derive import Traces, Volume, callers, traces
from ansible_collections.pinksea.platform.plugins.module_utils.catalogue.parse import parse

SERVICE = {"image": "a/b", "resources": {"cpu": "1", "memory": "1Gi"}}
STOCK = {**SERVICE, "port": 8002}

CASES: list[tuple[Any, Traces]] = [
    (
        {"postgres": {"tables": ["users"]}},
        Traces(
            store_env={f"POSTGRES_{key.upper()}": ("postgres", key) for key in ("host", "port", "database")},
            secret_env={f"POSTGRES_{key.upper()}": ("shop-postgres", key) for key in ("username", "password")},
            stores={"postgres"},
        ),
    ),
    (
        "redis",
        Traces(
            store_env={"REDIS_URL": ("redis", "url")},
            secret_env={"REDIS_PASSWORD": ("redis", "password")},
            stores={"redis"},
        ),
    ),
    (
        {"qdrant": {"collection": "documents"}},
        Traces(
            env={"QDRANT_COLLECTION": "documents"},
            store_env={"QDRANT_URL": ("qdrant", "url")},
            secret_env={"QDRANT_API_KEY": ("qdrant", "api-key")},
            stores={"qdrant"},
        ),
    ),
    (
        {"bucket": {"name": "raw-images", "access": ["read"]}},
        Traces(store_env={"RAW_IMAGES_BUCKET": ("bucket-raw-images", "name")}, aws=True),
    ),
    (
        {"queue": {"name": "jobs", "access": ["send"]}},
        Traces(store_env={"JOBS_QUEUE_URL": ("queue-jobs", "url")}, aws=True),
    ),
    ({"bedrock": {"model": "m:1"}}, Traces(env={"BEDROCK_MODEL": "m:1"}, aws=True)),
    ({"service": "stock"}, Traces(env={"STOCK_URL": "http://stock:8002"}, services={"stock": 8002})),
    ({"secret": "jwt-key"}, Traces(secret_env={"JWT_KEY": ("jwt-key", "value")})),
    ("openai", Traces(secret_env={"OPENAI_API_KEY": ("openai-api-key", "value")}, internet=True)),
    (
        "tracing",
        Traces(
            store_env={
                "OTEL_EXPORTER_OTLP_ENDPOINT": ("tracing", "url"),
                "OTEL_SERVICE_NAME": ("tracing", "prefix", "shop"),
                "OTEL_TRACES_SAMPLER": ("tracing", "sampler"),
                "OTEL_TRACES_SAMPLER_ARG": ("tracing", "samplerArgument"),
            },
            stores={"tracing"},
        ),
    ),
    (
        {"external": {"name": "mail", "url": "https://mail.example.com"}},
        Traces(env={"MAIL_URL": "https://mail.example.com"}, internet=True),
    ),
    (
        {"efs": {"name": "models", "path": "/models"}},
        Traces(env={"MODELS_PATH": "/models"}, volumes=[Volume("models", "efs-models", "/models", True)]),
    ),
    (
        {"efs": {"name": "models", "path": "/models", "access": "write"}},
        Traces(env={"MODELS_PATH": "/models"}, volumes=[Volume("models", "efs-models", "/models", False)]),
    ),
]


@pytest.mark.parametrize(("need", "expected"), CASES, ids=[str(need)[:40] for need, _ in CASES])
def test_what_follows_from_a_need(need: object, expected: Traces) -> None:
    catalogue = parse({"shop": {**SERVICE, "port": 8001, "needs": [need]}, "stock": STOCK})
    assert traces(catalogue["shop"], catalogue) == expected


def test_nothing_follows_from_no_needs() -> None:
    catalogue = parse({"stock": STOCK})
    assert traces(catalogue["stock"], catalogue) == Traces()


def test_callers_are_those_that_declared_it() -> None:
    shop = {**SERVICE, "kind": "worker", "needs": [{"service": "stock"}]}
    catalogue = parse({"shop": shop, "other": {**shop, "needs": []}, "stock": STOCK})
    assert callers("stock", catalogue) == ["shop"]
    assert callers("shop", catalogue) == []

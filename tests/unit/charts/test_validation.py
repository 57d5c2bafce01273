from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

One = Callable[..., dict[str, dict[str, Any]]]
NO_STORE = "stores.postgres.host is not set, and shop needs it: give it in the values of the environment."
CASES: list[tuple[dict[str, Any], dict[str, Any], str]] = [
    ({}, {"image": {"registry": ""}}, "image.registry is empty: give the registry that holds acme/shop."),
    ({}, {"image": {"tag": ""}}, "image.tag and image.digest are empty: give one of them for acme/shop."),
    ({}, {"replicas": {"min": 3}}, "replicas.min 3 is above replicas.max 1: lower min or raise max."),
    (
        {"replicas": {"max": 3, "cpu": 70}},
        {"replicas": {"min": 0}},
        "replicas.min is 0, where no pod is left to measure: give at least 1, or scale by queue alone.",
    ),
    (
        {"route": "/shop"},
        {"network": {"loadBalancer": []}},
        "network.loadBalancer is empty, so nothing could reach route /shop",
    ),
    (
        {"needs": ["openai"]},
        {"capabilities": {"externalSecrets": True}},
        "secrets.prefix is empty: give what the names of the secrets of shop begin with",
    ),
    ({"needs": ["openai"]}, {"network": {"vpc": ""}}, "network.vpc is empty: give the CIDR of the VPC"),
    ({"needs": [{"postgres": {"tables": ["a"]}}]}, {"stores": {"postgres": {"host": ""}}}, NO_STORE),
    (
        {"needs": [{"postgres": {"tables": ["a"]}}]},
        {"stores": {"postgres": None}},
        "stores.postgres.database is not",
    ),
    ({"needs": ["redis"]}, {"stores": {"redis": {"cidrs": []}}}, "stores.redis has no peer: give cidrs, or namespace"),
    (
        {"needs": ["redis"]},
        {"stores": {"redis": {"cidrs": [], "namespace": "a"}}},
        "stores.redis has no peer: give cidrs, or namespace and podLabels.",
    ),
    ({"needs": ["redis"]}, {"stores": {"redis": {"ports": None}}}, "stores.redis.port is not set, and shop needs it"),
    ({}, {"replica": {"min": 1}}, "additional properties 'replica' not allowed"),
    ({}, {"image": {"digest": "sha256:1"}}, "'sha256:1' does not match pattern"),
    ({}, {"network": {"vpc": "10.0.0.0"}}, "'10.0.0.0' does not match pattern"),
    ({}, {"stores": {"redis": {"prots": [1]}}}, "additional properties 'prots' not allowed"),
]


@pytest.mark.parametrize(("service", "values", "sentence"), CASES, ids=[case[2][:50] for case in CASES])
def test_a_bad_value_stops_with_a_sentence(
    one: One, service: dict[str, Any], values: dict[str, Any], sentence: str
) -> None:
    service = {"port": 8001, **service}
    assert one(service)["Deployment"], "the chart itself is sound"
    with pytest.raises(ValueError, match=re.escape(sentence)):
        one(service, values)

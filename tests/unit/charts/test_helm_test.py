"""What `helm test` runs for a service."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

One = Callable[..., dict[str, dict[str, Any]]]


@pytest.fixture(scope="module")
def shop(one: One) -> dict[str, dict[str, Any]]:
    return one({"port": 8001, "probes": {"ready": "/up"}})


def test_it_asks_the_service_whether_it_is_ready(shop: dict[str, dict[str, Any]]) -> None:
    (container,) = shop["test Job"]["spec"]["template"]["spec"]["containers"]
    assert container["command"][-1] == "http://shop:8001/up"
    assert container["image"] == "public.ecr.aws/docker/library/busybox:1.37.0"


def test_only_helm_test_runs_it(shop: dict[str, dict[str, Any]]) -> None:
    assert shop["test Job"]["metadata"]["annotations"] == {
        "helm.sh/hook": "test",
        "helm.sh/hook-delete-policy": "before-hook-creation,hook-succeeded",
    }


def test_its_pod_is_none_of_the_service(shop: dict[str, dict[str, Any]]) -> None:
    labels = shop["test Job"]["spec"]["template"]["metadata"]["labels"]
    assert not shop["Service"]["spec"]["selector"].items() <= labels.items()
    assert not shop["NetworkPolicy"]["spec"]["podSelector"]["matchLabels"].items() <= labels.items()
    assert shop["test NetworkPolicy"]["spec"]["podSelector"]["matchLabels"] == labels


def test_it_reaches_the_service_alone_and_nobody_reaches_it(shop: dict[str, dict[str, Any]]) -> None:
    spec = shop["test NetworkPolicy"]["spec"]
    _, service = spec["egress"]
    assert service == {
        "to": [{"podSelector": {"matchLabels": {"app.kubernetes.io/name": "shop"}}}],
        "ports": [{"protocol": "TCP", "port": 8001}],
    }
    assert (len(spec["egress"]), spec["policyTypes"], "ingress" in spec) == (2, ["Ingress", "Egress"], False)


def test_a_worker_answers_nobody(one: One) -> None:
    assert not [kind for kind in one({"kind": "worker"}) if kind.startswith("test ")]

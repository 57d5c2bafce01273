"""What Karpenter is told by its release and by the sandbox."""

from typing import Any

import pytest

from sandbox.karpenter.cluster import DEFINITIONS, DEPLOYMENT, NODES, Cluster
from sandbox.karpenter.settings import Release, environment

ENV = [
    {"name": "CLUSTER_NAME", "value": "pingvas-shared-eks"},
    {"name": "INTERRUPTION_QUEUE", "value": ""},
    {"name": "METRICS_PORT", "value": "8080"},
    {"name": "SYSTEM_NAMESPACE", "valueFrom": {"fieldRef": {"fieldPath": "metadata.namespace"}}},
]
NODE = {"metadata": {"labels": {"topology.kubernetes.io/region": "eu-central-1"}}}


def deployment(ready: int) -> dict[str, Any]:
    return {"spec": {"template": {"spec": {"containers": [{"env": ENV}]}}}, "status": {"readyReplicas": ready}}


def test_the_sandbox_has_the_last_word() -> None:
    told = environment(Release(deployment(1), NODE), {"METRICS_PORT": "15617"})

    assert told is not None
    assert (told["CLUSTER_NAME"], told["METRICS_PORT"]) == ("pingvas-shared-eks", "15617")
    assert (told["AWS_REGION"], told["SYSTEM_NAMESPACE"]) == ("eu-central-1", "kube-system")
    assert "INTERRUPTION_QUEUE" not in told


def test_without_a_release_it_has_to_end() -> None:
    assert environment(None, {}) is None


@pytest.mark.parametrize(
    ("missing", "there"), [(None, True), (DEPLOYMENT, False), (NODES, False), *((path, False) for path in DEFINITIONS)]
)
def test_a_release_is_there_when_all_it_needs_is(
    missing: str | None, there: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = {DEPLOYMENT: deployment(1), NODES: {"items": [NODE]}, **{path: {"kind": "list"} for path in DEFINITIONS}}
    monkeypatch.setattr(Cluster, "get", lambda cluster, path: None if path == missing else answers[path])

    assert (Cluster(None).release() is not None) is there  # type: ignore[arg-type]


def test_a_deployment_without_a_ready_pod_does_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Cluster, "get", lambda cluster, path: deployment(0))

    assert Cluster(None).release() is None  # type: ignore[arg-type]

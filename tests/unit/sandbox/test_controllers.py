"""What the controllers are told by their releases and by the sandbox."""

import json
from typing import Any

import pytest

from sandbox.controllers import karpenter, prometheus, rollouts
from sandbox.controllers.controller import Given, Start

ENV = [
    {"name": "CLUSTER_NAME", "value": "pingvas-shared-eks"},
    {"name": "INTERRUPTION_QUEUE", "value": ""},
    {"name": "METRICS_PORT", "value": "8080"},
    {"name": "SYSTEM_NAMESPACE", "valueFrom": {"fieldRef": {"fieldPath": "metadata.namespace"}}},
]
NODE = {"metadata": {"labels": {"topology.kubernetes.io/region": "eu-central-1"}}}
GIVEN = Given("/state/0/kubeconfig", "http://aws", "127.0.0.1:15680", ("15616", "15617"))


def deployment(ready: int) -> dict[str, Any]:
    return {"spec": {"template": {"spec": {"containers": [{"env": ENV}]}}}, "status": {"readyReplicas": ready}}


class Answers(dict[str, Any]):
    """A cluster that has these objects."""


def answers(ready: int = 1) -> Answers:
    modules = karpenter, prometheus, rollouts
    served = {path: {"kind": "list"} for each in modules for path in each.DEFINITIONS}
    deployments = {each.DEPLOYMENT: deployment(ready) for each in modules}
    return Answers({**served, **deployments, karpenter.NODES: {"items": [NODE]}})


def test_the_sandbox_has_the_last_word() -> None:
    told = karpenter.start(karpenter.Release(deployment(1), NODE), GIVEN).environment

    assert (told["CLUSTER_NAME"], told["METRICS_PORT"]) == ("pingvas-shared-eks", "15617")
    assert (told["AWS_REGION"], told["SYSTEM_NAMESPACE"]) == ("eu-central-1", "kube-system")
    assert "INTERRUPTION_QUEUE" not in told


def test_rollouts_are_told_where_to_listen_and_who_answers_for_prometheus() -> None:
    told = rollouts.start({}, GIVEN)
    assert told.arguments == ("-kubeconfig=/state/0/kubeconfig", "-health=15616", "-metrics=15617")
    assert told.environment["HTTP_PROXY"] == "http://127.0.0.1:15680"
    assert rollouts.start({"another": "revision"}, GIVEN) == rollouts.start({}, GIVEN) != Start()


def test_prometheus_listens_on_loopback_and_keeps_its_data_with_the_sandbox() -> None:
    arguments = prometheus.start({}, GIVEN).arguments
    assert "--web.listen-address=127.0.0.1:15680" in arguments
    assert {"--config.file=/state/0/prometheus.json", "--storage.tsdb.path=/state/0/prometheus"} <= set(arguments)


def test_prometheus_measures_ready_pods_and_keeps_nothing_of_its_own() -> None:
    def pod(name: str, ready: str) -> dict[str, Any]:
        status = {"conditions": [{"type": "Initialized", "status": "True"}, {"type": "Ready", "status": ready}]}
        return {"metadata": {"namespace": "rag", "name": name}, "status": status}

    cluster = Answers(
        {prometheus.PODS: {"items": [pod("a", "True"), pod("b", "False"), {**pod("c", ""), "status": {}}]}}
    )
    told = {path.name: json.loads(text) for path, text in prometheus.files(cluster, GIVEN).items()}

    assert told["pods.json"] == [{"targets": ["127.0.0.1:15680"], "labels": {"namespace": "rag", "pod": "a"}}]
    (job,) = told["prometheus.json"]["scrape_configs"]
    assert [each["action"] for each in job["metric_relabel_configs"]] == ["drop"]


@pytest.mark.parametrize(
    ("controller", "needed"),
    [
        (karpenter.CONTROLLER, (karpenter.DEPLOYMENT, karpenter.NODES, *karpenter.DEFINITIONS)),
        (prometheus.CONTROLLER, (prometheus.DEPLOYMENT, *prometheus.DEFINITIONS)),
        (rollouts.CONTROLLER, (rollouts.DEPLOYMENT, *rollouts.DEFINITIONS)),
    ],
)
def test_a_release_is_there_when_all_it_needs_is(controller, needed) -> None:  # type: ignore[no-untyped-def]
    assert controller.release(answers())
    for path in needed:
        there = answers()
        del there[path]
        assert controller.release(there) is None
    assert controller.release(answers(ready=0)) is None

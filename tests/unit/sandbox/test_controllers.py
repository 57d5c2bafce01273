"""What the controllers are told by their releases and by the sandbox."""

from typing import Any

import pytest

from sandbox.controllers import karpenter, rollouts
from sandbox.controllers.controller import Given, Start

ENV = [
    {"name": "CLUSTER_NAME", "value": "pingvas-shared-eks"},
    {"name": "INTERRUPTION_QUEUE", "value": ""},
    {"name": "METRICS_PORT", "value": "8080"},
    {"name": "SYSTEM_NAMESPACE", "valueFrom": {"fieldRef": {"fieldPath": "metadata.namespace"}}},
]
NODE = {"metadata": {"labels": {"topology.kubernetes.io/region": "eu-central-1"}}}
GIVEN = Given("kubeconfig", "http://aws", "15616", "15617")


def deployment(ready: int) -> dict[str, Any]:
    return {"spec": {"template": {"spec": {"containers": [{"env": ENV}]}}}, "status": {"readyReplicas": ready}}


class Answers(dict[str, Any]):
    """A cluster that has these objects."""


def answers(ready: int = 1) -> Answers:
    served = {path: {"kind": "list"} for path in (*karpenter.DEFINITIONS, *rollouts.DEFINITIONS)}
    deployments = {each: deployment(ready) for each in (karpenter.DEPLOYMENT, rollouts.DEPLOYMENT)}
    return Answers({**served, **deployments, karpenter.NODES: {"items": [NODE]}})


def test_the_sandbox_has_the_last_word() -> None:
    told = karpenter.start(karpenter.Release(deployment(1), NODE), GIVEN).environment

    assert (told["CLUSTER_NAME"], told["METRICS_PORT"]) == ("pingvas-shared-eks", "15617")
    assert (told["AWS_REGION"], told["SYSTEM_NAMESPACE"]) == ("eu-central-1", "kube-system")
    assert "INTERRUPTION_QUEUE" not in told


def test_rollouts_are_told_where_to_listen() -> None:
    assert rollouts.start({}, GIVEN).arguments == ("-kubeconfig=kubeconfig", "-health=15616", "-metrics=15617")
    assert rollouts.start({"another": "revision"}, GIVEN) == rollouts.start({}, GIVEN) != Start()


@pytest.mark.parametrize(
    ("controller", "needed"),
    [
        (karpenter.CONTROLLER, (karpenter.DEPLOYMENT, karpenter.NODES, *karpenter.DEFINITIONS)),
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

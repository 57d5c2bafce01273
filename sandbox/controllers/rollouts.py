"""What Argo Rollouts is told, as arguments of its process."""

from typing import Any

from sandbox.controllers.controller import Asked, Controller, Given, Start, ready

DEPLOYMENT = "/apis/apps/v1/namespaces/argo-rollouts/deployments/argo-rollouts"
DEFINITIONS = ("/apis/argoproj.io/v1alpha1",)


def release(cluster: Asked) -> Any:
    return ready(cluster, DEPLOYMENT, DEFINITIONS)


def start(release: Any, given: Given) -> Start:
    arguments = f"-kubeconfig={given.kubeconfig}", f"-health={given.health}", f"-metrics={given.metrics}"
    return Start(arguments, {"GOMEMLIMIT": "128MiB"})


CONTROLLER = Controller(release, start)

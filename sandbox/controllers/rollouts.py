"""What Argo Rollouts is told, as arguments of its process."""

from typing import Any

from sandbox.controllers.controller import Asked, Controller, Given, Start, ready

DEPLOYMENT = "/apis/apps/v1/namespaces/argo-rollouts/deployments/argo-rollouts"
DEFINITIONS = ("/apis/argoproj.io/v1alpha1",)


def release(cluster: Asked) -> Any:
    return ready(cluster, DEPLOYMENT, DEFINITIONS)


def start(release: Any, given: Given) -> Start:
    health, metrics = given.ports
    arguments = f"-kubeconfig={given.kubeconfig}", f"-health={health}", f"-metrics={metrics}"
    # Over plain HTTP it asks Prometheus alone, by a name of the cluster; that one takes what a proxy is asked.
    return Start(arguments, {"GOMEMLIMIT": "128MiB", "HTTP_PROXY": f"http://{given.prometheus}"})


CONTROLLER = Controller(release, start)

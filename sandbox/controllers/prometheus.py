"""What Prometheus is told, as arguments and files of its process, in the place of its operator."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sandbox.controllers.controller import Asked, Controller, Given, Start, ready

DEPLOYMENT = "/apis/apps/v1/namespaces/monitoring/deployments/kube-prometheus-stack-operator"
DEFINITIONS = ("/apis/monitoring.coreos.com/v1",)
PODS = "/api/v1/pods?labelSelector=rollouts-pod-template-hash"
"""Those that an analysis asks about."""


def release(cluster: Asked) -> Any:
    return ready(cluster, DEPLOYMENT, DEFINITIONS)


def start(release: Any, given: Given) -> Start:
    folder = folder_of(given)
    arguments = (
        f"--config.file={folder / 'prometheus.json'}",
        f"--storage.tsdb.path={folder / 'prometheus'}",
        "--storage.tsdb.retention.time=2h",
        f"--web.listen-address={given.prometheus}",
    )
    return Start(arguments, {"GOMEMLIMIT": "128MiB"})


def files(cluster: Asked, given: Given) -> Mapping[Path, str]:
    """Containers are simulated: Prometheus asks itself in the place of each pod, and keeps that there was an answer."""
    folder = folder_of(given)
    nothing = {"action": "drop", "source_labels": ["__name__"], "regex": ".+"}
    pods = {
        "job_name": "pods",
        "scrape_interval": "5s",
        "file_sd_configs": [{"files": ["pods.json"]}],
        "metric_relabel_configs": [nothing],
    }
    found = [each for each in (cluster.get(PODS) or {}).get("items", []) if is_ready(each)]
    names = [{"namespace": each["metadata"]["namespace"], "pod": each["metadata"]["name"]} for each in found]
    targets = [{"targets": [given.prometheus], "labels": each} for each in names]
    return {
        folder / "prometheus.json": json.dumps({"scrape_configs": [pods]}),
        folder / "pods.json": json.dumps(targets),
    }


def folder_of(given: Given) -> Path:
    return Path(given.kubeconfig).parent


def is_ready(pod: Any) -> bool:
    conditions = pod["status"].get("conditions", [])
    return any(each["type"] == "Ready" and each["status"] == "True" for each in conditions)


CONTROLLER = Controller(release, start, files)

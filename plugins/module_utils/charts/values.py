"""The default values of one service's chart. What only an environment knows is empty here."""

from __future__ import annotations

from ..catalogue.derive import Reference, callers, traces
from ..catalogue.model import Backlog, Catalogue, Replicas, Service

GRACE_SECONDS = 45
GRACE_SECONDS_OF_WORK = 120  # the two minutes of a spot interruption
PROMETHEUS = "http://kube-prometheus-stack-prometheus.monitoring:9090"
RUNBOOKS = "https://github.com/Pinksea-AI/platform/blob/main/docs/alerts.md"
TEST_IMAGE = {"registry": "public.ecr.aws", "repository": "docker/library/busybox", "tag": "1.37.0", "digest": ""}


def values(platform: str, service: Service, catalogue: Catalogue) -> dict[str, object]:
    found = traces(service, catalogue)
    everything: dict[str, object] = {
        "platform": platform,
        "image": {"registry": "", "repository": service.image, "tag": "", "digest": ""},
        "kind": service.kind,
        "schedule": service.schedule,
        "port": service.port,
        "route": service.route,
        "probes": {"live": service.probes.live, "ready": service.probes.ready},
        "metrics": {"port": service.metrics.port, "path": service.metrics.path} if service.metrics else {},
        "replicas": _replicas(service.replicas),
        "resources": _resources(service),
        "rollout": {"autoPromotion": True},
        "objectives": _objectives(service),
        "terminationGracePeriodSeconds": GRACE_SECONDS if service.port else GRACE_SECONDS_OF_WORK,
        "arch": list(service.arch),
        "env": dict(sorted(found.env.items())),
        "storeEnv": _references(found.store_env, "store"),
        "secretEnv": _references(found.secret_env, "secret"),
        "volumes": [
            {"name": each.name, "store": each.store, "path": each.path, "readOnly": each.read_only}
            for each in sorted(found.volumes, key=lambda volume: volume.name)
        ],
        "claims": {
            name: {"size": each.size, "path": each.path, "storageClass": each.storage_class}
            for name, each in service.volumes.items()
        },
        "egress": {
            "stores": sorted(found.stores),
            "services": dict(sorted(found.services.items())),
            "aws": found.aws,
            "internet": found.internet,
        },
        "callers": callers(service.name, catalogue),
        "stores": {},
        "network": {"vpc": "", "loadBalancer": [], "awsEndpoints": []},
        "ingress": {"host": "", "className": "alb", "annotations": {}},
        "nodeSelector": {},
        "priorityClassName": "",
        "secrets": {"store": "secrets-manager", "prefix": ""},
        "test": {"image": TEST_IMAGE},
        "monitoring": {"prometheus": PROMETHEUS, "runbooks": RUNBOOKS},
        "capabilities": {"keda": False, "prometheus": False, "externalSecrets": False, "rollouts": False},
    }
    return _given(everything)


def _references(found: dict[str, Reference], source: str) -> dict[str, object]:
    names = (source, "key", "append")
    return {name: dict(zip(names, reference, strict=False)) for name, reference in sorted(found.items())}


def _resources(service: Service) -> dict[str, object]:
    resources = service.resources
    limits = {
        name: limit for name, limit in (("cpu", resources.limits.cpu), ("memory", resources.limits.memory)) if limit
    }
    return {"cpu": resources.cpu, "memory": resources.memory, "limits": limits, "gpu": service.gpu}


def _objectives(service: Service) -> dict[str, object]:
    """Seconds, as Prometheus counts them."""
    wanted = service.objectives
    seconds = _seconds(wanted.latency_p95) if wanted.latency_p95 else None
    return _given({"availability": wanted.availability, "latencyP95": seconds})


def _seconds(text: str) -> float:
    return int(text.removesuffix("ms")) / 1000 if text.endswith("ms") else float(text.removesuffix("s"))


def _replicas(replicas: Replicas) -> dict[str, object]:
    queue = _queue(replicas.queue) if replicas.queue else None
    numbers = {"min": replicas.min, "max": replicas.max, "cpu": replicas.cpu, "memory": replicas.memory}
    return _given({**numbers, "queue": queue})


def _given(fields: dict[str, object]) -> dict[str, object]:
    return {key: value for key, value in fields.items() if value is not None}


def _queue(backlog: Backlog) -> dict[str, object]:
    source = {"redis": list(backlog.redis)} if backlog.redis else {"sqs": f"queue-{backlog.sqs}"}
    return {**source, "length": backlog.length}

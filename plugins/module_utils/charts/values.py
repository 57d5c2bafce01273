"""The default values of one service's chart. What only an environment knows is empty here."""

from __future__ import annotations

from ..catalogue.derive import Reference, callers, traces
from ..catalogue.model import Backlog, Catalogue, Replicas, Service

GRACE_SECONDS = {"deployment": 45, "worker": 120}  # a worker uses the two minutes of a spot interruption


def values(platform: str, service: Service, catalogue: Catalogue) -> dict[str, object]:
    found = traces(service, catalogue)
    everything: dict[str, object] = {
        "platform": platform,
        "image": {"registry": "", "repository": service.image, "tag": "", "digest": ""},
        "port": service.port,
        "route": service.route,
        "probes": {"live": service.probes.live, "ready": service.probes.ready},
        "metrics": {"port": service.metrics.port, "path": service.metrics.path} if service.metrics else {},
        "replicas": _replicas(service.replicas),
        "resources": {"cpu": service.resources.cpu, "memory": service.resources.memory, "gpu": service.gpu},
        "terminationGracePeriodSeconds": GRACE_SECONDS[service.kind],
        "arch": list(service.arch),
        "env": dict(sorted(found.env.items())),
        "storeEnv": _references(found.store_env, "store"),
        "secretEnv": _references(found.secret_env, "secret"),
        "volumes": [
            {"name": each.name, "store": each.store, "path": each.path, "readOnly": each.read_only}
            for each in sorted(found.volumes, key=lambda volume: volume.name)
        ],
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
        "priorityClassName": "",
        "capabilities": {"keda": False},
    }
    return _given(everything)


def _references(found: dict[str, Reference], source: str) -> dict[str, object]:
    return {name: {source: found[name][0], "key": found[name][1]} for name in sorted(found)}


def _replicas(replicas: Replicas) -> dict[str, object]:
    queue = _queue(replicas.queue) if replicas.queue else None
    numbers = {"min": replicas.min, "max": replicas.max, "cpu": replicas.cpu, "memory": replicas.memory}
    return _given({**numbers, "queue": queue})


def _given(fields: dict[str, object]) -> dict[str, object]:
    return {key: value for key, value in fields.items() if value is not None}


def _queue(backlog: Backlog) -> dict[str, object]:
    source = {"redis": list(backlog.redis)} if backlog.redis else {"sqs": f"queue-{backlog.sqs}"}
    return {**source, "length": backlog.length}

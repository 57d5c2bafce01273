"""What no single service shows: targets that do not exist, numbers that contradict, names taken twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from graphlib import CycleError, TopologicalSorter

from ..capacity.amounts import cores, mebibytes
from .derive import environment_names
from .model import Catalogue, Objectives, Replicas, Resources, Service
from .needs import Efs, Peer, Queue, Redis
from .reader import nearest

RESERVED = ("common", "platform-base")
BESIDE = {"-test": "the test", "-preview": "the preview", "-pods": "the pods", "-dashboard": "the dashboard"}
"""Objects beside a service are named after it."""
SERVES = ("deployment", "rollout", "statefulset")
RUN_TO_THEIR_END = ("job", "cronjob")
TAKEN_PATHS = ("/", "/tmp")  # noqa: S108 - mount points of every container


def check(catalogue: Catalogue, broken: Collection[str]) -> list[str]:
    """`broken` services were read in part only: they are targets, but what they lack says nothing."""
    sound = {name: service for name, service in catalogue.items() if name not in broken}
    targets = {name for name, service in catalogue.items() if name in broken or service.port is not None}
    found = [f"services.{name} {sentence}" for name, each in sound.items() for sentence in _service(each, targets)]
    return [*found, *_twice(sound), *_order(catalogue, sound)]


def _service(service: Service, targets: Collection[str]) -> Iterator[str]:
    if service.name in RESERVED:
        yield "bears the name of a chart of this collection: choose another."
    for ending, what in BESIDE.items():
        other = service.name.removesuffix(ending)
        if other != service.name and other in targets:
            yield f"bears the name of {what} of {other!r}: choose another."
    yield from _kind(service)
    yield from _resources(service.resources)
    yield from _replicas(service)
    for need, count in Counter(service.needs).items():
        if count > 1:
            yield f"needs {need!r} {count} times: keep one."
        if isinstance(need, Peer):
            yield from _peer(service, need, targets)
    yield from _volumes(service)
    for name, count in Counter(environment_names(service)).items():
        if count > 1:
            yield f"gets the environment variable {name} from {count} places: rename one need or drop it from env."


def _kind(service: Service) -> Iterator[str]:
    if service.kind in SERVES and service.port is None:
        yield "has no port: give one, or kind: worker."
    if service.kind not in SERVES and (service.port is not None or service.route):
        yield f"is a {service.kind} with a port or a route: drop them, or kind: deployment."
    if service.kind in RUN_TO_THEIR_END and (service.metrics or service.replicas != Replicas(max=1)):
        yield f"is a {service.kind} with metrics or replicas: drop them, or kind: worker."
    if service.kind == "cronjob" and not service.schedule:
        yield "is a cronjob without a schedule: give one, or kind: job."
    if service.kind != "cronjob" and service.schedule:
        yield f"is a {service.kind} with a schedule: drop it, or kind: cronjob."
    if service.metrics and not service.metrics.port and service.kind == "worker":
        yield "has metrics at no port: give metrics.port, as a worker has none of its own."
    if service.objectives != Objectives() and not (service.kind in SERVES and service.metrics):
        yield "has objectives that nothing measures: give a port and metrics, or drop them."
    if service.kind == "rollout" and not service.metrics:
        yield "is a rollout without metrics, by which a new version is judged: give metrics, or kind: deployment."


def _volumes(service: Service) -> Iterator[str]:
    shared = [(need.name, need.path) for need in service.needs if isinstance(need, Efs)]
    mounts = [*shared, *((name, claim.path) for name, claim in service.volumes.items())]
    for path, count in Counter(path for _, path in mounts).items():
        if count > 1 or path in TAKEN_PATHS:
            yield f"mounts a volume at {path!r}, which is taken: choose another path."
    for name, count in Counter(["tmp", *service.volumes, *{name for name, _ in shared}]).items():
        if count > 1:
            yield f"has two volumes of the name {name!r}: rename the one in volumes."
    if service.kind == "statefulset" and not service.volumes:
        yield "is a statefulset without volumes: give volumes, or kind: deployment."
    if service.volumes and service.kind not in ("statefulset", "deployment", "worker"):
        yield f"is a {service.kind} with volumes: drop them, or kind: statefulset."
    if service.volumes and service.kind != "statefulset" and service.replicas.max > 1:
        most = service.replicas.max
        yield f"has volumes, which one pod mounts, and up to {most} replicas: give at most 1, or kind: statefulset."


def _resources(resources: Resources) -> Iterator[str]:
    limits = resources.limits
    for name, requested, limit, size in (
        ("CPU", resources.cpu, limits.cpu, cores),
        ("memory", resources.memory, limits.memory, mebibytes),
    ):
        if limit and size(requested) > size(limit):
            yield f"requests {name} {requested} above its limit {limit}: lower the request or raise the limit."


def _replicas(service: Service) -> Iterator[str]:
    replicas = service.replicas
    if replicas.queue and bool(replicas.queue.redis) == bool(replicas.queue.sqs):
        found = "both redis and sqs" if replicas.queue.sqs else "neither redis nor sqs"
        yield f"has replicas.queue with {found}: give one."
    measured = replicas.cpu or replicas.memory
    if replicas.min > replicas.max:
        yield f"has replicas.min {replicas.min} above replicas.max {replicas.max}: swap or raise max."
    if replicas.min < replicas.max and not (measured or replicas.queue):
        yield f"has replicas {replicas.min} to {replicas.max} and nothing to scale by: give cpu, memory or queue."
    if replicas.min == 0 and (measured or not replicas.queue):
        yield "has replicas.min 0, where no pod is left to measure: scale by queue alone, or give min 1."
    if replicas.queue and replicas.queue.redis and Redis() not in service.needs:
        yield "scales by a Redis queue and does not need redis: add '- redis: {}' to needs."
    if replicas.queue and replicas.queue.sqs:
        queues = [need.name for need in service.needs if isinstance(need, Queue)]
        if replicas.queue.sqs not in queues:
            wanted = replicas.queue.sqs
            yield f"scales by queue {wanted!r}, which it does not need: {nearest(wanted, queues)}"


def _peer(service: Service, need: Peer, targets: Collection[str]) -> Iterator[str]:
    others = {*targets} - {service.name}
    if need.name not in others:
        yield f"needs service {need.name!r}, which is no other service with a port: {nearest(need.name, others)}"


def _order(catalogue: Catalogue, sound: Catalogue) -> Iterator[str]:
    for name, service in sound.items():
        for other in service.after:
            if other not in catalogue:
                yield f"services.{name} comes after {other!r}, which is no service: {nearest(other, catalogue)}"
    try:
        TopologicalSorter({name: service.after for name, service in sound.items()}).prepare()
    except CycleError as error:
        first, *others = reversed(error.args[1])
        circle = " after ".join([first, *others])
        yield f"services.{first} waits for itself, {circle}: take one of these names out of after."


def _twice(catalogue: Catalogue) -> Iterator[str]:
    for field in ("port", "route"):
        taken: dict[object, list[str]] = {}
        for name, service in catalogue.items():
            taken.setdefault(getattr(service, field), []).append(name)
        for value, names in taken.items():
            if value and len(names) > 1:
                yield f"services.{names[1]}.{field} {value} is that of services.{names[0]} too: choose another."

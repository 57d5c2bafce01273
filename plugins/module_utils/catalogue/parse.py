"""From the `services` of an inventory to a checked catalogue."""

from __future__ import annotations

import re
from itertools import chain

from ..errors import ManyErrors
from .check import check
from .model import Backlog, Catalogue, Metrics, Probes, Replicas, Resources, Service
from .needs import NAME, NAME_HINT, PATH, read_need
from .reader import Reader

CPU = re.compile(r"[1-9][0-9]*m?")
MEMORY = re.compile(r"[1-9][0-9]*(Mi|Gi)")
IMAGE = re.compile(r"[a-z0-9]+([._/-][a-z0-9]+)*")
ENV = re.compile(r"[A-Z][A-Z0-9_]*")
EVEN_EMPTY = re.compile(r".*", re.DOTALL)
PORTS = (1024, 65535)


def findings(services: object) -> list[str]:
    """Everything that is wrong, one sentence each; empty when the catalogue can be used."""
    return _read(services)[1]


def parse(services: object) -> Catalogue:
    catalogue, wrong = _read(services)
    if wrong:
        raise ManyErrors(wrong)
    return catalogue


def _read(services: object) -> tuple[Catalogue, list[str]]:
    root = Reader("services", {}, []).mapping(services, "")
    catalogue: dict[str, Service] = {}
    wrong = {name: _problems(name, root.data[name], catalogue) for name in sorted(root.data)}
    broken = {name for name, sentences in wrong.items() if sentences}
    return catalogue, sorted([*root.findings, *chain.from_iterable(wrong.values()), *check(catalogue, broken)])


def _problems(name: str, data: object, catalogue: dict[str, Service]) -> list[str]:
    """Adds the service to the catalogue as far as it can be read."""
    reader = Reader("services", {}, []).mapping(data, f".{name}")
    if not NAME.fullmatch(name):
        reader.note("", f"is not a name: give {NAME_HINT}.")
    if isinstance(data, dict):
        catalogue[name] = _service(name, reader)
        reader.done()
    return reader.findings


def _service(name: str, reader: Reader) -> Service:
    kind = reader.text("kind", "deployment or worker", "deployment", re.compile("deployment|worker"))
    port = reader.integer("port", *PORTS)
    needs = [read_need(entry) for entry in reader.items("needs")]
    return Service(
        name=name,
        kind=kind,
        image=reader.text("image", "a repository without registry and tag", pattern=IMAGE),
        port=port,
        route=reader.text("route", "a path such as /api", default="", pattern=PATH),
        probes=_probes(reader.child("probes")),
        metrics=_metrics(reader.child("metrics"), port) if reader.has("metrics") else None,
        replicas=_replicas(reader.child("replicas")),
        resources=_resources(reader.child("resources")),
        gpu=reader.integer("gpu", 0, 16, 0) or 0,
        arch=reader.texts("arch", "a list of amd64 and arm64", ("amd64", "arm64"), required=False),
        env=_env(reader.child("env")),
        needs=tuple(need for need in needs if need is not None),
    )


def _probes(reader: Reader) -> Probes:
    live = reader.text("live", "a path", "/health", PATH)
    ready = reader.text("ready", "a path", "/ready", PATH)
    reader.done()
    return Probes(live, ready)


def _metrics(reader: Reader, port: int | None) -> Metrics:
    metrics = Metrics(reader.integer("port", *PORTS, port) or 0, reader.text("path", "a path", "/metrics", PATH))
    if not metrics.port:
        reader.note("port", "is missing: give the port of the metrics, as the service has none of its own.")
    reader.done()
    return metrics


def _replicas(reader: Reader) -> Replicas:
    low = reader.integer("min", 0, 1000, 1) or 0
    replicas = Replicas(
        min=low,
        max=reader.integer("max", 1, 1000, max(low, 1)) or 1,
        cpu=reader.integer("cpu", 1, 100),
        memory=reader.integer("memory", 1, 100),
        queue=_backlog(reader.child("queue")) if reader.has("queue") else None,
    )
    reader.done()
    return replicas


def _backlog(reader: Reader) -> Backlog:
    redis = reader.texts("redis", "a list of Redis keys", required=False)
    sqs = reader.text("sqs", "the name of a queue it needs", "", NAME)
    if bool(redis) == bool(sqs):
        reader.note("", f"is {reader.data!r}: give either redis or sqs.")
    backlog = Backlog(redis, sqs, reader.integer("length", 1, 10_000, 1) or 1)
    reader.done()
    return backlog


def _resources(reader: Reader) -> Resources:
    cpu = reader.text("cpu", "whole or milli CPUs such as '2' or '500m', in quotes", pattern=CPU)
    memory = reader.text("memory", "Mi or Gi such as 512Mi", pattern=MEMORY)
    reader.done()
    return Resources(cpu, memory)


def _env(reader: Reader) -> dict[str, str]:
    for name in reader.data:
        if not ENV.fullmatch(name):
            reader.note(name, "is not an environment name: give capitals, digits and underscores.")
    hint = "a text, in quotes when it looks like a number"
    return {name: reader.text(name, hint, pattern=EVEN_EMPTY) for name in sorted(reader.data)}

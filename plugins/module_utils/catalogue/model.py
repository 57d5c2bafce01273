"""The catalogue: services and what they need. Beside each type stands what the key takes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

from .grammar import Entries, Group, Named
from .needs import BY_FIELDS, BY_NAME, NAME, NAME_HINT, PATH, Need
from .words import Choice, Percent, Text, Texts, Variables, Whole, any_of

CPU = Text("CPU", "whole or milli CPUs such as '2' or '500m', in quotes", re.compile(r"[1-9][0-9]*m?"), "500m")
SIZE = re.compile(r"[1-9][0-9]*(Mi|Gi)")
MEMORY = Text("memory", "Mi or Gi such as 512Mi", SIZE, "512Mi")
IMAGE = re.compile(r"[a-z0-9]+([._/-][a-z0-9]+)*")
CRON = re.compile(r"[^\s]+( [^\s]+){4}")
DURATION = re.compile(r"[1-9][0-9]*(ms|s)")
PORTS = (1024, 65535)


@dataclass(frozen=True)
class Backlog:
    """The queue whose length decides how many replicas run: Redis keys or one SQS queue."""

    redis: Annotated[tuple[str, ...], Texts("keys of lists or sorted sets in Redis", "a list of Redis keys")] = ()
    sqs: Annotated[str, Text("an SQS queue", "the name of a queue it needs", NAME)] = ""
    length: Annotated[int, Whole("entries for each replica", 1, 10_000)] = 1


@dataclass(frozen=True)
class Replicas:
    """C(max) is C(min), but at least 1, where it is not given."""

    min: Annotated[int, Whole("fewest; 0 only by a queue alone", 0, 1000)] = 1
    max: Annotated[int, Whole("most; as many as the fewest when not given", 1, 1000)] = 0
    cpu: Annotated[int | None, Whole("per cent of the requested CPU to scale by", 1, 100)] = None
    memory: Annotated[int | None, Whole("per cent of the requested memory to scale by", 1, 100)] = None
    queue: Annotated[Backlog | None, Group("a queue to scale by", Backlog)] = None


@dataclass(frozen=True)
class Limits:
    cpu: Annotated[str, CPU] = ""
    memory: Annotated[str, MEMORY] = ""


@dataclass(frozen=True)
class Resources:
    cpu: Annotated[str, CPU]
    memory: Annotated[str, MEMORY]
    limits: Annotated[
        Limits, Group("most it may use; without them memory is limited to what it requests, and CPU is not", Limits)
    ] = Limits()


@dataclass(frozen=True)
class Probes:
    live: Annotated[str, Text("answers as long as no restart is wanted", "a path", PATH)] = "/health"
    ready: Annotated[str, Text("answers as long as requests are wanted", "a path", PATH)] = "/ready"


@dataclass(frozen=True)
class Metrics:
    """C(port) is that of the service where it is not given."""

    port: Annotated[int, Whole("port of the metrics; that of the service when not given", *PORTS)] = 0
    path: Annotated[str, Text("path of the metrics", "a path", PATH)] = "/metrics"


@dataclass(frozen=True)
class Objectives:
    """What alerts are about. Without a latency, none is."""

    availability: Annotated[float, Percent("per cent of requests that succeed, over 30 days", 90)] = 99.9
    latency_p95: Annotated[str, Text("19 of 20 requests are answered within", "ms or s such as 200ms", DURATION)] = ""


@dataclass(frozen=True)
class Claim:
    """A volume of the service's own. It stays when the service goes."""

    size: Annotated[str, Text("how much it holds", "Mi or Gi such as 10Gi", SIZE, "10Gi")]
    path: Annotated[str, Text("where it is mounted", "the absolute path to mount it at", PATH, "/data")]
    storage_class: Annotated[str, Text("StorageClass that makes it", NAME_HINT, NAME)] = "gp3"


@dataclass(frozen=True)
class Service:
    name: str
    image: Annotated[str, Text("repository of its image", "a repository without registry and tag", IMAGE, "shop/api")]
    resources: Annotated[Resources, Group("what each pod requests", Resources)]
    kind: Annotated[
        str,
        Choice(
            "a deployment serves at a port, a rollout too and is replaced blue/green, a statefulset too and each pod "
            "keeps its name and volumes; a worker has no port; a job runs once for each version, a cronjob by schedule",
            ("deployment", "rollout", "statefulset", "worker", "job", "cronjob"),
        ),
    ] = "deployment"
    schedule: Annotated[str, Text("when a cronjob runs, in UTC", "five fields such as '0 3 * * *'", CRON)] = ""
    port: Annotated[int | None, Whole("port that it serves HTTP at", *PORTS)] = None
    route: Annotated[str, Text("path of the load balancer that leads to it", "a path such as /api", PATH)] = ""
    probes: Annotated[Probes, Group("paths at its port that tell its health", Probes)] = Probes()
    metrics: Annotated[Metrics | None, Group("where Prometheus finds its metrics; {} for the defaults", Metrics)] = None
    objectives: Annotated[Objectives, Group("what its users can rely on", Objectives)] = Objectives()
    replicas: Annotated[Replicas, Group("how many pods run", Replicas)] = Replicas()
    gpu: Annotated[int, Whole("GPUs of each pod", 0, 16)] = 0
    arch: Annotated[tuple[str, ...], any_of("processors its image is for; any when not given", "amd64", "arm64")] = ()
    volumes: Annotated[Mapping[str, Claim], Named("volumes of its own by name", Claim, NAME, NAME_HINT)] = field(
        default_factory=dict
    )
    after: Annotated[tuple[str, ...], Texts("services that are ready before it", "a list of services")] = ()
    env: Annotated[Mapping[str, str], Variables("environment variables")] = field(default_factory=dict)
    needs: Annotated[tuple[Need, ...], Entries("what it talks to or is given", BY_FIELDS, BY_NAME)] = ()


Catalogue = Mapping[str, Service]

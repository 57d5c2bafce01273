"""The words of the catalogue: services and what they need."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Postgres:
    tables: tuple[str, ...]


@dataclass(frozen=True)
class Redis:
    pass


@dataclass(frozen=True)
class Bucket:
    """`prefix` limits what is reached to the keys that begin so."""

    name: str
    access: tuple[str, ...]
    prefix: str = ""


@dataclass(frozen=True)
class Queue:
    name: str
    access: tuple[str, ...]


@dataclass(frozen=True)
class Peer:
    """Another service of the same catalogue."""

    name: str


@dataclass(frozen=True)
class Secret:
    name: str


@dataclass(frozen=True)
class Qdrant:
    collection: str


@dataclass(frozen=True)
class OpenAI:
    pass


@dataclass(frozen=True)
class External:
    """Something on the internet, reached by HTTPS."""

    name: str
    url: str


@dataclass(frozen=True)
class Efs:
    name: str
    path: str
    access: str


@dataclass(frozen=True)
class Bedrock:
    model: str


Need = Postgres | Redis | Bucket | Queue | Peer | Secret | Qdrant | OpenAI | External | Efs | Bedrock


@dataclass(frozen=True)
class Backlog:
    """The queue whose length decides how many replicas run: Redis keys or one SQS queue."""

    redis: tuple[str, ...]
    sqs: str
    length: int


@dataclass(frozen=True)
class Replicas:
    min: int
    max: int
    cpu: int | None
    memory: int | None
    queue: Backlog | None


@dataclass(frozen=True)
class Resources:
    cpu: str
    memory: str


@dataclass(frozen=True)
class Probes:
    live: str
    ready: str


@dataclass(frozen=True)
class Metrics:
    port: int
    path: str


@dataclass(frozen=True)
class Service:
    name: str
    kind: str
    image: str
    port: int | None
    route: str
    probes: Probes
    metrics: Metrics | None
    replicas: Replicas
    resources: Resources
    gpu: int
    arch: tuple[str, ...]
    env: Mapping[str, str]
    needs: tuple[Need, ...]


Catalogue = Mapping[str, Service]

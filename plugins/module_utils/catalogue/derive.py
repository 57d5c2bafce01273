"""What follows from a need inside the cluster: environment, peers on the network, volumes.

Other derivations (IAM, database roles) read the same needs; none of them reads this one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from .model import Catalogue, Service
from .needs import (
    Bedrock,
    Bucket,
    Efs,
    External,
    Need,
    OpenAI,
    Peer,
    Postgres,
    Qdrant,
    Queue,
    Redis,
    Secret,
    Tracing,
)

Reference = tuple[str, ...]
"""A store or a secret, a key of it, and a text that is put after the value."""


@dataclass(frozen=True)
class Volume:
    name: str
    store: str
    path: str
    read_only: bool


@dataclass
class Traces:
    """`store_env` and `secret_env` hold (store or secret, key): the values are known at install time only."""

    env: dict[str, str] = field(default_factory=dict)
    store_env: dict[str, Reference] = field(default_factory=dict)
    secret_env: dict[str, Reference] = field(default_factory=dict)
    stores: set[str] = field(default_factory=set)
    services: dict[str, int] = field(default_factory=dict)
    aws: bool = False
    internet: bool = False
    volumes: list[Volume] = field(default_factory=list)

    def names(self) -> Iterator[str]:
        yield from (*self.env, *self.store_env, *self.secret_env)

    def add(self, other: Traces) -> None:
        self.env |= other.env
        self.store_env |= other.store_env
        self.secret_env |= other.secret_env
        self.stores |= other.stores
        self.services |= other.services
        self.aws |= other.aws
        self.internet |= other.internet
        self.volumes += other.volumes


def variable(name: str, ending: str = "") -> str:
    """`jwt-signing-key` is JWT_SIGNING_KEY in the environment."""
    return f"{name}-{ending}".strip("-").replace("-", "_").upper()


def traces(service: Service, catalogue: Catalogue) -> Traces:
    """Everything that follows from the needs of one service."""
    total = Traces()
    for need in service.needs:
        port = catalogue[need.name].port if isinstance(need, Peer) else None
        total.add(_traces(need, service.name, port))
    total.env |= service.env
    return total


def environment_names(service: Service) -> list[str]:
    """Every variable once per place that gives it."""
    derived = [name for need in dict.fromkeys(service.needs) for name in _traces(need, service.name, None).names()]
    return [*derived, *service.env]


def callers(name: str, catalogue: Catalogue) -> list[str]:
    """The services that declared that they call this one."""
    return sorted(other.name for other in catalogue.values() if Peer(name) in other.needs)


def _traces(need: Need, service: str, port: int | None) -> Traces:  # noqa: PLR0911 - one return per kind of need
    match need:
        case Postgres():
            return _postgres(service)
        case Redis():
            return Traces(
                store_env={"REDIS_URL": ("redis", "url")},
                secret_env={"REDIS_PASSWORD": ("redis", "password")},
                stores={"redis"},
            )
        case Qdrant(collection):
            return Traces(
                env={"QDRANT_COLLECTION": collection},
                store_env={"QDRANT_URL": ("qdrant", "url")},
                secret_env={"QDRANT_API_KEY": ("qdrant", "api-key")},
                stores={"qdrant"},
            )
        case Bucket(name):
            return Traces(store_env={variable(name, "bucket"): (f"bucket-{name}", "name")}, aws=True)
        case Queue(name):
            return Traces(store_env={variable(name, "queue-url"): (f"queue-{name}", "url")}, aws=True)
        case Bedrock(model):
            return Traces(env={"BEDROCK_MODEL": model}, aws=True)
        case Peer(name):
            address = {} if port is None else {name: port}
            return Traces(env={variable(name, "url"): f"http://{name}:{port}"}, services=address)
        case Secret(name):
            return Traces(secret_env={variable(name): (name, "value")})
        case OpenAI():
            return Traces(secret_env={"OPENAI_API_KEY": ("openai-api-key", "value")}, internet=True)
        case Tracing():
            return Traces(
                store_env={
                    "OTEL_EXPORTER_OTLP_ENDPOINT": ("tracing", "url"),
                    "OTEL_SERVICE_NAME": ("tracing", "prefix", service),
                    "OTEL_TRACES_SAMPLER": ("tracing", "sampler"),
                    "OTEL_TRACES_SAMPLER_ARG": ("tracing", "samplerArgument"),
                },
                stores={"tracing"},
            )
        case External(name, url):
            return Traces(env={variable(name, "url"): url}, internet=True)
        case Efs(name, path, access):
            return Traces(
                env={variable(name, "path"): path},
                volumes=[Volume(name, f"efs-{name}", path, access == "read")],
            )


def _postgres(service: str) -> Traces:
    """The role is the service's own, so its credentials are too."""
    return Traces(
        store_env={f"POSTGRES_{key.upper()}": ("postgres", key) for key in ("host", "port", "database")},
        secret_env={f"POSTGRES_{key.upper()}": (f"{service}-postgres", key) for key in ("username", "password")},
        stores={"postgres"},
    )

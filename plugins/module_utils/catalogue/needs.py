"""What a service can need: everything that it talks to or is given."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from .words import Choice, Text, Texts, any_of

NAME = re.compile(r"[a-z]([-a-z0-9]{0,38}[a-z0-9])?")
NAME_HINT = "lower-case letters, digits and dashes, 40 at most, a letter first"
PATH = re.compile(r"/[-A-Za-z0-9._~/]*")
PREFIX = re.compile(r"[-A-Za-z0-9._~/]*")
URL = re.compile(r"https://[a-z0-9.-]+(/[-A-Za-z0-9._~/]*)?")


def named(about: str, example: str) -> Text:
    return Text(about, NAME_HINT, NAME, example)


@dataclass(frozen=True)
class Postgres:
    """PostgreSQL: a role of the service's own, with rights on the tables it names."""

    tables: Annotated[
        tuple[str, ...], Texts("the tables it uses", "the tables it uses, as a list", samples=("orders", "items"))
    ]


@dataclass(frozen=True)
class Redis:
    """Redis, for a cache or for queues."""


@dataclass(frozen=True)
class Bucket:
    """A bucket of S3."""

    name: Annotated[str, named("what the platform calls the bucket", "images")]
    access: Annotated[tuple[str, ...], any_of("what it does with objects", "read", "write", "delete")]
    prefix: Annotated[str, Text("reaches only keys that begin so", "how its keys begin", PREFIX, "raw/")] = ""


@dataclass(frozen=True)
class Queue:
    """A queue of SQS."""

    name: Annotated[str, named("what the platform calls the queue", "jobs")]
    access: Annotated[tuple[str, ...], any_of("what it does with messages", "send", "receive")]


@dataclass(frozen=True)
class Peer:
    """Another service of the same catalogue."""

    name: Annotated[str, named("the service", "stock")]


@dataclass(frozen=True)
class Secret:
    """A value that only this platform knows, from Secrets Manager."""

    name: Annotated[str, named("the secret", "signing-key")]


@dataclass(frozen=True)
class Qdrant:
    """A collection of Qdrant."""

    collection: Annotated[str, named("the collection", "documents")]


@dataclass(frozen=True)
class OpenAI:
    """The API of OpenAI, with a key."""


@dataclass(frozen=True)
class Tracing:
    """A collector of OpenTelemetry, which the service sends its traces to."""


@dataclass(frozen=True)
class External:
    """Something on the internet, reached by HTTPS."""

    name: Annotated[str, named("what the service calls it", "mail")]
    url: Annotated[str, Text("its address", "an https:// address without a port", URL, "https://mail.example.com")]


@dataclass(frozen=True)
class Efs:
    """A shared file system, mounted."""

    name: Annotated[str, named("what the platform calls the file system", "models")]
    path: Annotated[str, Text("where it is mounted", "the absolute path to mount it at", PATH, "/models")]
    access: Annotated[str, Choice("what it does with files", ("read", "write"))] = "read"


@dataclass(frozen=True)
class Bedrock:
    """A model of Amazon Bedrock."""

    model: Annotated[
        str, Text("the model", "the id of a model or inference profile", example="amazon.titan-text-express-v1")
    ]


Need = Postgres | Redis | Bucket | Queue | Peer | Secret | Qdrant | OpenAI | Tracing | External | Efs | Bedrock

BY_FIELDS: Mapping[str, type[Need]] = {
    "postgres": Postgres,
    "redis": Redis,
    "qdrant": Qdrant,
    "bucket": Bucket,
    "queue": Queue,
    "efs": Efs,
    "bedrock": Bedrock,
    "openai": OpenAI,
    "external": External,
    "tracing": Tracing,
}
BY_NAME: Mapping[str, type[Need]] = {"service": Peer, "secret": Secret}
"""These are given as a name alone, as in C(service: user)."""

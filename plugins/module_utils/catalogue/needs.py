"""The grammar of `needs`: one entry per thing a service talks to or is given."""

from __future__ import annotations

import re
from collections.abc import Callable

from .model import (
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
)
from .reader import Reader, nearest

NAME = re.compile(r"[a-z]([-a-z0-9]{0,38}[a-z0-9])?")
NAME_HINT = "lower-case letters, digits and dashes, 40 at most, a letter first"
PATH = re.compile(r"/[-A-Za-z0-9._~/]*")
PREFIX = re.compile(r"[-A-Za-z0-9._~/]*")
URL = re.compile(r"https://[a-z0-9.-]+(/[-A-Za-z0-9._~/]*)?")


def _bucket(reader: Reader) -> Need:
    access = reader.texts("access", "a list of read, write and delete", ("read", "write", "delete"))
    return Bucket(_name(reader), access, reader.text("prefix", "how its keys begin", default="", pattern=PREFIX))


def _queue(reader: Reader) -> Need:
    access = reader.texts("access", "a list of send and receive", ("send", "receive"))
    return Queue(_name(reader), access)


def _external(reader: Reader) -> Need:
    return External(_name(reader), reader.text("url", "an https:// address without a port", pattern=URL))


def _efs(reader: Reader) -> Need:
    access = reader.text("access", "read or write", default="read", pattern=re.compile("read|write"))
    return Efs(_name(reader), reader.text("path", "the absolute path to mount it at", pattern=PATH), access)


def _name(reader: Reader) -> str:
    return reader.text("name", NAME_HINT, pattern=NAME)


BY_FIELDS: dict[str, Callable[[Reader], Need]] = {
    "postgres": lambda reader: Postgres(reader.texts("tables", "the tables it uses, as a list")),
    "redis": lambda _: Redis(),
    "bucket": _bucket,
    "queue": _queue,
    "qdrant": lambda reader: Qdrant(reader.text("collection", NAME_HINT, pattern=NAME)),
    "openai": lambda _: OpenAI(),
    "external": _external,
    "efs": _efs,
    "bedrock": lambda reader: Bedrock(reader.text("model", "the id of a model or inference profile")),
}
BY_NAME: dict[str, Callable[[str], Need]] = {"service": Peer, "secret": Secret}
KINDS = (*BY_FIELDS, *BY_NAME)


def read_need(entry: Reader) -> Need | None:
    """One entry of the list, such as `redis: {}` or `service: user`; None when it cannot be understood."""
    if len(entry.data) != 1:
        entry.note("", f"has {len(entry.data)} keys: give exactly one need per entry.")
        return None
    (kind,) = entry.data
    if kind in BY_NAME:
        return BY_NAME[kind](entry.text(kind, NAME_HINT, pattern=NAME))
    if kind in BY_FIELDS:
        fields = entry.child(kind)
        need = BY_FIELDS[kind](fields)
        fields.done()
        return need
    entry.note(kind, f"is not a known need: {nearest(kind, KINDS)}")
    return None

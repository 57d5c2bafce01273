"""Read all that is in a Redis."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import batched, chain
from typing import Any

from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.redis.comparison import Contents, Entry, Key, digest
from redis import Redis, exceptions

BATCH = 500
Parts = Iterable[bytes]


def flat(pairs: Iterable[Iterable[Any]]) -> Iterator[bytes]:
    return (part if isinstance(part, bytes) else str(part).encode() for part in chain.from_iterable(pairs))


def stream(entries: Iterable[tuple[bytes, Mapping[bytes, bytes]]]) -> Iterator[bytes]:
    """Fields of an entry keep their order."""
    for name, fields in entries:
        yield from (name, b"%d" % len(fields), *flat(fields.items()))


READERS: dict[bytes, tuple[Callable[[Any, bytes], Any], Callable[[Any], Parts]]] = {
    b"string": (lambda pipe, key: pipe.get(key), lambda value: [value]),
    b"list": (lambda pipe, key: pipe.lrange(key, 0, -1), lambda value: value),
    b"hash": (lambda pipe, key: pipe.hgetall(key), lambda value: flat(sorted(value.items()))),
    b"set": (lambda pipe, key: pipe.smembers(key), sorted),
    b"zset": (lambda pipe, key: pipe.zrange(key, 0, -1, withscores=True), flat),
    b"stream": (lambda pipe, key: pipe.xrange(key), stream),
}
"""For each type, how it is asked for, and what of it counts in which order."""


def connection(options: Mapping[str, Any], database: int = 0) -> Any:
    return Redis(
        host=options["host"],
        port=options["port"],
        db=database,
        username=options["username"],
        password=options["password"],
        ssl=options["tls"],
        ssl_ca_certs=options["ca_file"],
        socket_timeout=options["timeout"],
        socket_connect_timeout=options["timeout"],
        protocol=2,
    )


def read(options: Mapping[str, Any]) -> Contents:
    """All databases of a server."""
    try:
        with connection(options) as server:
            found = [int(name.removeprefix("db")) for name in server.info("keyspace")]
        return {key: entry for database in found for key, entry in entries(options, database)}
    except (exceptions.RedisError, OSError) as error:
        said = str(error).rstrip(".")
        raise PlatformError(
            f"Redis at {options['host']}:{options['port']} cannot be read ({said}): "
            "check address, password and tls, or run where it can be reached."
        ) from None


def entries(options: Mapping[str, Any], database: int) -> Iterator[tuple[Key, Entry]]:
    with connection(options, database) as server:
        for names in batched(server.scan_iter(count=BATCH), BATCH):
            for name, entry in described(server, names):
                yield (database, name), entry


def described(server: Any, names: Iterable[bytes]) -> Iterator[tuple[bytes, Entry]]:
    """Type and expiry first, then the values; what is gone meanwhile has expired or is no more."""
    names = list(names)
    pipe = server.pipeline(transaction=False)
    for name in names:
        pipe.type(name)
        pipe.pexpiretime(name)
    answers = pipe.execute()
    kinds = {name: kind for name, kind in zip(names, answers[::2], strict=True) if kind != b"none"}
    expiries = dict(zip(names, answers[1::2], strict=True))
    for name, kind in kinds.items():
        if kind not in READERS:
            raise PlatformError(f"a key of Redis is of type {kind.decode()}, which cannot be compared: leave it out.")
        READERS[kind][0](pipe, name)
    for (name, kind), value in zip(kinds.items(), pipe.execute(), strict=True):
        if value is not None:
            yield name, Entry(digest(kind.decode(), READERS[kind][1](value)), expiries[name])

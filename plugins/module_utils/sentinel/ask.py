"""Ask Sentinels and Redis servers, all side by side, each within its timeout."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.sentinel.model import (
    Sentinel,
    Server,
    Topology,
    read_sentinel,
    read_server,
)
from redis import Redis, exceptions
from redis.backoff import NoBackoff
from redis.retry import Retry

OPEN = "answers without a password: set requirepass"


@dataclass(frozen=True)
class Access:
    """How to reach the nodes; C(timeout) is in seconds and holds for each question."""

    username: str | None
    password: str | None
    sentinel_password: str | None
    tls: bool
    ca_file: str | None
    timeout: float

    def server(self, address: str) -> Any:
        return self.connect(address, self.username, self.password)

    def sentinel(self, address: str) -> Any:
        return self.connect(address, None, self.sentinel_password)

    def connect(self, address: str, username: str | None = None, password: str | None = None) -> Any:
        host, _, port = address.rpartition(":")
        return Redis(
            host=host,
            port=int(port),
            username=username,
            password=password,
            socket_timeout=self.timeout,
            socket_connect_timeout=self.timeout,
            retry=Retry(NoBackoff(), 0),
            decode_responses=True,
            protocol=2,
            ssl=self.tls,
            ssl_ca_certs=self.ca_file,
        )


def complaint(error: Exception, timeout: float) -> str:
    """What an error means, to follow the address of a node."""
    text = str(error).rstrip(".")
    if "without any password configured" in text:
        return OPEN
    if isinstance(error, exceptions.AuthenticationError) or "NOAUTH" in text or "WRONGPASS" in text:
        return "refuses the password: give the one of its requirepass or ACL"
    if isinstance(error, exceptions.TimeoutError):
        return f"did not answer within {timeout:g} s"
    if "No such master" in text:
        return "knows no master of that name"
    return f"could not be asked: {text}"


def ask_sentinel(access: Access, address: str, name: str) -> Sentinel:
    try:
        with access.sentinel(address) as node:
            master = node.execute_command("SENTINEL", "MASTER", name)
            replicas = node.execute_command("SENTINEL", "REPLICAS", name)
            tilt = bool(node.info("sentinel")["sentinel_tilt"])
            refusal = ""
            try:
                node.execute_command("SENTINEL", "CKQUORUM", name)
            except exceptions.ResponseError as error:
                refusal = str(error)
        return read_sentinel(address, master, replicas, refusal=refusal, tilt=tilt, is_open=is_open(access, address))
    except (exceptions.RedisError, OSError) as error:
        return Sentinel(address, complaint(error, access.timeout))


def ask_server(access: Access, address: str) -> Server:
    try:
        with access.server(address) as node:
            fields = node.info("replication")
        return read_server(address, fields, is_open=is_open(access, address))
    except (exceptions.RedisError, OSError) as error:
        return Server(address, complaint(error, access.timeout))


def is_open(access: Access, address: str) -> bool:
    try:
        with access.connect(address) as stranger:
            return bool(stranger.ping())
    except (exceptions.RedisError, OSError):
        return False


def look(access: Access, sentinels: Iterable[str], name: str) -> Topology:
    """Ask every Sentinel, then every server that any of them named."""
    with ThreadPoolExecutor(max_workers=16) as pool:
        asked = tuple(pool.map(lambda address: ask_sentinel(access, address, name), sentinels))
        named = sorted({address for sentinel in asked for address in (sentinel.master, *sentinel.replicas) if address})
        return Topology(asked, tuple(pool.map(lambda address: ask_server(access, address), named)))


def master_of(access: Access, sentinels: Iterable[str], name: str) -> Any:
    """A connection to the first server that a Sentinel names and that agrees to be the master."""
    for address in sentinels:
        try:
            with access.sentinel(address) as node:
                found = node.execute_command("SENTINEL", "GET-MASTER-ADDR-BY-NAME", name)
            server = access.server(":".join(found)) if found else None
            if server and server.execute_command("ROLE")[0] == "master":
                return server
        except (exceptions.RedisError, OSError):
            continue
    raise PlatformError(f"no sentinel of {name} leads to a master that answers.")

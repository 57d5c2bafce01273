"""What Sentinels and Redis servers say of themselves and of each other. An address is C(host:port), as announced."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Sentinel:
    """One Sentinel's view; with C(error) there is none."""

    address: str
    error: str = ""
    master: str = ""
    quorum: int = 0
    others: int = 0
    down: bool = False
    replicas: tuple[str, ...] = ()
    refusal: str = ""
    """Why it could not authorise a failover now, in the words of CKQUORUM."""
    tilt: bool = False
    """Whether it only looks on, as its clock or its process stood still for a while."""
    open: bool = False
    """Whether it answers without a password."""


@dataclass(frozen=True)
class Server:
    """One Redis server; C(lags) are the seconds its replicas are behind, by address, as a master knows them."""

    address: str
    error: str = ""
    role: str = ""
    master: str = ""
    link_up: bool = True
    guarded: bool = False
    """Whether it refuses writes without a replica in step (min-replicas-to-write)."""
    lags: tuple[tuple[str, int], ...] = ()
    open: bool = False


@dataclass(frozen=True)
class Topology:
    """All answers to one round of questions."""

    sentinels: tuple[Sentinel, ...]
    servers: tuple[Server, ...]

    @property
    def masters(self) -> list[str]:
        return [server.address for server in self.servers if server.role == "master"]


def pairs(flat: Sequence[str]) -> dict[str, str]:
    """Field and value by turns, as Redis lists them."""
    return dict(zip(flat[::2], flat[1::2], strict=True))


def read_server(address: str, fields: Mapping[str, Any], *, is_open: bool) -> Server:
    """A server from the fields of its INFO replication."""
    replicas = [fields[key] for key in fields if is_replica(key)]
    return Server(
        address=address,
        role="master" if fields.get("role") == "master" else "replica",
        master=f"{fields.get('master_host')}:{fields.get('master_port')}" if "master_host" in fields else "",
        link_up=fields.get("master_link_status", "up") == "up",
        guarded="min_slaves_good_slaves" in fields,
        lags=tuple((f"{replica['ip']}:{replica['port']}", int(replica["lag"])) for replica in replicas),
        open=is_open,
    )


def is_replica(key: str) -> bool:
    return key.startswith("slave") and key.removeprefix("slave").isdigit()


def read_sentinel(
    address: str, master: Sequence[str], replicas: Sequence[Sequence[str]], *, refusal: str, tilt: bool, is_open: bool
) -> Sentinel:
    """A Sentinel from its SENTINEL MASTER and SENTINEL REPLICAS."""
    fields = pairs(master)
    known = [pairs(replica) for replica in replicas]
    return Sentinel(
        address=address,
        master=f"{fields['ip']}:{fields['port']}",
        quorum=int(fields["quorum"]),
        others=int(fields["num-other-sentinels"]),
        down="down" in fields["flags"],
        replicas=tuple(sorted(f"{replica['ip']}:{replica['port']}" for replica in known)),
        refusal=refusal,
        tilt=tilt,
        open=is_open,
    )

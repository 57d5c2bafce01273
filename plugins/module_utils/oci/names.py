"""Addresses in registries, as text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError

COMPONENT = r"[a-z0-9]+(?:[._-]+[a-z0-9]+)*"
ADDRESS = re.compile(r"(?P<host>[a-z0-9.-]+(?::\d+)?)" rf"(?P<path>(?:/{COMPONENT})*)")
IMAGE = re.compile(
    r"(?:(?P<host>localhost(?::\d+)?|[a-z0-9-]+(?:[.:][a-z0-9-]+)+)/)?"
    rf"(?P<path>{COMPONENT}(?:/{COMPONENT})*)"
    r"(?=[:@])(?::(?P<tag>[\w][\w.-]{0,127}))?(?:@(?P<digest>sha256:[0-9a-f]{64}))?"
)
ECR = re.compile(r"(?P<account>\d{12})\.dkr\.ecr(?:-fips)?\.(?P<region>[a-z0-9-]+)\.amazonaws\.com(?:\.cn)?")


@dataclass(frozen=True)
class Place:
    """Where charts go: a host with the path that their names come below."""

    host: str
    prefix: str

    @property
    def ecr(self) -> tuple[str, str] | None:
        """Account and region, when it is a registry of ECR."""
        found = ECR.fullmatch(self.host)
        return (found["account"], found["region"]) if found else None

    def repository(self, name: str) -> str:
        return f"{self.prefix}/{name}".lstrip("/")


def place(address: str) -> Place:
    found = ADDRESS.fullmatch(address)
    if found is None:
        raise PlatformError(
            f"registry is {address!r}: give a host and a path in small letters, without a scheme, "
            "such as registry.example.com/charts."
        )
    return Place(found["host"], found["path"].removeprefix("/"))


@dataclass(frozen=True)
class Copy:
    """An image, and the name that it gets in another registry."""

    source: str
    target: str


def copies(images: Sequence[str], where: Place) -> list[Copy]:
    """Only the host changes, as charts take it by a setting of their own; two images never get one name."""
    made: dict[str, Copy] = {}
    for source in images:
        found = IMAGE.fullmatch(source)
        if found is None:
            raise PlatformError(f"image {source!r} has no tag and no digest: give one of them.")
        reference = f":{found['tag']}" if found["tag"] else f"@{found['digest']}"
        target = f"{where.host}/{where.repository(_path(found))}{reference}"
        if target in made:
            raise PlatformError(
                f"images {made[target].source} and {source} would both be {target}: "
                "copy one of them below another path, by a lock of its own."
            )
        made[target] = Copy(source, target)
    return list(made.values())


def repository_of(copy: Copy) -> str:
    """Of the target, without the host."""
    return re.split(r"[:@]", copy.target.partition("/")[2])[0]


def _path(image: re.Match[str]) -> str:
    """Docker Hub's own images are below library/."""
    own = image["host"] in {None, "docker.io"} and "/" not in image["path"]
    return f"library/{image['path']}" if own else image["path"]

"""Addresses in registries, as text."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError

ADDRESS = re.compile(r"(?P<host>[a-z0-9.-]+(?::\d+)?)(?P<path>(?:/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)*)")
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

"""The service catalogue, and what else speaks of its services."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from ansible_collections.pinksea.platform.plugins.module_utils.preflight.findings import Finding


def unknown_skips(skip: Collection[str], services: Collection[str]) -> Iterator[Finding]:
    for name in skip:
        if name not in services:
            yield Finding("services_skip", name, "is not a service of services_catalogue", "take it out")

"""From the `services` of an inventory to a checked catalogue."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain

from ..errors import ManyErrors
from .check import check
from .grammar import read
from .model import Catalogue, Service
from .needs import NAME, NAME_HINT
from .reader import Reader


def findings(services: object) -> list[str]:
    """Everything that is wrong, one sentence each; empty when the catalogue can be used."""
    return _read(services)[1]


def parse(services: object) -> Catalogue:
    catalogue, wrong = _read(services)
    if wrong:
        raise ManyErrors(wrong)
    return catalogue


def _read(services: object) -> tuple[Catalogue, list[str]]:
    root = Reader("services", {}, []).mapping(services, "")
    catalogue: dict[str, Service] = {}
    wrong = {name: _problems(name, root.data[name], catalogue) for name in sorted(root.data)}
    broken = {name for name, sentences in wrong.items() if sentences}
    return catalogue, sorted([*root.findings, *chain.from_iterable(wrong.values()), *check(catalogue, broken)])


def _problems(name: str, data: object, catalogue: dict[str, Service]) -> list[str]:
    """Adds the service to the catalogue as far as it can be read."""
    reader = Reader("services", {}, []).mapping(data, f".{name}")
    if not NAME.fullmatch(name):
        reader.note("", f"is not a name: give {NAME_HINT}.")
    if isinstance(data, dict):
        catalogue[name] = _filled(read(Service, reader, name=name))
    return reader.findings


def _filled(service: Service) -> Service:
    """What a service does not say follows from what it says."""
    replicas, metrics = service.replicas, service.metrics
    if metrics and not metrics.port:
        metrics = replace(metrics, port=service.port or 0)
    return replace(service, replicas=replace(replicas, max=replicas.max or max(replicas.min, 1)), metrics=metrics)

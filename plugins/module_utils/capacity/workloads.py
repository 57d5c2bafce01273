"""What runs in the cluster under a load: services, the stores beside them, and components."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from ..catalogue.model import Catalogue, Service
from ..charts.releases import merged
from ..errors import PlatformError
from .amounts import Amount, cores, mebibytes

Given = Mapping[str, Any]
"""Variables of an inventory by name."""
PGBOUNCER: Given = {
    "replicas": {"min": 2},
    "resources": {"cpu": "250m", "memory": "256Mi"},
    "exporter": {"resources": {"cpu": "10m", "memory": "32Mi"}},
}
REDIS: Given = {
    "resources": {"cpu": "200m", "memory": "1Gi"},
    "sentinel": {"resources": {"cpu": "20m", "memory": "64Mi"}},
    "exporter": {"resources": {"cpu": "10m", "memory": "64Mi"}},
    "backup": {"resources": {"cpu": "50m", "memory": "256Mi"}},
}
"""What the charts pgbouncer and redis-sentinel ask for unless told."""
REDIS_PODS = 3
MAXIMUM = "their maximum"


class Unreadable(PlatformError):
    """A quantity that is none."""

    def __init__(self, variable: str, value: object) -> None:
        self.variable, self.value = variable, value
        super().__init__(variable)


@dataclass(frozen=True)
class Load:
    name: str
    pods: Mapping[str, int]


@dataclass(frozen=True)
class Workload:
    """Equal pods of one namespace; C(variable) is where they come from."""

    name: str
    variable: str
    namespace: str
    pods: int
    each: Amount
    pool: str = ""


def loads(given: Given) -> list[Load]:
    """Those of the inventory, and the one of all maxima."""
    named = [Load(load["name"], counts(load)) for load in given["capacity_loads"]]
    most = {
        component["name"]: max([int(component["pods"]), *(load.pods.get(component["name"], 0) for load in named)])
        for component in given["capacity_components"]
    }
    return [*named, Load(MAXIMUM, most)]


def counts(load: Given) -> dict[str, int]:
    return {name: whole(f"capacity_loads.{load['name']}.pods.{name}", count) for name, count in load["pods"].items()}


def whole(variable: str, value: object) -> int:
    try:
        return int(str(value))
    except ValueError:
        raise Unreadable(variable, value) from None


def workloads(given: Given, catalogue: Catalogue, load: Load) -> list[Workload]:
    """What is not placed runs in the first node group."""
    first = next((group["name"] for group in given["eks_node_groups_groups"]), "")
    found = [*services(given, catalogue, load), *stores(given), *components(given, load)]
    return [replace(one, pool=given["capacity_placement"].get(one.name, first)) for one in found]


def services(given: Given, catalogue: Catalogue, load: Load) -> Iterator[Workload]:
    for namespace, environment in given["services_environments"].items():
        for name, service in catalogue.items():
            if name not in given["services_skip"]:
                low, high = bounds(service, namespace, environment.get("replicas"))
                count = max(low, min(load.pods.get(name, high), high))
                asked = {"cpu": service.resources.cpu, "memory": service.resources.memory, "gpu": service.gpu}
                variable = f"services_catalogue.{name}"
                yield Workload(name, variable, namespace, count, amount(variable, asked))


def bounds(service: Service, namespace: str, replicas: object) -> tuple[int, int]:
    """Those of the environment go before those of the service."""
    own = replicas if isinstance(replicas, Mapping) else {}
    variable = f"services_environments.{namespace}.replicas"
    high = whole(f"{variable}.max", own.get("max", service.replicas.max))
    return min(whole(f"{variable}.min", own.get("min", service.replicas.min)), high), high


def stores(given: Given) -> Iterator[Workload]:
    for namespace, own in given["pgbouncer_environments"].items():
        values = merged(PGBOUNCER, given["pgbouncer_values"], own)
        each = amount("pgbouncer_values", values["resources"], values["exporter"]["resources"])
        count = whole(f"pgbouncer_environments.{namespace}.replicas.min", values["replicas"]["min"])
        yield Workload("pgbouncer", "pgbouncer_values", namespace, count, each)
    for namespace, own in given["redis_sentinel_environments"].items():
        values = merged(REDIS, given["redis_sentinel_values"], own)
        variable = "redis_sentinel_values"
        beside = [values[part]["resources"] for part in ("sentinel", "exporter")]
        each = amount(variable, values["resources"], *beside)
        yield Workload("redis-sentinel", variable, namespace, REDIS_PODS, each)
        yield Workload("redis-backup", variable, namespace, 1, amount(variable, values["backup"]["resources"]))


def components(given: Given, load: Load) -> Iterator[Workload]:
    for component in given["capacity_components"]:
        name, namespace = component["name"], component["namespace"]
        variable = f"capacity_components.{name}"
        count = int(load.pods.get(name, component["pods"]))
        yield Workload(name, variable, namespace, count, amount(variable, component))


def amount(variable: str, *containers: Given) -> Amount:
    """Of one pod."""
    total = Amount(pods=1)
    for asked in containers:
        try:
            total += Amount(cores(asked.get("cpu", 0)), mebibytes(asked.get("memory", 0)), int(asked.get("gpu", 0)))
        except ValueError:
            raise Unreadable(variable, dict(asked)) from None
    return total

"""Who is to reach whom, from the catalogue as it is written: nothing here knows of policies."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from ansible_collections.pinksea.platform.plugins.module_utils.reachability.matrix import Pair
from ansible_collections.pinksea.platform.plugins.module_utils.reachability.model import networks
from ansible_collections.pinksea.platform.plugins.module_utils.reachability.ports import EVERY_PORT, NO_PORT, Ports

from tests.unit.reachability.platforms import DNS, UNKNOWN, Platform, tcp

Edge = tuple[str, str, Ports]
Edges = dict[Pair, Ports]
HTTPS = tcp(443)
POSTGRES = tcp(5432)
REDIS = tcp(6379)
SENTINEL = tcp(6379, 26379)
BY_AWS = {"bucket", "queue", "bedrock"}
ON_THE_INTERNET = BY_AWS | {"openai", "external"}
WITHOUT_POLICIES = ("kube-dns", "prometheus", "keda-operator", "other namespaces", "tracing", "nodes")


def gathered(edges: Iterable[Edge]) -> Edges:
    found: Edges = {}
    for source, target, ports in edges:
        found[source, target] = found.get((source, target), NO_PORT) | ports
    return found


def declared(platform: Platform) -> Edges:
    """At the ports on which the targets listen."""
    edges = gathered([*from_inside(platform), *into_inside(platform), *beside(platform)])
    return {(source, target): ports & platform.named(target).listens for (source, target), ports in edges.items()}


def of_policies_out(platform: Platform) -> Edges:
    """What the policies of the sources alone may let out: a store outside the cluster is all that is in its network."""
    pods = {each.name for each in platform.inside}
    own = (edge for edge in from_inside(platform) if edge[0] in pods)
    near = ((name, each.name, ports) for name, cidrs, ports in stores(platform) for each in among(platform, cidrs))
    return gathered([*own, *near])


def of_policies_in(platform: Platform) -> Edges:
    """What the policies of the targets alone may let in."""
    pods = {each.name for each in platform.inside}
    edges = gathered([*from_inside(platform), *into_inside(platform)])
    return {pair: ports for pair, ports in edges.items() if pair[1] in pods}


def from_inside(platform: Platform) -> Iterator[Edge]:
    for endpoint in platform.inside:
        if not endpoint.name.endswith(UNKNOWN):
            yield endpoint.name, "kube-dns", DNS
    for environment, name, service in services(platform):
        if service.get("port"):
            yield f"{environment}/{name}-test", f"{environment}/{name}", tcp(service["port"])
        for need in service["needs"]:
            ((kind, fields),) = need.items()
            yield from of_need(platform, environment, f"{environment}/{name}", kind, fields)
    for environment in platform.given.get("pgbouncer_environments", {}):
        yield f"{environment}/pgbouncer-test", f"{environment}/pgbouncer", POSTGRES
    for environment in platform.given.get("redis_sentinel_environments", {}):
        for source in ("redis", "redis-test", "redis-backup"):
            yield f"{environment}/{source}", f"{environment}/redis", SENTINEL
        yield from to_aws(platform, f"{environment}/redis-backup")
    if "qdrant" in platform.given["services_values"]["stores"]:
        yield "qdrant", "qdrant", tcp(6333, 6335)
        yield "qdrant", "internet", HTTPS
        for job in ("qdrant-collections", "qdrant-snapshots"):
            yield f"qdrant/{job}", "qdrant", tcp(6333)
        yield from to_aws(platform, "qdrant/qdrant-snapshots")
    for source, _, ports in databases(platform):
        yield source, platform.given["aurora_clusters"][0]["name"], ports
    for source in database_jobs(platform):
        yield from to_aws(platform, source)


def services(platform: Platform) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for environment in platform.given["services_environments"]:
        for name, service in platform.given["services_catalogue"].items():
            yield environment, name, service


def of_need(platform: Platform, environment: str, own: str, kind: str, fields: Any) -> Iterator[Edge]:
    if kind == "service":
        yield own, f"{environment}/{fields}", tcp(platform.given["services_catalogue"][fields]["port"])
    elif kind == "postgres":
        yield own, f"{environment}/pgbouncer", POSTGRES
    elif kind == "redis":
        yield own, *redis_of(platform, environment)
    elif kind == "qdrant":
        yield own, "qdrant", tcp(6333, 6334)
    elif kind == "tracing":
        yield own, "tracing", tcp(2000, 4318)
    elif kind in BY_AWS:
        yield from to_aws(platform, own)
    elif kind in ON_THE_INTERNET:
        yield own, "internet", HTTPS


def to_aws(platform: Platform, own: str) -> Iterator[Edge]:
    yield own, "internet", HTTPS
    yield own, "Pod Identity", tcp(80)
    if has_endpoints(platform):
        yield own, "AWS endpoints", HTTPS


def has_endpoints(platform: Platform) -> bool:
    return any(each.name == "AWS endpoints" for each in platform.stores)


def redis_of(platform: Platform, environment: str) -> tuple[str, Ports]:
    """Pods with Sentinels where the inventory makes them, else ElastiCache."""
    if environment in platform.given.get("redis_sentinel_environments", {}):
        return f"{environment}/redis", SENTINEL
    groups = [each["name"] for each in platform.given["redis_groups"]]
    (name,) = (name for name in groups if len(groups) == 1 or name.endswith(f"-{environment}"))
    return name, REDIS


def databases(platform: Platform) -> Iterator[tuple[str, list[str], Ports]]:
    """Who comes near the database itself: PgBouncer, and the job that makes the schemas."""
    tiers = platform.given["vpc_subnets"]
    for environment in platform.given.get("pgbouncer_environments", {}):
        yield f"{environment}/pgbouncer", tiers["private"], POSTGRES
    for job in database_jobs(platform):
        yield job, tiers.get("data", tiers["private"]), POSTGRES


def database_jobs(platform: Platform) -> list[str]:
    schemas = platform.given.get("aurora_schema_schemas")
    return [f"{platform.given['aurora_schema_job']['namespace']}/database-job"] if schemas else []


def stores(platform: Platform) -> Iterator[tuple[str, list[str], Ports]]:
    """Pods that a policy lets into networks of stores."""
    yield from databases(platform)
    tiers = platform.given["vpc_subnets"]
    if "qdrant" in platform.given["services_values"]["stores"] and has_endpoints(platform):
        yield "qdrant/qdrant-snapshots", tiers["data"], HTTPS
    for environment, name, service in services(platform):
        kinds = {kind for need in service["needs"] for kind in need}
        if "redis" in kinds and environment not in platform.given.get("redis_sentinel_environments", {}):
            yield f"{environment}/{name}", tiers.get("data", tiers["private"]), REDIS
        if kinds & BY_AWS and has_endpoints(platform):
            yield f"{environment}/{name}", tiers["data"], HTTPS


def among(platform: Platform, cidrs: list[str]) -> list[Any]:
    within = networks(cidrs)
    return [each for each in platform.endpoints if any(one.overlaps(two) for one in each.networks for two in within)]


def into_inside(platform: Platform) -> Iterator[Edge]:
    for environment, name, service in services(platform):
        own = f"{environment}/{name}"
        if service.get("route"):
            yield "load balancer", own, tcp(service["port"])
        if "metrics" in service:
            yield "prometheus", own, tcp(service["metrics"].get("port", service.get("port")))
    if "qdrant" in platform.given["services_values"]["stores"]:
        yield "prometheus", "qdrant", tcp(6333)
    for environment in platform.given.get("pgbouncer_environments", {}):
        yield "prometheus", f"{environment}/pgbouncer", tcp(9127)
    for environment in platform.given.get("redis_sentinel_environments", {}):
        yield "prometheus", f"{environment}/redis", tcp(9121)
        yield "keda-operator", f"{environment}/redis", SENTINEL


def beside(platform: Platform) -> Iterator[Edge]:
    """Stores let in whatever has the security group of nodes: only namespaces with policies are narrower than that."""
    yield "internet", "load balancer", tcp(80, 443) if platform.given["platform_base_namespaces"].get("dev") else HTTPS
    known = {each.name for each in platform.outside}
    for store in platform.stores:
        for source in (*WITHOUT_POLICIES, *(["API server"] if store.name == "AWS endpoints" else [])):
            if source in known:
                yield source, store.name, EVERY_PORT

"""What stands on the network of a platform: pods of its charts, and what they meet outside of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from ipaddress import IPv4Network
from itertools import product
from pathlib import Path

import yaml
from ansible_collections.pinksea.platform.plugins.module_utils.reachability.groups import Group, Opening, groups
from ansible_collections.pinksea.platform.plugins.module_utils.reachability.model import (
    ClusterIp,
    Endpoint,
    Networks,
    networks,
)
from ansible_collections.pinksea.platform.plugins.module_utils.reachability.policies import Policy, policies
from ansible_collections.pinksea.platform.plugins.module_utils.reachability.ports import EVERY_PORT, Ports, union
from ansible_collections.pinksea.platform.plugins.module_utils.reachability.solver import World
from ansible_collections.pinksea.platform.plugins.module_utils.reachability.workloads import Cluster, pods

from tests.unit.reachability.rendered import Object, inventory, objects

ROOT = Path(__file__).parents[3]
RUNS = [("prod", "pingvas"), ("prod", "rag"), ("staging", "rag")]
UNKNOWN = "any other pod"
EVERYWHERE = IPv4Network("0.0.0.0/0")
NOT_PUBLIC = networks(
    ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16", "127.0.0.0/8", "224.0.0.0/3"]
)


@dataclass(frozen=True)
class Platform:
    """C(inside): pods by the charts, and one that no chart knows of each namespace with policies."""

    given: Object
    objects: tuple[Object, ...]
    world: World
    inside: tuple[Endpoint, ...]
    stores: tuple[Endpoint, ...]
    outside: tuple[Endpoint, ...]

    @property
    def endpoints(self) -> tuple[Endpoint, ...]:
        return (*self.inside, *self.stores, *self.outside)

    @property
    def environments(self) -> list[str]:
        return list(dict.fromkeys(each.namespace for each in self.inside))

    def of(self, namespace: str) -> list[Endpoint]:
        return [each for each in self.inside if each.namespace == namespace]

    def named(self, name: str) -> Endpoint:
        (found,) = (each for each in self.endpoints if each.name == name)
        return found

    def pairs(self) -> Iterator[tuple[Endpoint, Endpoint]]:
        """All that ends or begins at pods of the platform, or ends at its stores; and its front door."""
        yield from product(self.endpoints, (*self.inside, *self.stores))
        yield from product(self.inside, self.outside)
        yield self.named("internet"), self.named("load balancer")

    def with_policies(self, changed: Iterable[Policy]) -> Platform:
        return replace(self, world=replace(self.world, policies=tuple(changed)))

    def with_groups(self, changed: Iterable[Object]) -> Platform:
        return replace(self, world=replace(self.world, groups=groups(changed) | {"cluster": OF_CLUSTER}))


@cache
def platform(environment: str, host: str) -> Platform:
    return build(inventory(environment, host), objects(environment, host))


def build(given: Object, rendered: tuple[Object, ...]) -> Platform:
    tiers = given["vpc_subnets"]
    cluster = Cluster(
        pods=networks(tiers.get("pods") or tiers["private"]),
        services=networks([defaults("eks_cluster")["eks_cluster_service_ipv4_cidr"]]),
        groups=frozenset(given["eks_node_groups_security_group_ids"]),
    )
    spaces = {each["metadata"]["name"]: each["metadata"]["labels"] for each in rendered if each["kind"] == "Namespace"}
    denied = {each["metadata"]["namespace"] for each in rendered if each["kind"] == "NetworkPolicy"}
    unknown = [
        Endpoint(f"{space}/{UNKNOWN}", cluster.pods, namespace=space, groups=cluster.groups) for space in sorted(denied)
    ]
    near = tuple(pods_of_stores(given, cluster))
    own = (*pods(rendered, cluster), *(each for each in near if each.namespace in denied), *unknown)
    elsewhere = (each for each in near if each.namespace not in denied)
    outside = (*add_ons(cluster), *elsewhere, *machines(given, cluster), *beyond())
    world = World(
        namespaces={each.namespace: {} for each in (*own, *outside) if each.namespace} | spaces,
        policies=policies(rendered),
        groups=groups(given["security_groups_groups"]) | {"cluster": OF_CLUSTER},
    )
    return Platform(given, rendered, world, own, tuple(stores(given)), outside)


OF_CLUSTER = Group((Opening(EVERY_PORT, "cluster"),), (Opening(EVERY_PORT, EVERYWHERE),))
"""EKS makes it, and puts it on the control plane and on all nodes."""


def defaults(role: str) -> Object:
    loaded: Object = yaml.safe_load((ROOT / "roles" / role / "defaults" / "main.yml").read_text())
    return loaded


def tcp(*ports: int) -> Ports:
    return union(Ports.one("TCP", port) for port in ports)


DNS = Ports.one("TCP", 53) | Ports.one("UDP", 53)


def add_ons(cluster: Cluster) -> Iterator[Endpoint]:
    """Pods that the charts of services know by their labels, and one that nobody knows."""
    by_name = ClusterIp(cluster.services, {("UDP", 53): 53, ("TCP", 53): 53})
    yield Endpoint(
        name="kube-dns",
        networks=cluster.pods,
        namespace="kube-system",
        labels={"k8s-app": "kube-dns"},
        listens=DNS | tcp(9153),
        groups=cluster.groups,
        cluster_ips=(by_name,),
    )
    for name, namespace in (("prometheus", "monitoring"), ("keda-operator", "keda"), ("other namespaces", "default")):
        labels = {"app.kubernetes.io/name": name}
        yield Endpoint(name, cluster.pods, namespace, labels, listens=tcp(443, 8080), groups=cluster.groups)


OF_STORES = {"qdrant": (6333, 6334, 6335), "tracing": (2000, 4317, 4318)}


def pods_of_stores(given: Object, cluster: Cluster) -> Iterator[Endpoint]:
    """In namespaces of their own, by the labels that the inventory gives."""
    for name, ports in OF_STORES.items():
        store = given["services_values"]["stores"].get(name)
        if store:
            space, labels = store["namespace"], store["podLabels"]
            yield Endpoint(name, cluster.pods, space, labels, listens=tcp(*ports), groups=cluster.groups)


def machines(given: Object, cluster: Cluster) -> Iterator[Endpoint]:
    tiers = given["vpc_subnets"]
    private = networks(tiers["private"])
    service = ClusterIp(cluster.services, {("TCP", 443): 443})
    (balancers,) = (each["name"] for each in given["security_groups_groups"] if each["name"].endswith("-alb"))
    yield Endpoint("nodes", private, listens=tcp(10250), groups=cluster.groups)
    yield Endpoint("load balancer", networks(tiers["public"]), groups=frozenset([balancers]))
    yield Endpoint("API server", private, listens=tcp(443), groups=frozenset(["cluster"]), cluster_ips=(service,))


def beyond() -> Iterator[Endpoint]:
    yield Endpoint("Pod Identity", networks(["169.254.170.23/32"]))
    yield Endpoint("instance metadata", networks(["169.254.169.254/32"]))
    public: Networks = (EVERYWHERE,)
    for hole in NOT_PUBLIC:
        split = (each.address_exclude(hole) if hole.subnet_of(each) else [each] for each in public)
        public = tuple(part for parts in split for part in parts)
    yield Endpoint("internet", public)


def stores(given: Object) -> Iterator[Endpoint]:
    """Data stores and endpoints of AWS, in their subnets and with their security groups."""
    ha = given.get("redis_ha_groups", []) if given.get("redis_mode") == "elasticache" else []
    rows = [(each, each["subnet_ids"], 5432) for each in given.get("aurora_clusters", [])]
    rows += [(each, each["subnet_ids"], 6379) for each in (*given.get("redis_groups", []), *ha)]
    rows += [(each, each["mount_targets"].values(), 2049) for each in given.get("efs_file_systems", [])]
    for each, subnets, port in rows:
        groups_of_it = frozenset(each["security_group_ids"])
        yield Endpoint(each["name"], networks(subnets), listens=tcp(port), groups=groups_of_it)
    found = [each for each in given.get("vpc_endpoints_endpoints", []) if each.get("type") != "gateway"]
    if found:
        subnets, ids = ({tuple(each[key]) for each in found} for key in ("subnet_ids", "security_group_ids"))
        assert (len(subnets), len(ids)) == (1, 1), "they differ: show each endpoint by itself"
        yield Endpoint("AWS endpoints", networks(*subnets), listens=tcp(443), groups=frozenset(*ids))

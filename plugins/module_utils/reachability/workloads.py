"""The pods that rendered manifests would make."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .model import ClusterIp, Endpoint, Networks
from .selectors import Selector

Object = Mapping[str, Any]
LED = ("activeService", "previewService", "stableService", "canaryService")


@dataclass(frozen=True)
class Cluster:
    """Addresses of pods and of ClusterIPs, and the security groups of nodes, which are those of their pods."""

    pods: Networks
    services: Networks
    groups: frozenset[str] = frozenset()


def pods(objects: Iterable[Object], cluster: Cluster) -> list[Endpoint]:
    """One endpoint per workload. A pod may listen anywhere, whatever ports its containers name."""
    objects = list(objects)
    templates = ((each, template) for each in objects if (template := _template(each)))
    return [_endpoint(each, template, objects, cluster) for each, template in templates]


def _template(data: Object) -> Object | None:
    match data.get("kind"):
        case "Pod":
            return data
        case "CronJob":
            found: Object = data["spec"]["jobTemplate"]["spec"]["template"]
        case "Deployment" | "Rollout" | "StatefulSet" | "DaemonSet" | "ReplicaSet" | "Job":
            found = data["spec"]["template"]
        case _:
            return None
    return found


def _endpoint(data: Object, template: Object, objects: list[Object], cluster: Cluster) -> Endpoint:
    namespace = data["metadata"].get("namespace", "default")
    labels = (template.get("metadata") or {}).get("labels") or {}
    named = dict(_named_ports(template["spec"]))
    led = _led_services(data)
    in_front = (each for each in objects if _is_in_front(each, namespace, labels, led))
    return Endpoint(
        name=f"{namespace}/{_name(data, labels)}",
        networks=cluster.pods,
        namespace="" if template["spec"].get("hostNetwork") else namespace,
        labels=labels,
        named_ports=named,
        groups=cluster.groups,
        cluster_ips=tuple(ClusterIp(cluster.services, dict(_targets(each, named))) for each in in_front),
    )


def _name(data: Object, labels: Mapping[str, str]) -> str:
    """A Job that cannot be changed has another name each time; its pods say what it is."""
    name: str = data["metadata"]["name"]
    return labels.get("app.kubernetes.io/name", name) if data["kind"] == "Job" else name


def _named_ports(spec: Object) -> Iterator[tuple[str, tuple[str, int]]]:
    for container in (*(spec.get("initContainers") or []), *spec["containers"]):
        for port in container.get("ports") or []:
            if "name" in port:
                yield port["name"], (port.get("protocol", "TCP"), port["containerPort"])


def _led_services(data: Object) -> frozenset[str]:
    """Services to which the controller of a Rollout gives a selector of its pods."""
    strategies = data["spec"]["strategy"].values() if data["kind"] == "Rollout" else ()
    return frozenset(strategy[name] for strategy in strategies for name in LED if name in strategy)


def _is_in_front(data: Object, namespace: str, labels: Mapping[str, str], led: frozenset[str]) -> bool:
    if data.get("kind") != "Service" or data["metadata"].get("namespace", "default") != namespace:
        return False
    if data["spec"].get("clusterIP") == "None":
        return False
    selector = data["spec"].get("selector")
    if not selector:
        return data["metadata"]["name"] in led
    return Selector.of("Service", {"matchLabels": selector}).matches(labels)


def _targets(service: Object, named: Mapping[str, tuple[str, int]]) -> Iterator[tuple[tuple[str, int], int]]:
    for port in service["spec"]["ports"]:
        key = port.get("protocol", "TCP"), port["port"]
        target = port.get("targetPort", port["port"])
        if isinstance(target, int):
            yield key, target
        elif target in named:
            yield key, named[target][1]

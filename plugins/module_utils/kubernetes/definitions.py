"""Custom resource definitions, applied server-side: some are too large for any other way."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial
from typing import Any

import yaml
from ansible_collections.pinksea.platform.plugins.module_utils.kubernetes.claims import Wait
from ansible_collections.pinksea.platform.plugins.module_utils.kubernetes.client import Cluster
from ansible_collections.pinksea.platform.plugins.module_utils.kubernetes.objects import (
    condition,
    keep_finalizers,
    objects,
)
from ansible_collections.pinksea.platform.plugins.module_utils.readiness import Status, wait_until_ready
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import Item, Kind

DEFINITIONS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"
INTERVAL = 0.5
GONE = Status("gone", "ready")


class Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """YAML as Kubernetes reads it: C(=), which YAML 1.1 keeps for itself, is a string."""


Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:value"]
    for first, resolvers in Loader.yaml_implicit_resolvers.items()
}


def parse(text: str) -> list[dict[str, Any]]:
    """The definitions among the documents of a manifest."""
    documents = yaml.load_all(text, Loader)
    return [each for each in documents if each and each.get("kind") == "CustomResourceDefinition"]


def apply(cluster: Cluster, text: str, timeout: float) -> None:
    """Bring the definitions to what C(text) says, whoever changed them, and return when objects of them are taken."""
    wanted = parse(text)
    for each in wanted:
        cluster.apply(f"{DEFINITIONS}/{each['metadata']['name']}", each)
    names = (each["metadata"]["name"] for each in wanted)
    probes = {f"definition {name}": partial(established, cluster, f"{DEFINITIONS}/{name}") for name in names}
    wait_until_ready(probes, timeout=timeout, interval=INTERVAL, report=lambda _: None, option="timeout")


def established(cluster: Cluster, path: str) -> Status:
    served = condition(cluster.get(path), "Established") == "True"
    return Status("established", "ready") if served else Status("not established", "pending", "see its status")


class Definitions(Kind):
    """Those of some API groups, to be removed with every object of them."""

    kind = "custom_resource_definition"
    identifiers = ()

    def __init__(self, cluster: Cluster | None, groups: Collection[str], wait: Wait) -> None:
        """C(cluster) is None while there is none."""
        self.cluster = cluster
        self.groups = groups
        self.wait = wait

    def read(self) -> dict[str, Item]:
        listed = self.cluster.get(DEFINITIONS)["items"] if self.cluster else []
        return {
            each["metadata"]["name"]: {"name": each["metadata"]["name"], "kind": each["spec"]["names"]["kind"]}
            for each in listed
            if each["spec"]["group"] in self.groups
        }

    def delete(self, current: Item) -> None:
        """Objects that wait for their controller are let go: who removes a definition has removed that before."""
        assert self.cluster  # noqa: S101 - nothing was found without one
        plural, _, group = current["name"].partition(".")
        path = f"{DEFINITIONS}/{current['name']}"
        for found in objects(self.cluster, f"{group}/{plural}"):
            if found.finalizers:
                keep_finalizers(self.cluster, found, [])
        self.cluster.call("DELETE", path)
        self.wait({f"{self.kind} {current['name']}": lambda: self.gone(path)})

    def gone(self, path: str) -> Status:
        assert self.cluster  # noqa: S101
        there = self.cluster.get(path) is not None
        return Status("there", "pending", "an object of it still waits for its controller") if there else GONE

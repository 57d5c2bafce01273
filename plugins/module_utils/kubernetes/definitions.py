"""Custom resource definitions, applied server-side: some are too large for any other way."""

from __future__ import annotations

import time
from typing import Any

import yaml
from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.kubernetes.client import Cluster

DEFINITIONS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"
INTERVAL = 0.5


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
    deadline = time.monotonic() + timeout
    for name in (each["metadata"]["name"] for each in wanted):
        while not established(cluster.get(f"{DEFINITIONS}/{name}")):
            if time.monotonic() > deadline:
                raise PlatformError(
                    f"definition {name} is not established after {timeout:.0f} seconds: see its status."
                )
            time.sleep(INTERVAL)


def established(definition: dict[str, Any] | None) -> bool:
    conditions = ((definition or {}).get("status") or {}).get("conditions") or []
    return any(each["type"] == "Established" and each["status"] == "True" for each in conditions)

"""Objects of any kind, found by C(<group>/<plural>), where C(*) means every kind of the group."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ansible_collections.pinksea.platform.plugins.module_utils.kubernetes.client import Cluster

MERGE = "application/merge-patch+json"


@dataclass(frozen=True)
class Found:
    resource: str
    """Such as C(ingresses.networking.k8s.io)."""
    path: str
    name: str
    """C(namespace/name), or the name alone for what is in no namespace."""
    finalizers: tuple[str, ...]

    @property
    def label(self) -> str:
        return f"{self.resource} {self.name}"


def objects(cluster: Cluster, pattern: str) -> Iterator[Found]:
    """Nothing for a group or a kind that the cluster does not have."""
    group, _, plural = pattern.rpartition("/")
    root = _root(cluster, group)
    listed = cluster.get(root) if root else None
    for resource in (listed or {}).get("resources", []):
        if plural in ("*", resource["name"]) and "/" not in resource["name"] and "list" in resource["verbs"]:
            for item in (cluster.get(f"{root}/{resource['name']}") or {}).get("items", []):
                yield _found(root, group, resource, item["metadata"])


def condition(found: dict[str, Any] | None, name: str) -> str | None:
    """C(True), C(False) or C(Unknown), or None of an object, there or not, of which that is not said."""
    conditions = ((found or {}).get("status") or {}).get("conditions") or []
    return next((each["status"] for each in conditions if each["type"] == name), None)


def keep_finalizers(cluster: Cluster, found: Found, kept: list[str]) -> None:
    cluster.call("PATCH", found.path, {"metadata": {"finalizers": kept}}, MERGE)


def _root(cluster: Cluster, group: str) -> str:
    if not group:
        return "/api/v1"
    about = cluster.get(f"/apis/{group}")
    return f"/apis/{about['preferredVersion']['groupVersion']}" if about else ""


def _found(root: str, group: str, resource: dict[str, Any], metadata: dict[str, Any]) -> Found:
    namespace, plural = metadata.get("namespace"), resource["name"]
    place = f"{root}/namespaces/{namespace}/{plural}" if namespace else f"{root}/{plural}"
    return Found(
        f"{plural}.{group}".rstrip("."),
        f"{place}/{metadata['name']}",
        f"{namespace}/{metadata['name']}" if namespace else metadata["name"],
        tuple(metadata.get("finalizers") or ()),
    )

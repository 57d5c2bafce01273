"""Secrets of a cluster that hold what secrets of Secrets Manager hold. No value ever gets into an item."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any

from ansible_collections.pinksea.platform.plugins.module_utils.errors import ManyErrors
from ansible_collections.pinksea.platform.plugins.module_utils.parallel import side_by_side
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import Change, Item, Kind

Values = Mapping[str, Mapping[str, str]]
SOURCE = "pinksea.platform/source"
LABELS = {"app.kubernetes.io/managed-by": "pinksea.platform"}
OPERATOR = "ExternalSecret"


def wanted_items(secrets: list[Item], values: Values, planning: bool) -> dict[str, Item]:
    """Those that have a value, or will have one; what the operator has not brought yet nobody can copy."""
    ready = {each["source"] for each in secrets if each["source"] in values or (planning and each["generated"])}
    lacking = [each["source"] for each in secrets if each["generated"] and each["source"] not in ready]
    if lacking:
        raise ManyErrors(
            [f"secret {name} has no value in Secrets Manager: run the layer data_stores first." for name in lacking]
        )
    return {
        each["name"]: {"name": each["name"], "source": each["source"], "holds_its_value": True}
        for each in secrets
        if each["source"] in ready
    }


def manifest(name: str, source: str, value: Mapping[str, str]) -> dict[str, Any]:
    namespace, own = name.split("/")
    return {
        "apiVersion": "v1",
        "kind": "Secret",
        "type": "Opaque",
        "metadata": {"name": own, "namespace": namespace, "labels": LABELS, "annotations": {SOURCE: source}},
        "data": {key: base64.b64encode(text.encode()).decode() for key, text in value.items()},
    }


def is_left_alone(secret: Item) -> bool:
    """External Secrets owns what it makes or has taken over, and keeps it up to date."""
    return any(owner["kind"] == OPERATOR for owner in secret["metadata"].get("ownerReferences") or [])


class Secrets(Kind):
    kind = "kubernetes_secret"
    identifiers = ()

    def __init__(self, cluster: Any, wanted: Mapping[str, Item], values: Values) -> None:
        """C(cluster) is None while there is none."""
        self.cluster = cluster
        self.wanted = wanted
        self.values = values

    def read(self) -> dict[str, Item]:
        namespaces = sorted({name.split("/")[0] for name in self.wanted}) if self.cluster else []
        listed = [secret for secrets in side_by_side(self.list, namespaces) for secret in secrets]
        found = {f"{each['metadata']['namespace']}/{each['metadata']['name']}": each for each in listed}
        return {name: self.item(name, found[name]) for name in self.wanted if name in found}

    def list(self, namespace: str) -> list[Item]:
        answer = self.cluster.get(f"/api/v1/namespaces/{namespace}/secrets", fieldSelector="type=Opaque")
        return list(answer["items"])

    def item(self, name: str, secret: Item) -> Item:
        wanted = self.wanted[name]
        if is_left_alone(secret):
            return wanted
        source = (secret["metadata"].get("annotations") or {}).get(SOURCE, "")
        right = manifest(name, wanted["source"], self.values.get(wanted["source"], {}))["data"]
        return {"name": name, "source": source, "holds_its_value": (secret.get("data") or {}) == right}

    def create(self, wanted: Item) -> None:
        namespace, _ = wanted["name"].split("/")
        self.cluster.call("POST", f"/api/v1/namespaces/{namespace}/secrets", self.made(wanted))

    def update(self, change: Change) -> None:
        self.cluster.call("PUT", path(change.name), self.made(change.after or {}))

    def delete(self, current: Item) -> None:
        self.cluster.call("DELETE", path(current["name"]))

    def made(self, wanted: Item) -> dict[str, Any]:
        return manifest(wanted["name"], wanted["source"], self.values[wanted["source"]])


def path(name: str) -> str:
    namespace, own = name.split("/")
    return f"/api/v1/namespaces/{namespace}/secrets/{own}"

"""What Helm keeps of a release in the cluster."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ansible_collections.pinksea.platform.plugins.module_utils.helm.records import record
from ansible_collections.pinksea.platform.plugins.module_utils.upgrade.model import Manifest, Release, Write

DOCUMENT = re.compile(r"^---.*$", re.MULTILINE)
API = re.compile(r"^apiVersion:\s*[\"']?([\w./-]+)", re.MULTILINE)
KIND = re.compile(r"^kind:\s*[\"']?(\w+)", re.MULTILINE)
NAME = re.compile(r"^metadata: *\n( +)(?:\S.*\n(?:\1 .*\n|\s*\n)*\1)*?name: *[\"']?([\w.:-]+)", re.MULTILINE)
APPLIED = "kubectl.kubernetes.io/last-applied-configuration"


def stored(secret: Mapping[str, Any]) -> Release:
    """A release out of the Secret that Helm keeps it in."""
    told = record(secret)
    chart = told["chart"]["metadata"]
    texts = [told.get("manifest", ""), *(hook.get("manifest", "") for hook in told.get("hooks") or [])]
    return Release(
        key=f"{secret['metadata']['namespace']}/{told['name']}",
        chart=chart["name"],
        version=chart["version"],
        app_version=chart.get("appVersion", ""),
        kube_version=chart.get("kubeVersion", ""),
        manifests=tuple(each for text in texts for each in manifests(text)),
    )


def manifests(text: str) -> Iterator[Manifest]:
    """The objects of a rendered chart, by their first lines: parsing definitions of megabytes would take seconds."""
    for document in DOCUMENT.split(text):
        api, kind, name = (found.search(document) for found in (API, KIND, NAME))
        if api and kind:
            yield Manifest(api[1], kind[1], name[2] if name else "an object")


def writes(listed: Iterable[Mapping[str, Any]], kind: str) -> Iterator[Write]:
    """Who wrote objects of a kind in which version; the components of Kubernetes come with the right one themselves."""
    for item in listed:
        metadata = item["metadata"]
        name = "/".join(filter(None, (metadata.get("namespace"), metadata["name"])))
        for entry in metadata.get("managedFields") or []:
            if not entry.get("manager", "").startswith(("kube-", "k8s", "eks")):
                yield Write(entry["apiVersion"], kind, name, entry["manager"])
        if applied := (metadata.get("annotations") or {}).get(APPLIED):
            yield Write(json.loads(applied)["apiVersion"], kind, name, "kubectl apply")

"""Every resource that an empty account does not have."""

import sys
from collections.abc import Iterator
from typing import Any

from sandbox.emulator.services import SERVICES


def clusters(backend: Any) -> Iterator[tuple[str, str, str]]:
    """EKS clusters and their children, without what EKS made on its own."""
    backend.sweep()
    for name, cluster in backend.clusters.items():
        yield "eks_cluster", name, cluster.record["arn"]
        for group in cluster.nodegroups.values():
            yield "eks_nodegroup", f"{name}/{group.record['nodegroupName']}", group.record["nodegroupArn"]
        for addon in cluster.addons.values():
            yield "eks_addon", f"{name}/{addon.record['addonName']}", addon.record["addonArn"]
        for arn, entry in cluster.access_entries.items():
            if not entry.made_by_eks:
                yield "eks_access_entry", f"{name}/{arn}", entry.record["accessEntryArn"]
        for record in cluster.pod_identities.values():
            subject = f"{name}/{record['namespace']}/{record['serviceAccount']}"
            yield "eks_pod_identity", subject, record["associationId"]


def backends(service: str) -> Iterator[tuple[str, Any]]:
    """Region and backend of every region in use; nobody has called a service whose module is not loaded."""
    module = sys.modules.get(f"moto.{service}.models")
    if module:
        for _, region, backend in list(getattr(module, f"{service}_backends").iter_backends()):
            yield "global" if region == "aws" else region, backend


def rows() -> Iterator[tuple[str, str, str, str]]:
    for service, module in SERVICES.items():
        kinds = getattr(module, "KINDS", {})
        for region, backend in backends(service):
            for kind, find in kinds.items():
                yield from ((kind, name, identifier, region) for name, identifier in find(backend))
    for region, backend in backends("eks"):
        yield from ((*row, region) for row in clusters(backend))


def inventory() -> list[dict[str, str]]:
    return [dict(zip(("kind", "name", "id", "region"), row, strict=True)) for row in sorted(rows())]

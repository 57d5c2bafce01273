"""EKS Pod Identity associations: which IAM role the pods of a service account get."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ansible_collections.pinksea.platform.plugins.module_utils.eks.common import (
    describe_all,
    pages,
    retag,
    unless_missing,
)
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import Change, Item, Kind


def name_of(namespace: str, service_account: str) -> str:
    return f"{namespace}/{service_account}"


def to_item(association: Item) -> Item:
    return {
        "namespace": association["namespace"],
        "service_account": association["serviceAccount"],
        "role_arn": association["roleArn"],
        "tags": association.get("tags") or {},
        "id": association["associationId"],
        "arn": association["associationArn"],
    }


class PodIdentities(Kind):
    kind = "eks_pod_identity"
    identifiers = ("id", "arn")

    def __init__(self, client: Any, cluster: str, names: Iterable[str]) -> None:
        self.client = client
        self.cluster = cluster
        self.names = frozenset(names)

    def read(self) -> dict[str, Item]:
        listed = pages(self.client, "list_pod_identity_associations", "associations", clusterName=self.cluster)
        ids = [row["associationId"] for row in listed if name_of(row["namespace"], row["serviceAccount"]) in self.names]
        answers = describe_all(
            lambda key: self.client.describe_pod_identity_association(clusterName=self.cluster, associationId=key)[
                "association"
            ],
            ids,
        )
        return {name_of(found["namespace"], found["serviceAccount"]): to_item(found) for _, found in answers}

    def create(self, wanted: Item) -> None:
        self.client.create_pod_identity_association(
            clusterName=self.cluster,
            namespace=wanted["namespace"],
            serviceAccount=wanted["service_account"],
            roleArn=wanted["role_arn"],
            tags=wanted.get("tags") or {},
        )

    def update(self, change: Change) -> None:
        before, after = change.before or {}, change.after or {}
        if "tags" in change.fields:
            retag(self.client, before["arn"], after["tags"])
        if "role_arn" in change.fields:
            self.client.update_pod_identity_association(
                clusterName=self.cluster, associationId=before["id"], roleArn=after["role_arn"]
            )

    def delete(self, current: Item) -> None:
        unless_missing(
            lambda: self.client.delete_pod_identity_association(clusterName=self.cluster, associationId=current["id"])
        )

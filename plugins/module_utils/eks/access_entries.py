"""EKS access entries and the access policies associated with them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ansible_collections.pinksea.platform.plugins.module_utils.eks.common import (
    describe_all,
    pages,
    retag,
    unless_missing,
)
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import Change, Item, Kind, stated

POLICY_ARN = "arn:aws:eks::aws:cluster-access-policy/"


def policy_item(association: Item) -> Item:
    scope = association["accessScope"]
    return {
        "policy": association["policyArn"].removeprefix(POLICY_ARN),
        "namespaces": sorted(scope.get("namespaces") or []),
    }


def normal_policies(policies: Iterable[Item]) -> list[Item]:
    """Sorted, so that the order in which EKS lists them does not count as a difference."""
    ordered = [
        {"policy": policy["policy"], "namespaces": sorted(policy.get("namespaces") or [])} for policy in policies
    ]
    return sorted(ordered, key=lambda policy: str(policy["policy"]))


def scope(policy: Item) -> Item:
    """No namespaces mean the whole cluster."""
    if policy["namespaces"]:
        return {"type": "namespace", "namespaces": policy["namespaces"]}
    return {"type": "cluster"}


def to_item(entry: Item, policies: Iterable[Item]) -> Item:
    return {
        "principal_arn": entry["principalArn"],
        "type": entry.get("type"),
        "kubernetes_groups": sorted(entry.get("kubernetesGroups") or []),
        "username": entry.get("username"),
        "policies": normal_policies(map(policy_item, policies)),
        "tags": entry.get("tags") or {},
        "arn": entry["accessEntryArn"],
    }


class AccessEntries(Kind):
    kind = "eks_access_entry"
    immutable = frozenset({"type"})

    def __init__(self, client: Any, cluster: str, principals: Iterable[str]) -> None:
        self.client = client
        self.cluster = cluster
        self.principals = list(principals)

    def where(self, principal: str) -> dict[str, str]:
        return {"clusterName": self.cluster, "principalArn": principal}

    def read(self) -> dict[str, Item]:
        answers = describe_all(
            lambda principal: self.client.describe_access_entry(**self.where(principal))["accessEntry"], self.principals
        )
        return {
            principal: to_item(
                entry,
                pages(
                    self.client, "list_associated_access_policies", "associatedAccessPolicies", **self.where(principal)
                ),
            )
            for principal, entry in answers
        }

    def create(self, wanted: Item) -> None:
        arguments = {
            "kubernetesGroups": wanted.get("kubernetes_groups"),
            "username": wanted.get("username"),
            "type": wanted.get("type"),
            "tags": wanted.get("tags"),
        }
        self.client.create_access_entry(**self.where(wanted["principal_arn"]), **stated(arguments))
        self.associate(wanted["principal_arn"], [], wanted.get("policies") or [])

    def update(self, change: Change) -> None:
        before, after = change.before or {}, change.after or {}
        if "tags" in change.fields:
            retag(self.client, before["arn"], after["tags"])
        if change.fields & {"kubernetes_groups", "username"}:
            arguments = {"kubernetesGroups": after.get("kubernetes_groups"), "username": after.get("username")}
            self.client.update_access_entry(**self.where(change.name), **stated(arguments))
        if "policies" in change.fields:
            self.associate(change.name, before["policies"], after["policies"])

    def associate(self, principal: str, before: list[Item], after: list[Item]) -> None:
        """Associating a policy again replaces its scope, so only vanished policies are disassociated."""
        for policy in after:
            if policy not in before:
                self.client.associate_access_policy(
                    **self.where(principal), policyArn=POLICY_ARN + policy["policy"], accessScope=scope(policy)
                )
        for gone in {policy["policy"] for policy in before} - {policy["policy"] for policy in after}:
            self.client.disassociate_access_policy(**self.where(principal), policyArn=POLICY_ARN + gone)

    def delete(self, current: Item) -> None:
        unless_missing(lambda: self.client.delete_access_entry(**self.where(current["principal_arn"])))

"""Secrets of Secrets Manager. Their values are written once and never read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ansible_collections.pinksea.platform.plugins.module_utils.parallel import side_by_side
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import Change, Item, Kind, stated
from ansible_collections.pinksea.platform.plugins.module_utils.secretsmanager.values import Recipe, make
from ansible_collections.pinksea.platform.plugins.module_utils.tags import tag_list, tags_from


def to_item(secret: Item, policy: str | None) -> Item:
    """An answer of DescribeSecret in the shape of the module's own options, plus what Secrets Manager knows."""
    stages = [stage for held in secret.get("VersionIdsToStages", {}).values() for stage in held]
    return {
        "name": secret["Name"],
        "description": secret.get("Description", ""),
        "kms_key_arn": secret.get("KmsKeyId"),
        "replica_regions": sorted(replica["Region"] for replica in secret.get("ReplicationStatus", [])),
        "policy": json.loads(policy) if policy else {},
        "tags": tags_from(secret.get("Tags")),
        "has_value": "AWSCURRENT" in stages,
        "arn": secret["ARN"],
    }


def regions(names: list[str]) -> list[Item]:
    return [{"Region": name} for name in names]


class Secrets(Kind):
    """C(recipes) has the secrets whose value is made here; the operator gives the others theirs."""

    kind = "secret"

    def __init__(
        self, client: Any, wanted: Mapping[str, Item], recipes: Mapping[str, Recipe], recovery_window: int
    ) -> None:
        """C(recovery_window): days in which a deleted secret can be restored, or 0."""
        self.client = client
        self.wanted = wanted
        self.recipes = recipes
        self.recovery_window = recovery_window
        self.going: set[str] = set()

    def read(self) -> dict[str, Item]:
        """One by one, because ListSecrets may lag five minutes behind."""
        items = dict(zip(self.wanted, side_by_side(self.describe, self.wanted), strict=True))
        return {name: item for name, item in items.items() if item}

    def describe(self, name: str) -> Item | None:
        """None also for a secret that is scheduled for deletion."""
        try:
            secret = self.client.describe_secret(SecretId=name)
        except self.client.exceptions.ResourceNotFoundException:
            return None
        if secret.get("DeletedDate"):
            self.going.add(name)
            return None
        policy = None
        if self.wanted[name].get("policy") is not None:
            policy = self.client.get_resource_policy(SecretId=name).get("ResourcePolicy")
        return to_item(secret, policy)

    def create(self, wanted: Item) -> None:
        name = wanted["name"]
        if name in self.going:
            self.restore(wanted)
            return
        options = stated(
            {
                "Description": wanted["description"] or None,
                "KmsKeyId": wanted["kms_key_arn"],
                "AddReplicaRegions": regions(wanted["replica_regions"] or []) or None,
                "SecretString": make(self.recipes[name]) if name in self.recipes else None,
            }
        )
        self.client.create_secret(Name=name, Tags=tag_list(wanted["tags"]), **options)
        if wanted["policy"]:
            self.put_policy(name, wanted["policy"])

    def restore(self, wanted: Item) -> None:
        """A secret that was to go comes back with the value it had."""
        name = wanted["name"]
        self.client.restore_secret(SecretId=name)
        before = self.describe(name)
        fields = frozenset(stated(wanted)) - {"name"}
        self.update(Change("update", self.kind, name, before=before, after=wanted, fields=fields))

    def update(self, change: Change) -> None:
        before, after, fields = change.before or {}, change.after or {}, change.fields
        name = change.name
        options = {"description": "Description", "kms_key_arn": "KmsKeyId"}
        if changed := {option: after[key] for key, option in options.items() if key in fields}:
            self.client.update_secret(SecretId=name, **changed)
        if "has_value" in fields and not before["has_value"]:
            self.client.put_secret_value(SecretId=name, SecretString=make(self.recipes[name]))
        if "policy" in fields:
            self.put_policy(name, after["policy"])
        if "tags" in fields and after["tags"]:
            self.client.tag_resource(SecretId=name, Tags=tag_list(after["tags"]))
        if "replica_regions" in fields:
            self.replicate(name, set(before["replica_regions"]), set(after["replica_regions"]))

    def put_policy(self, name: str, policy: Item) -> None:
        if policy:
            self.client.put_resource_policy(SecretId=name, ResourcePolicy=json.dumps(policy), BlockPublicPolicy=True)
        else:
            self.client.delete_resource_policy(SecretId=name)

    def replicate(self, name: str, before: set[str], after: set[str]) -> None:
        if gone := before - after:
            self.client.remove_regions_from_replication(SecretId=name, RemoveReplicaRegions=sorted(gone))
        if new := after - before:
            self.client.replicate_secret_to_regions(SecretId=name, AddReplicaRegions=regions(sorted(new)))

    def delete(self, current: Item) -> None:
        """A secret with replicas cannot be deleted."""
        self.replicate(current["name"], set(current["replica_regions"]), set())
        window = {"RecoveryWindowInDays": self.recovery_window} if self.recovery_window else {}
        self.client.delete_secret(SecretId=current["name"], **(window or {"ForceDeleteWithoutRecovery": True}))

"""ECR repositories."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ansible_collections.pinksea.platform.plugins.module_utils.parallel import side_by_side
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import Change, Item, Kind
from ansible_collections.pinksea.platform.plugins.module_utils.tags import tag_list, tags_from

MUTABILITY = {True: "IMMUTABLE", False: "MUTABLE"}


def encryption_of(configuration: Item) -> str:
    """The KMS key, or an empty text for ECR's own."""
    return str(configuration.get("kmsKey") or "")


def encryption_argument(kms_key_arn: str | None) -> dict[str, str]:
    return {"encryptionType": "KMS", "kmsKey": kms_key_arn} if kms_key_arn else {"encryptionType": "AES256"}


class Repositories(Kind):
    kind = "ecr_repository"
    identifiers = ("arn", "uri")
    immutable = frozenset({"kms_key_arn"})

    def __init__(self, client: Any, wanted: Mapping[str, Item]) -> None:
        self.client = client
        self.wanted = wanted

    def read(self) -> dict[str, Item]:
        pages = self.client.get_paginator("describe_repositories").paginate()
        listed = [row for page in pages for row in page["repositories"] if row["repositoryName"] in self.wanted]
        return {item["name"]: item for item in side_by_side(self.describe, listed)}

    def describe(self, row: Item) -> Item:
        return {
            "name": row["repositoryName"],
            "immutable_tags": row["imageTagMutability"] == "IMMUTABLE",
            "scan_on_push": row["imageScanningConfiguration"]["scanOnPush"],
            "kms_key_arn": encryption_of(row.get("encryptionConfiguration", {})),
            "lifecycle": self.lifecycle(row["repositoryName"]),
            "tags": tags_from(self.client.list_tags_for_resource(resourceArn=row["repositoryArn"])["tags"]),
            "arn": row["repositoryArn"],
            "uri": row["repositoryUri"],
        }

    def lifecycle(self, name: str) -> Item:
        try:
            policy = self.client.get_lifecycle_policy(repositoryName=name)["lifecyclePolicyText"]
        except self.client.exceptions.LifecyclePolicyNotFoundException:
            return {}
        found: Item = json.loads(policy)
        return found

    def create(self, wanted: Item) -> None:
        self.client.create_repository(
            repositoryName=wanted["name"],
            imageTagMutability=MUTABILITY[wanted["immutable_tags"]],
            imageScanningConfiguration={"scanOnPush": wanted["scan_on_push"]},
            encryptionConfiguration=encryption_argument(wanted.get("kms_key_arn")),
            tags=tag_list(wanted["tags"]),
        )
        if wanted["lifecycle"]:
            self.put_lifecycle(wanted)

    def update(self, change: Change) -> None:
        before, after, fields = change.before or {}, change.after or {}, change.fields
        if "immutable_tags" in fields:
            mutability = MUTABILITY[after["immutable_tags"]]
            self.client.put_image_tag_mutability(repositoryName=change.name, imageTagMutability=mutability)
        if "scan_on_push" in fields:
            scanning = {"scanOnPush": after["scan_on_push"]}
            self.client.put_image_scanning_configuration(
                repositoryName=change.name, imageScanningConfiguration=scanning
            )
        if "lifecycle" in fields:
            if after["lifecycle"]:
                self.put_lifecycle(after)
            else:
                self.client.delete_lifecycle_policy(repositoryName=change.name)
        if "tags" in fields:
            self.client.tag_resource(resourceArn=before["arn"], tags=tag_list(after["tags"]))

    def put_lifecycle(self, wanted: Item) -> None:
        self.client.put_lifecycle_policy(
            repositoryName=wanted["name"], lifecyclePolicyText=json.dumps(wanted["lifecycle"])
        )

    def delete(self, current: Item) -> None:
        self.client.delete_repository(repositoryName=current["name"], force=True)

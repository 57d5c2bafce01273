"""CloudFront distributions, told apart by their Name tag, and the access control by which they read their buckets."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any
from uuid import uuid4

from ansible_collections.pinksea.platform.plugins.module_utils.cloudfront.config import HOSTED_ZONE, to_config, to_item
from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.parallel import side_by_side
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import Change, Item, Kind
from ansible_collections.pinksea.platform.plugins.module_utils.retry import eventually
from ansible_collections.pinksea.platform.plugins.module_utils.tags import tag_list, tags_from
from botocore.exceptions import ClientError

Settle = Callable[[list[dict[str, str]]], Any]
"""Blocks until the distributions that it is given are deployed."""
LOST = ("PreconditionFailed", "InvalidIfMatchVersion")
"""Somebody else has changed it since we looked."""
UNKNOWN = ("InvalidOriginAccessControl", "NoSuchOriginAccessControl", "InvalidWebACLId")
"""CloudFront may not know yet what has just been made."""


class OriginAccessControls(Kind):
    kind = "cloudfront_origin_access_control"
    identifiers = ("id",)

    def __init__(self, client: Any, names: Iterable[str]) -> None:
        self.client = client
        self.names = frozenset(names)
        self.by_id: dict[str, str] = {}

    def read(self) -> dict[str, Item]:
        pages = self.client.get_paginator("list_origin_access_controls").paginate()
        rows = [row for page in pages for row in page["OriginAccessControlList"].get("Items") or []]
        self.by_id = {row["Id"]: row["Name"] for row in rows}
        return {
            row["Name"]: {"name": row["Name"], "signing": row["SigningBehavior"], "id": row["Id"]}
            for row in rows
            if row["Name"] in self.names
        }

    def id_of(self, name: str) -> str:
        return next(identifier for identifier, named in self.by_id.items() if named == name)

    def config(self, item: Item) -> Item:
        return {
            "Name": item["name"],
            "Description": "",
            "SigningProtocol": "sigv4",
            "SigningBehavior": item["signing"],
            "OriginAccessControlOriginType": "s3",
        }

    def lock(self, identifier: str) -> dict[str, str]:
        return {"Id": identifier, "IfMatch": self.client.get_origin_access_control(Id=identifier)["ETag"]}

    def create(self, wanted: Item) -> None:
        self.client.create_origin_access_control(OriginAccessControlConfig=self.config(wanted))

    def update(self, change: Change) -> None:
        identifier, config = (change.before or {})["id"], self.config(change.after or {})
        eventually(
            lambda: self.client.update_origin_access_control(OriginAccessControlConfig=config, **self.lock(identifier)),
            LOST,
        )

    def delete(self, current: Item) -> None:
        eventually(
            lambda: self.client.delete_origin_access_control(**self.lock(current["id"])),
            (*LOST, "OriginAccessControlInUse"),
        )


class Distributions(Kind):
    """The tag is part of the create call, so a killed run's distribution is found again."""

    kind = "cloudfront_distribution"
    identifiers = ("arn", "id", "domain_name")

    def __init__(self, client: Any, names: Iterable[str], controls: OriginAccessControls, settle: Settle) -> None:
        self.client = client
        self.names = frozenset(names)
        self.controls = controls
        self.settle = settle

    def read(self) -> dict[str, Item]:
        found: dict[str, tuple[Item, dict[str, str]]] = {}
        for row, tags in side_by_side(self.tagged, self.rows()):
            name = tags.get("Name", "")
            if name in found:
                raise PlatformError(
                    f"{self.kind} {name}: {found[name][0]['Id']} and {row['Id']} both carry this Name tag: "
                    "rename or remove the one that is not meant."
                )
            if name in self.names:
                found[name] = (row, tags)
        items = side_by_side(lambda entry: self.describe(*entry), found.values())
        return {item["name"]: item for item in items}

    def rows(self) -> list[Item]:
        pages = self.client.get_paginator("list_distributions").paginate()
        return [row for page in pages for row in page["DistributionList"].get("Items") or []]

    def tagged(self, row: Item) -> tuple[Item, dict[str, str]]:
        """None of a distribution that another run has removed since it was listed."""
        try:
            return row, tags_from(self.client.list_tags_for_resource(Resource=row["ARN"])["Tags"].get("Items"))
        except self.client.exceptions.NoSuchResource:
            return row, {}

    def describe(self, row: Item, tags: dict[str, str]) -> Item:
        found = self.client.get_distribution(Id=row["Id"])["Distribution"]
        controls = self.controls.by_id
        item = to_item(tags["Name"], found["DistributionConfig"], tags, lambda given: controls.get(given, given))
        return {
            **item,
            "id": found["Id"],
            "arn": found["ARN"],
            "domain_name": found["DomainName"],
            "hosted_zone_id": HOSTED_ZONE,
            "status": found["Status"],
        }

    def create(self, wanted: Item) -> None:
        config = {"CallerReference": f"{wanted['name']}-{uuid4()}", **self.config(wanted)}
        given = {"DistributionConfig": config, "Tags": {"Items": tag_list(wanted["tags"])}}
        eventually(self.client.create_distribution_with_tags, UNKNOWN, DistributionConfigWithTags=given)

    def config(self, item: Item) -> Item:
        return to_config(item, self.controls.id_of(item["name"]))

    def update(self, change: Change) -> None:
        before, after = change.before or {}, change.after or {}
        if "tags" in change.fields:
            self.client.tag_resource(Resource=before["arn"], Tags={"Items": tag_list(after["tags"])})
        if change.fields - {"tags"}:
            self.reconfigure(before["id"], self.config(after))

    def reconfigure(self, identifier: str, settings: Item) -> None:
        """What C(settings) does not name stays as it is."""

        def call() -> None:
            found = self.client.get_distribution_config(Id=identifier)
            config = {**found["DistributionConfig"], **settings}
            self.client.update_distribution(Id=identifier, IfMatch=found["ETag"], DistributionConfig=config)

        eventually(call, (*LOST, *UNKNOWN))

    def delete(self, current: Item) -> None:
        """CloudFront deletes only what is switched off everywhere."""
        identifier = current["id"]
        if current["enabled"]:
            self.reconfigure(identifier, {"Enabled": False})
        self.settle([self.target(current)])
        etag = self.client.get_distribution_config(Id=identifier)["ETag"]
        try:
            self.client.delete_distribution(Id=identifier, IfMatch=etag)
        except ClientError as error:
            if error.response["Error"]["Code"] != "NoSuchDistribution":
                raise

    def target(self, item: Item) -> dict[str, str]:
        return {"kind": self.kind, "name": item["name"], "id": item["id"]}

    def pending(self, objects: Mapping[str, Item]) -> list[dict[str, str]]:
        return [self.target(item) for item in objects.values() if item["status"] != "Deployed"]

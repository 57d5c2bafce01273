"""S3 buckets with all their settings. A bucket's name is its own in all of AWS, and its ARN follows from it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible_collections.pinksea.platform.plugins.module_utils.compare import differing_fields
from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.parallel import side_by_side
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import Change, Item, Kind
from ansible_collections.pinksea.platform.plugins.module_utils.retry import eventually
from ansible_collections.pinksea.platform.plugins.module_utils.s3.calls import SETTINGS
from ansible_collections.pinksea.platform.plugins.module_utils.s3.emptying import empty
from ansible_collections.pinksea.platform.plugins.module_utils.s3.settings import arn_of
from botocore.exceptions import ClientError


class Buckets(Kind):
    kind = "s3_bucket"
    identifiers = ()
    immutable = frozenset({"region"})

    def __init__(self, client: Any, wanted: Mapping[str, Item]) -> None:
        self.client = client
        self.wanted = wanted

    def read(self) -> dict[str, Item]:
        heads = dict(zip(self.wanted, side_by_side(self.head, self.wanted), strict=True))
        found = {name: head for name, head in heads.items() if head}
        asked = [(name, key) for name in found for key in SETTINGS if self.wanted[name].get(key) is not None]
        answers = zip(asked, side_by_side(lambda pair: self.setting(*pair), asked), strict=True)
        for (name, key), value in answers:
            found[name][key] = value
        return found

    def head(self, name: str) -> Item | None:
        try:
            answer = self.client.head_bucket(Bucket=name)
        except ClientError as error:
            status = error.response["ResponseMetadata"]["HTTPStatusCode"]
            if status == 404:
                return None
            if status == 403:
                raise PlatformError(
                    f"s3_bucket {name} belongs to another account, or these credentials may not see it: "
                    "names are taken in all of AWS, choose another one."
                ) from error
            raise
        region = answer["ResponseMetadata"]["HTTPHeaders"].get("x-amz-bucket-region", "us-east-1")
        return {"name": name, "arn": arn_of(name), "region": region}

    def setting(self, name: str, key: str) -> Any:
        setting = SETTINGS[key]
        try:
            return setting.found(getattr(self.client, setting.get)(Bucket=name))
        except ClientError as error:
            if error.response["Error"]["Code"] != setting.missing:
                raise
            return setting.nothing

    def create(self, wanted: Item) -> None:
        place = wanted["region"]
        location = {} if place == "us-east-1" else {"CreateBucketConfiguration": {"LocationConstraint": place}}
        self.client.create_bucket(Bucket=wanted["name"], ObjectOwnership=wanted["ownership"], **location)
        fresh = {key: self.setting(wanted["name"], key) for key in SETTINGS if wanted.get(key) is not None}
        self.write(wanted, fresh, differing_fields({key: wanted[key] for key in fresh}, fresh))

    def update(self, change: Change) -> None:
        self.write(change.after or {}, change.before or {}, change.fields)

    def write(self, wanted: Item, before: Item, fields: frozenset[str]) -> None:
        bucket = {"Bucket": wanted["name"]}
        for key, setting in SETTINGS.items():
            if key not in fields:
                continue
            value = {**before[key], **wanted[key]} if key == "tags" else wanted[key]
            if setting.remove and not value:
                getattr(self.client, setting.remove)(**bucket)
                continue
            argument = setting.given(value)
            if key == "notifications":
                argument = self.other_notifications(wanted["name"]) | argument
            eventually(getattr(self.client, setting.put), setting.early, **bucket, **{setting.argument: argument})

    def other_notifications(self, name: str) -> Item:
        """What goes elsewhere than to queues: S3 keeps all in one piece, and would forget it."""
        answer = self.client.get_bucket_notification_configuration(Bucket=name)
        return {key: value for key, value in answer.items() if key != "ResponseMetadata"}

    def delete(self, current: Item) -> None:
        empty(self.client, current["name"])

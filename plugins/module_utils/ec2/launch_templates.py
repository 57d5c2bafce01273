"""Launch templates of nodes. A template never changes: it gets a new version, which becomes its default."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ansible_collections.pinksea.platform.plugins.module_utils.ec2.common import (
    eventually,
    retag,
    tag_specifications,
    tags_of,
)
from ansible_collections.pinksea.platform.plugins.module_utils.parallel import side_by_side
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import Change, Item, Kind
from ansible_collections.pinksea.platform.plugins.module_utils.tags import tag_list

ROOT_DEVICE = "/dev/xvda"
ALWAYS = {"disk_type": "gp3", "disk_encrypted": True, "metadata_tokens": "required"}
"""What no caller may choose; it is compared like everything else, so a template that lacks it is mended."""


def version_data(item: Item, tags: Mapping[str, str]) -> Item:
    """LaunchTemplateData of an item."""
    disk = {
        "VolumeSize": item["disk_size"],
        "VolumeType": item["disk_type"],
        "Encrypted": item["disk_encrypted"],
        "DeleteOnTermination": True,
    }
    return {
        "SecurityGroupIds": item["security_group_ids"],
        "BlockDeviceMappings": [{"DeviceName": ROOT_DEVICE, "Ebs": disk}],
        "MetadataOptions": {
            "HttpTokens": item["metadata_tokens"],
            "HttpPutResponseHopLimit": item["metadata_hop_limit"],
        },
        "TagSpecifications": [
            {"ResourceType": kind, "Tags": tag_list(tags)} for kind in ("instance", "volume") if tags
        ],
    }


def common_tags(template: Item, data: Item) -> dict[str, str]:
    """Tags that the template, its instances and their volumes all have."""
    given = {row["ResourceType"]: tags_of(row).items() for row in data.get("TagSpecifications") or []}
    return dict(tags_of(template).items() & given.get("instance", set()) & given.get("volume", set()))


def to_item(template: Item, version: Item) -> Item:
    """The default version in the shape of the module's options."""
    data = version["LaunchTemplateData"]
    disks = {row["DeviceName"]: row.get("Ebs", {}) for row in data.get("BlockDeviceMappings") or []}
    disk, metadata = disks.get(ROOT_DEVICE, {}), data.get("MetadataOptions") or {}
    return {
        "name": template["LaunchTemplateName"],
        "security_group_ids": sorted(data.get("SecurityGroupIds") or []),
        "disk_size": disk.get("VolumeSize"),
        "disk_type": disk.get("VolumeType"),
        "disk_encrypted": disk.get("Encrypted"),
        "metadata_tokens": metadata.get("HttpTokens"),
        "metadata_hop_limit": metadata.get("HttpPutResponseHopLimit"),
        "tags": common_tags(template, data),
        "id": template["LaunchTemplateId"],
        "version": str(version["VersionNumber"]),
    }


class LaunchTemplates(Kind):
    kind = "launch_template"
    identifiers = ("id", "version")
    renewed = ("version",)

    def __init__(self, client: Any, names: Iterable[str]) -> None:
        self.client = client
        self.names = sorted(names)
        self.defaults: dict[str, int] = {}

    def read(self) -> dict[str, Item]:
        named = [{"Name": "launch-template-name", "Values": self.names}]
        pages = self.client.get_paginator("describe_launch_templates").paginate(Filters=named) if self.names else []
        templates = [template for page in pages for template in page["LaunchTemplates"]]
        items = side_by_side(lambda template: to_item(template, self.default_version(template)), templates)
        return {item["name"]: item for item in items}

    def default_version(self, template: Item) -> Item:
        """The version that is the default, or that this run has made so: EC2 may not know yet."""
        number = self.defaults.get(template["LaunchTemplateName"], template["DefaultVersionNumber"])
        version: Item = eventually(
            self.client.describe_launch_template_versions,
            LaunchTemplateId=template["LaunchTemplateId"],
            Versions=[str(number)],
        )["LaunchTemplateVersions"][0]
        return version

    def create(self, wanted: Item) -> None:
        tags = wanted["tags"]
        self.client.create_launch_template(
            LaunchTemplateName=wanted["name"],
            LaunchTemplateData=version_data(wanted, tags),
            TagSpecifications=tag_specifications("launch-template", tags) if tags else [],
        )

    def update(self, change: Change) -> None:
        before, after = change.before or {}, change.after or {}
        if "tags" in change.fields:
            retag(self.client, before["id"], after["tags"])
        number: int = self.client.create_launch_template_version(
            LaunchTemplateId=before["id"], LaunchTemplateData=version_data(after, before["tags"] | after["tags"])
        )["LaunchTemplateVersion"]["VersionNumber"]
        eventually(self.client.modify_launch_template, LaunchTemplateId=before["id"], DefaultVersion=str(number))
        self.defaults[change.name] = number

    def delete(self, current: Item) -> None:
        self.client.delete_launch_template(LaunchTemplateId=current["id"])

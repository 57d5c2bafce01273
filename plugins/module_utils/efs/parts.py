"""What belongs to EFS file systems: a mount target in each zone, and access points told apart by their Name tag."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible_collections.pinksea.platform.plugins.module_utils.efs.file_systems import FileSystems, Settle
from ansible_collections.pinksea.platform.plugins.module_utils.parallel import side_by_side
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import Change, Item, Kind, planned_id
from ansible_collections.pinksea.platform.plugins.module_utils.tags import tag_list, tags_from


class Part(Kind):
    """A kind whose objects are named C(<file system>/<name>). Without wanted ones it reads all: all go with theirs."""

    identifiers: tuple[str, ...] = ("id",)

    def __init__(self, client: Any, files: FileSystems, wanted: Mapping[str, Item] | None) -> None:
        self.client = client
        self.files = files
        self.wanted = wanted
        self.ids: dict[str, str] = {}

    def rows(self, method: str, answer: str) -> list[tuple[str, Item]]:
        """All that a listing has, each with the name of its file system."""

        def listed(name: str) -> list[tuple[str, Item]]:
            pages = self.client.get_paginator(method).paginate(FileSystemId=self.files.ids[name])
            return [(name, row) for page in pages for row in page[answer]]

        return [pair for pairs in side_by_side(listed, self.files.ids) for pair in pairs]

    def known(self, items: list[Item]) -> dict[str, Item]:
        found = {item["name"]: item for item in items if self.wanted is None or item["name"] in self.wanted}
        self.ids = {name: item["id"] for name, item in found.items()}
        return found


class MountTargets(Part):
    kind = "efs_mount_target"
    identifiers = ("id", "ip")
    immutable = frozenset({"subnet_id"})

    def __init__(self, client: Any, files: FileSystems, wanted: Mapping[str, Item] | None, settle_gone: Settle) -> None:
        super().__init__(client, files, wanted)
        self.settle_gone = settle_gone

    def read(self) -> dict[str, Item]:
        return self.known(side_by_side(self.describe, self.rows("describe_mount_targets", "MountTargets")))

    def describe(self, pair: tuple[str, Item]) -> Item:
        file_system, row = pair
        identifier = row["MountTargetId"]
        groups = self.client.describe_mount_target_security_groups(MountTargetId=identifier)["SecurityGroups"]
        return {
            "name": f"{file_system}/{row['AvailabilityZoneName']}",
            "file_system": file_system,
            "subnet_id": row["SubnetId"],
            "security_group_ids": sorted(groups),
            "id": identifier,
            "ip": row["IpAddress"],
            "status": row["LifeCycleState"],
        }

    def create(self, wanted: Item) -> None:
        file_system = self.files.ids[wanted["file_system"]]
        self.files.settle([self.files.target(wanted["file_system"], file_system)])
        self.client.create_mount_target(
            FileSystemId=file_system, SubnetId=wanted["subnet_id"], SecurityGroups=wanted["security_group_ids"]
        )

    def update(self, change: Change) -> None:
        self.client.modify_mount_target_security_groups(
            MountTargetId=(change.before or {})["id"], SecurityGroups=(change.after or {})["security_group_ids"]
        )

    def delete(self, current: Item) -> None:
        self.client.delete_mount_target(MountTargetId=current["id"])
        self.settle_gone([{"kind": self.kind, "name": current["name"], "id": current["id"]}])

    def pending(self, objects: Mapping[str, Item]) -> list[dict[str, str]]:
        return [
            {"kind": self.kind, "name": name, "id": item["id"]}
            for name, item in objects.items()
            if item["status"] != "available"
        ]


class AccessPoints(Part):
    kind = "efs_access_point"
    identifiers = ("id", "arn")
    immutable = frozenset({"uid", "gid", "path", "permissions"})

    def read(self) -> dict[str, Item]:
        return self.known([self.item(*pair) for pair in self.rows("describe_access_points", "AccessPoints")])

    @staticmethod
    def item(file_system: str, row: Item) -> Item:
        user, root = row.get("PosixUser") or {}, row["RootDirectory"]
        tags = tags_from(row["Tags"])
        return {
            "name": f"{file_system}/{tags.get('Name')}",
            "file_system": file_system,
            "uid": user.get("Uid"),
            "gid": user.get("Gid"),
            "path": root.get("Path", "/"),
            "permissions": root.get("CreationInfo", {}).get("Permissions"),
            "tags": tags,
            "id": row["AccessPointId"],
            "arn": row["AccessPointArn"],
        }

    def create(self, wanted: Item) -> None:
        """Its folder is made at the first mount, and belongs to the user as whom everybody comes."""
        file_system = self.files.ids[wanted["file_system"]]
        self.files.settle([self.files.target(wanted["file_system"], file_system)])
        owner = {"OwnerUid": wanted["uid"], "OwnerGid": wanted["gid"], "Permissions": wanted["permissions"]}
        self.client.create_access_point(
            ClientToken=wanted["name"][-64:],
            FileSystemId=file_system,
            PosixUser={"Uid": wanted["uid"], "Gid": wanted["gid"]},
            RootDirectory={"Path": wanted["path"], "CreationInfo": owner},
            Tags=tag_list(wanted["tags"]),
        )

    def update(self, change: Change) -> None:
        self.client.tag_resource(ResourceId=(change.before or {})["id"], Tags=tag_list((change.after or {})["tags"]))

    def delete(self, current: Item) -> None:
        self.client.delete_access_point(AccessPointId=current["id"])


class Whole(Kind):
    """File systems with the identifiers of their parts, for the result: there is nothing left to change in them."""

    kind = FileSystems.kind

    def __init__(self, files: FileSystems, points: AccessPoints) -> None:
        self.files = files
        self.points = points

    def read(self) -> dict[str, Item]:
        return {name: self.item(name) for name in self.files.wanted}

    def item(self, name: str) -> Item:
        points = {
            point["tags"]["Name"]: self.points.ids.get(full) or planned_id(self.points.kind, full)
            for full, point in (self.points.wanted or {}).items()
            if point["file_system"] == name
        }
        return {
            "name": name,
            "id": self.files.ids.get(name) or planned_id(self.kind, name),
            "access_points": points,
        }

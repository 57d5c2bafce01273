"""What a caller wants of file systems and their parts, as items for the engine."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from ansible_collections.pinksea.platform.plugins.module_utils.errors import ManyErrors
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import Item, by_name

PERMISSIONS = re.compile(r"0?[0-7]{3}")
PATH = re.compile(r"(/[^/$#<>;`|&?{}^*\n]{1,99}){1,4}")
NAME_LIMIT = 64


def check(given: Iterable[Item]) -> None:
    found = [f"efs_file_system {item['name']}{problem}." for item in given for problem in problems(item)]
    if found:
        raise ManyErrors(found)


def problems(file_system: Item) -> Iterator[str]:
    name = file_system["name"]
    if not 1 <= len(name) <= NAME_LIMIT:
        yield f": its name has {len(name)} characters, EFS takes {NAME_LIMIT}"
    if file_system["mount_targets"] and not file_system["security_group_ids"]:
        yield ": security_group_ids is empty, its mount targets need a group that lets NFS in"
    for point in file_system["access_points"]:
        if not PATH.fullmatch(point["path"]):
            yield f"/{point['name']}: path is {point['path']!r}, give one of at most four folders such as /models"
        if not PERMISSIONS.fullmatch(point["permissions"]):
            yield f"/{point['name']}: permissions are {point['permissions']!r}, give them in octal such as 0750"


def file_system_items(given: Iterable[Item], tags: Mapping[str, str]) -> dict[str, Item]:
    kept = ("name", "kms_key_arn", "throughput_mode", "infrequent_access_days", "automatic_backups")
    return by_name(
        {key: item[key] for key in kept} | {"encrypted": True, "tags": {**tags, "Name": item["name"]}} for item in given
    )


def mount_target_items(given: Iterable[Item]) -> dict[str, Item]:
    return by_name(
        {
            "name": f"{item['name']}/{zone}",
            "file_system": item["name"],
            "subnet_id": subnet,
            "security_group_ids": sorted(item["security_group_ids"]),
        }
        for item in given
        for zone, subnet in item["mount_targets"].items()
    )


def access_point_items(given: Iterable[Item], tags: Mapping[str, str]) -> dict[str, Item]:
    return by_name(
        {
            **point,
            "name": f"{item['name']}/{point['name']}",
            "file_system": item["name"],
            "tags": {**tags, "Name": point["name"]},
        }
        for item in given
        for point in item["access_points"]
    )

"""Calls that every EKS kind shares."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from ansible_collections.pinksea.platform.plugins.module_utils.parallel import side_by_side
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import Item
from botocore.exceptions import ClientError

MISSING = "ResourceNotFoundException"


def unless_missing(call: Callable[[], Item]) -> Item | None:
    """The answer, or None when the object (or its cluster) does not exist."""
    try:
        return call()
    except ClientError as error:
        if error.response["Error"]["Code"] == MISSING:
            return None
        raise


def describe_all[Key](call: Callable[[Key], Item], keys: Iterable[Key]) -> Iterator[tuple[Key, Item]]:
    """Describe many objects side by side; those that do not exist are left out."""
    for key, answer in side_by_side(lambda key: (key, unless_missing(lambda: call(key))), keys):
        if answer is not None:
            yield key, answer


def pages(client: Any, method: str, answer: str, **arguments: str) -> list[Any]:
    """All entries of a list call; none when the cluster does not exist."""
    try:
        return [entry for page in client.get_paginator(method).paginate(**arguments) for entry in page[answer]]
    except ClientError as error:
        if error.response["Error"]["Code"] == MISSING:
            return []
        raise


def retag(client: Any, arn: str, tags: dict[str, str]) -> None:
    client.tag_resource(resourceArn=arn, tags=tags)


def pending(kind: str, cluster: str, objects: Mapping[str, Item]) -> list[dict[str, str]]:
    """The objects of a cluster that are under way."""
    return [
        {"kind": kind, "cluster": cluster, "name": name} for name, item in objects.items() if item["status"] != "ACTIVE"
    ]

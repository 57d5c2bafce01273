"""What the EC2 kinds share: they lie in a VPC, are told apart by their Name tag, and come into sight a moment late."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, ClassVar

from ansible_collections.pinksea.platform.plugins.module_utils import retry
from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import Item, Kind, is_planned
from ansible_collections.pinksea.platform.plugins.module_utils.tags import tag_list, tags_from
from botocore.exceptions import ClientError


def tags_of(entry: Item) -> dict[str, str]:
    return tags_from(entry.get("Tags"))


def tag_specifications(resource: str, tags: Mapping[str, str]) -> list[Item]:
    """Tags that exist from the first moment, so that a run killed right after a create finds its object again."""
    return [{"ResourceType": resource, "Tags": tag_list(tags)}]


def retag(client: Any, resource_id: str, tags: Mapping[str, str]) -> None:
    client.create_tags(Resources=[resource_id], Tags=tag_list(tags))


def named(kind: str, entries: Iterable[Item], names: Iterable[str], id_key: str) -> dict[str, Item]:
    """Entries whose Name tag is one of C(names). Two of one name are refused: nobody could tell which is meant."""
    wanted = frozenset(names)
    found: dict[str, Item] = {}
    for entry in entries:
        name = tags_of(entry).get("Name")
        if name not in wanted or name is None:
            continue
        if name in found:
            raise PlatformError(
                f"{kind} {name}: {found[name][id_key]} and {entry[id_key]} both carry this Name tag: "
                "rename or remove the one that is not meant."
            )
        found[name] = entry
    return found


def eventually(call: Callable[..., Item], **arguments: Any) -> Item:
    """Call again while EC2 answers NotFound: for some seconds it may not know what it has just made."""
    answer: Item = retry.eventually(call, ("NotFound",), **arguments)
    return answer


@contextmanager
def in_use(what: str, remedy: str) -> Iterator[None]:
    """EC2 says that something still uses an object, but not what to do about it."""
    try:
        yield
    except ClientError as error:
        if error.response["Error"]["Code"] != "DependencyViolation":
            raise
        message = error.response["Error"]["Message"].rstrip(".")
        raise PlatformError(f"{what}: {message} (DependencyViolation): {remedy}, then run again.") from error


class VpcKind(Kind):
    """A kind whose objects lie in one VPC. A VPC that is only planned has none."""

    identifiers: tuple[str, ...] = ("id",)
    listing: ClassVar[tuple[str, str]]
    """The describe call, and the key of its answer."""

    def __init__(self, client: Any, vpc_id: str, wanted: Mapping[str, Item]) -> None:
        self.client = client
        self.vpc_id = vpc_id
        self.wanted = wanted

    def entries(self) -> list[Item]:
        """All entries in the VPC, named or not."""
        if is_planned(self.vpc_id):
            return []
        method, answer = self.listing
        pages = self.client.get_paginator(method).paginate(Filters=[{"Name": "vpc-id", "Values": [self.vpc_id]}])
        return [entry for page in pages for entry in page[answer]]

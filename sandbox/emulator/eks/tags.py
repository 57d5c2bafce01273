"""Tags of clusters and of everything below them."""

from collections.abc import Iterator

from sandbox.emulator.eks.backend import EksBackend
from sandbox.emulator.eks.errors import NotFoundError
from sandbox.emulator.eks.records import Params, Record

ARN_KEYS = ("arn", "nodegroupArn", "addonArn", "accessEntryArn", "associationArn")


def records(eks: EksBackend) -> Iterator[Record]:
    for cluster in eks.clusters.values():
        yield cluster.record
        yield from (group.record for group in cluster.nodegroups.values())
        yield from (addon.record for addon in cluster.addons.values())
        yield from (entry.record for entry in cluster.access_entries.values())
        yield from cluster.pod_identities.values()


def _tags(eks: EksBackend, arn: str) -> dict[str, str]:
    for record in records(eks):
        if arn in (record.get(key) for key in ARN_KEYS):
            tags: dict[str, str] = record["tags"]
            return tags
    raise NotFoundError(f"Resource was not found: {arn}")


def tag_resource(eks: EksBackend, params: Params) -> Record:
    _tags(eks, params["resourceArn"]).update(params["tags"])
    return {}


def untag_resource(eks: EksBackend, params: Params) -> Record:
    tags = _tags(eks, params["resourceArn"])
    for key in params["tagKeys"]:
        tags.pop(key, None)
    return {}


def list_tags_for_resource(eks: EksBackend, params: Params) -> Record:
    return {"tags": dict(_tags(eks, params["resourceArn"]))}

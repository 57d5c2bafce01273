"""What a store of RDS or ElastiCache stands on: both services have the same groups, under other names."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from typing import Any, ClassVar

from ansible_collections.pinksea.platform.plugins.module_utils.data_stores import StoreKind
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import Change, Item
from ansible_collections.pinksea.platform.plugins.module_utils.tags import tag_list


class GroupKind(StoreKind):
    """A group that goes when its store is gone."""

    noun: ClassVar[str]
    """How its calls end: C(create_<noun>)."""

    def call(self, verb: str, name: str, **arguments: Any) -> None:
        getattr(self.client, f"{verb}_{self.noun}")(**{self.key: name}, **arguments)

    def items(self) -> dict[str, tuple[Item, Item]]:
        """What every group has, and the whole answer, by name."""
        return {name: ({"name": name, "tags": tags, "arn": row[self.arn]}, row) for name, row, tags in self.found()}

    def delete(self, current: Item) -> None:
        self.gone(current["name"])
        self.call("delete", current["name"])


class SubnetGroupKind(GroupKind):
    describe: ClassVar[str]
    """Where the calls take the description."""

    def read(self) -> dict[str, Item]:
        return {
            name: item | {"subnet_ids": sorted(subnet["SubnetIdentifier"] for subnet in row["Subnets"])}
            for name, (item, row) in self.items().items()
        }

    def create(self, wanted: Item) -> None:
        described = {self.describe: f"Subnets of {wanted['name']}"}
        subnets = {"SubnetIds": wanted["subnet_ids"]}
        self.call("create", wanted["name"], Tags=tag_list(wanted["tags"]), **described, **subnets)

    def update(self, change: Change) -> None:
        self.retag(change)
        if "subnet_ids" in change.fields:
            self.call("modify", change.name, SubnetIds=(change.after or {})["subnet_ids"])


class ParameterGroupKind(GroupKind):
    """Parameters that nobody states are left alone."""

    immutable = frozenset({"family"})
    family: ClassVar[str]
    """Where the answer has the family."""

    def read(self) -> dict[str, Item]:
        return {
            name: item | {"family": row[self.family], "parameters": self.stated(name)}
            for name, (item, row) in self.items().items()
        }

    @abstractmethod
    def parameters(self, name: str, **source: str) -> list[Item]:
        """The parameters of the group, all or those of a source."""

    def stated(self, name: str) -> dict[str, str]:
        """Of the parameters that somebody has set, the stated ones."""
        have = {row["ParameterName"]: row.get("ParameterValue", "") for row in self.parameters(name, Source="user")}
        wanted: Mapping[str, str] = self.wanted[name]["parameters"] or {}
        return {key: have[key] for key in wanted if key in have}

    def create(self, wanted: Item) -> None:
        described = {self.family: wanted["family"], "Description": f"Parameters of {wanted['name']}"}
        self.call("create", wanted["name"], Tags=tag_list(wanted["tags"]), **described)
        self.write(wanted)

    @abstractmethod
    def write(self, wanted: Item) -> None:
        """Set the stated parameters."""

    def update(self, change: Change) -> None:
        """Written is what differs: some parameters may not even be repeated while a store uses the group."""
        self.retag(change)
        if "parameters" in change.fields:
            have, after = (change.before or {})["parameters"], change.after or {}
            differing = {key: text for key, text in after["parameters"].items() if have.get(key) != text}
            self.write({**after, "parameters": differing})

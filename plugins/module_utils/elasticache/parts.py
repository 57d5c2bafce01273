"""What a replication group of ElastiCache stands on: the subnet group and the parameter group of its name."""

from __future__ import annotations

from ansible_collections.pinksea.platform.plugins.module_utils.data_stores import StoreKind
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import Change, Item
from ansible_collections.pinksea.platform.plugins.module_utils.tags import tag_list


class ElastiCacheKind(StoreKind):
    def tags(self, row: Item) -> dict[str, str]:
        """ElastiCache tells them of what is available only; what is under way was made with the wanted ones."""
        if row.get("Status", "available") != "available":
            return dict(self.wanted[row[self.key]]["tags"])
        return super().tags(row)


class SubnetGroups(ElastiCacheKind):
    kind = "elasticache_subnet_group"
    listing = ("describe_cache_subnet_groups", "CacheSubnetGroups")
    key = "CacheSubnetGroupName"

    def read(self) -> dict[str, Item]:
        return {
            name: {
                "name": name,
                "subnet_ids": sorted(subnet["SubnetIdentifier"] for subnet in row["Subnets"]),
                "tags": tags,
                "arn": row["ARN"],
            }
            for name, row, tags in self.found()
        }

    def create(self, wanted: Item) -> None:
        self.client.create_cache_subnet_group(
            CacheSubnetGroupName=wanted["name"],
            CacheSubnetGroupDescription=f"Subnets of {wanted['name']}",
            SubnetIds=wanted["subnet_ids"],
            Tags=tag_list(wanted["tags"]),
        )

    def update(self, change: Change) -> None:
        self.retag(change)
        if "subnet_ids" in change.fields:
            subnets = (change.after or {})["subnet_ids"]
            self.client.modify_cache_subnet_group(CacheSubnetGroupName=change.name, SubnetIds=subnets)

    def delete(self, current: Item) -> None:
        self.gone(current["name"])
        self.client.delete_cache_subnet_group(CacheSubnetGroupName=current["name"])


class ParameterGroups(ElastiCacheKind):
    """Parameters that nobody states are left alone."""

    kind = "elasticache_parameter_group"
    immutable = frozenset({"family"})
    listing = ("describe_cache_parameter_groups", "CacheParameterGroups")
    key = "CacheParameterGroupName"

    def read(self) -> dict[str, Item]:
        return {
            name: {
                "name": name,
                "family": row["CacheParameterGroupFamily"],
                "parameters": self.parameters(name),
                "tags": tags,
                "arn": row["ARN"],
            }
            for name, row, tags in self.found()
        }

    def parameters(self, name: str) -> dict[str, str]:
        """Of those that somebody has set, the stated ones."""
        rows = self.pages("describe_cache_parameters", "Parameters", CacheParameterGroupName=name, Source="user")
        have = {row["ParameterName"]: row.get("ParameterValue", "") for row in rows}
        return {key: have[key] for key in self.wanted[name]["parameters"] or {} if key in have}

    def create(self, wanted: Item) -> None:
        self.client.create_cache_parameter_group(
            CacheParameterGroupName=wanted["name"],
            CacheParameterGroupFamily=wanted["family"],
            Description=f"Parameters of {wanted['name']}",
            Tags=tag_list(wanted["tags"]),
        )
        self.write(wanted)

    def write(self, wanted: Item) -> None:
        pairs = [{"ParameterName": key, "ParameterValue": text} for key, text in sorted(wanted["parameters"].items())]
        if pairs:
            self.client.modify_cache_parameter_group(CacheParameterGroupName=wanted["name"], ParameterNameValues=pairs)

    def update(self, change: Change) -> None:
        self.retag(change)
        if "parameters" in change.fields:
            self.write(change.after or {})

    def delete(self, current: Item) -> None:
        self.gone(current["name"])
        self.client.delete_cache_parameter_group(CacheParameterGroupName=current["name"])

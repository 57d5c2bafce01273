"""What a replication group of ElastiCache stands on: the subnet group and the parameter group of its name."""

from __future__ import annotations

from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import Item
from ansible_collections.pinksea.platform.plugins.module_utils.store_groups import ParameterGroupKind, SubnetGroupKind


class SubnetGroups(SubnetGroupKind):
    kind = "elasticache_subnet_group"
    noun = "cache_subnet_group"
    listing = ("describe_cache_subnet_groups", "CacheSubnetGroups")
    key = "CacheSubnetGroupName"
    describe = "CacheSubnetGroupDescription"


class ParameterGroups(ParameterGroupKind):
    kind = "elasticache_parameter_group"
    noun = "cache_parameter_group"
    listing = ("describe_cache_parameter_groups", "CacheParameterGroups")
    key = "CacheParameterGroupName"
    family = "CacheParameterGroupFamily"

    def parameters(self, name: str, **source: str) -> list[Item]:
        return self.pages("describe_cache_parameters", "Parameters", CacheParameterGroupName=name, **source)

    def write(self, wanted: Item) -> None:
        pairs = [{"ParameterName": key, "ParameterValue": text} for key, text in sorted(wanted["parameters"].items())]
        if pairs:
            self.call("modify", wanted["name"], ParameterNameValues=pairs)

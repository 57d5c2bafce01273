"""What an Aurora cluster stands on: the subnet group and the cluster parameter group of its name."""

from __future__ import annotations

from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import Item
from ansible_collections.pinksea.platform.plugins.module_utils.store_groups import ParameterGroupKind, SubnetGroupKind


class SubnetGroups(SubnetGroupKind):
    kind = "rds_subnet_group"
    noun = "db_subnet_group"
    listing = ("describe_db_subnet_groups", "DBSubnetGroups")
    key = "DBSubnetGroupName"
    arn = "DBSubnetGroupArn"
    describe = "DBSubnetGroupDescription"


class ParameterGroups(ParameterGroupKind):
    kind = "rds_cluster_parameter_group"
    noun = "db_cluster_parameter_group"
    listing = ("describe_db_cluster_parameter_groups", "DBClusterParameterGroups")
    key = "DBClusterParameterGroupName"
    arn = "DBClusterParameterGroupArn"
    family = "DBParameterGroupFamily"

    def parameters(self, name: str, **source: str) -> list[Item]:
        return self.pages("describe_db_cluster_parameters", "Parameters", DBClusterParameterGroupName=name, **source)

    def write(self, wanted: Item) -> None:
        """What needs a restart is only promised: RDS restarts nothing for it."""
        known = {row["ParameterName"]: row.get("ApplyType") for row in self.parameters(wanted["name"])}
        if unknown := sorted(wanted["parameters"].keys() - known.keys()):
            raise PlatformError(
                f"{self.kind} {wanted['name']}: {unknown[0]} is no parameter of {wanted['family']}: "
                "correct its name, or take it out."
            )
        changes = [
            {
                "ParameterName": key,
                "ParameterValue": text,
                "ApplyMethod": "immediate" if known[key] == "dynamic" else "pending-reboot",
            }
            for key, text in sorted(wanted["parameters"].items())
        ]
        if changes:
            self.call("modify", wanted["name"], Parameters=changes)

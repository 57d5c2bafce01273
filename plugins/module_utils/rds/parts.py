"""What an Aurora cluster stands on: the subnet group and the cluster parameter group of its name."""

from __future__ import annotations

from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.rds.common import RdsKind
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import Change, Item
from ansible_collections.pinksea.platform.plugins.module_utils.tags import tag_list


class SubnetGroups(RdsKind):
    kind = "rds_subnet_group"
    listing = ("describe_db_subnet_groups", "DBSubnetGroups")
    key = "DBSubnetGroupName"
    arn = "DBSubnetGroupArn"

    def read(self) -> dict[str, Item]:
        return {
            name: {
                "name": name,
                "subnet_ids": sorted(subnet["SubnetIdentifier"] for subnet in row["Subnets"]),
                "tags": tags,
                "arn": row[self.arn],
            }
            for name, row, tags in self.found()
        }

    def create(self, wanted: Item) -> None:
        self.client.create_db_subnet_group(
            DBSubnetGroupName=wanted["name"],
            DBSubnetGroupDescription=f"Subnets of {wanted['name']}",
            SubnetIds=wanted["subnet_ids"],
            Tags=tag_list(wanted["tags"]),
        )

    def update(self, change: Change) -> None:
        self.retag(change)
        if "subnet_ids" in change.fields:
            subnets = (change.after or {})["subnet_ids"]
            self.client.modify_db_subnet_group(DBSubnetGroupName=change.name, SubnetIds=subnets)

    def delete(self, current: Item) -> None:
        self.gone(current["name"])
        self.client.delete_db_subnet_group(DBSubnetGroupName=current["name"])


class ParameterGroups(RdsKind):
    """Parameters that nobody states are left alone."""

    kind = "rds_cluster_parameter_group"
    immutable = frozenset({"family"})
    listing = ("describe_db_cluster_parameter_groups", "DBClusterParameterGroups")
    key = "DBClusterParameterGroupName"
    arn = "DBClusterParameterGroupArn"

    def read(self) -> dict[str, Item]:
        return {
            name: {
                "name": name,
                "family": row["DBParameterGroupFamily"],
                "parameters": self.set_parameters(name),
                "tags": tags,
                "arn": row[self.arn],
            }
            for name, row, tags in self.found()
        }

    def set_parameters(self, name: str) -> dict[str, str]:
        """Of those that somebody has set, the stated ones."""
        have = {row["ParameterName"]: row.get("ParameterValue", "") for row in self.parameters(name, Source="user")}
        return {key: have[key] for key in self.wanted[name]["parameters"] if key in have}

    def parameters(self, name: str, **source: str) -> list[Item]:
        return self.pages("describe_db_cluster_parameters", "Parameters", DBClusterParameterGroupName=name, **source)

    def create(self, wanted: Item) -> None:
        self.client.create_db_cluster_parameter_group(
            DBClusterParameterGroupName=wanted["name"],
            DBParameterGroupFamily=wanted["family"],
            Description=f"Parameters of {wanted['name']}",
            Tags=tag_list(wanted["tags"]),
        )
        self.write(wanted)

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
            self.client.modify_db_cluster_parameter_group(
                DBClusterParameterGroupName=wanted["name"], Parameters=changes
            )

    def update(self, change: Change) -> None:
        self.retag(change)
        if "parameters" in change.fields:
            self.write(change.after or {})

    def delete(self, current: Item) -> None:
        self.gone(current["name"])
        self.client.delete_db_cluster_parameter_group(DBClusterParameterGroupName=current["name"])

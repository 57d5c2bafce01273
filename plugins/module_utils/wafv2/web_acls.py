"""WAFv2 IP sets and web ACLs of both scopes, and where the ACLs log."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.logs.groups import LogGroups
from ansible_collections.pinksea.platform.plugins.module_utils.parallel import side_by_side
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import Change, Item
from ansible_collections.pinksea.platform.plugins.module_utils.tags import tag_list
from ansible_collections.pinksea.platform.plugins.module_utils.wafv2.common import ScopedKind, pages, patiently
from ansible_collections.pinksea.platform.plugins.module_utils.wafv2.rules import swap_sets, visibility
from botocore.exceptions import ClientError


def place(item: Item) -> dict[str, str]:
    return {"Name": item["name"], "Scope": item["scope"], "Id": item["id"]}


def tagged(item: Item) -> Item:
    """WAF takes no empty list of tags."""
    return {"Tags": tag_list(item["tags"])} if item["tags"] else {}


class IpSets(ScopedKind):
    kind = "wafv2_ip_set"
    listing = ("list_ip_sets", "IPSets")

    def read(self) -> dict[str, Item]:
        self.items = {item["name"]: item for item in side_by_side(self.describe, self.rows())}
        return self.items

    def describe(self, row: Item) -> Item:
        found = self.clients[row["Scope"]].get_ip_set(Name=row["Name"], Scope=row["Scope"], Id=row["Id"])["IPSet"]
        return {
            "name": row["Name"],
            "scope": row["Scope"],
            "version": found["IPAddressVersion"],
            "addresses": sorted(found["Addresses"]),
            "tags": self.tags(row),
            "id": row["Id"],
            "arn": row["ARN"],
        }

    def arns(self) -> dict[str, str]:
        """ARN by name, as of the last look."""
        return {name: item["arn"] for name, item in self.items.items()}

    def create(self, wanted: Item) -> None:
        self.clients[wanted["scope"]].create_ip_set(
            Name=wanted["name"],
            Scope=wanted["scope"],
            IPAddressVersion=wanted["version"],
            Addresses=wanted["addresses"],
            **tagged(wanted),
        )

    def update(self, change: Change) -> None:
        before, after = change.before or {}, change.after or {}
        client = self.clients[before["scope"]]
        if "tags" in change.fields:
            client.tag_resource(ResourceARN=before["arn"], Tags=tag_list(after["tags"]))
        if "addresses" in change.fields:
            patiently(
                lambda: client.update_ip_set(
                    **place(before),
                    Addresses=after["addresses"],
                    LockToken=client.get_ip_set(**place(before))["LockToken"],
                )
            )

    def delete(self, current: Item) -> None:
        client, where = self.clients[current["scope"]], place(current)
        patiently(lambda: client.delete_ip_set(**where, LockToken=client.get_ip_set(**where)["LockToken"]))


class WebAcls(ScopedKind):
    """The C(rules) of an item name their IP sets, so that a plan can state a set that does not exist yet."""

    kind = "wafv2_web_acl"
    listing = ("list_web_acls", "WebACLs")

    def __init__(
        self,
        clients: Mapping[str, Any],
        wanted: Mapping[str, Item],
        ip_sets: IpSets,
        log_groups: Mapping[str, LogGroups],
    ) -> None:
        """C(log_groups) by scope, as C(clients)."""
        super().__init__(clients, wanted)
        self.ip_sets = ip_sets
        self.log_groups = log_groups

    def read(self) -> dict[str, Item]:
        logging = {
            row["ResourceArn"]: row
            for scope, client in self.clients.items()
            for row in pages(client.list_logging_configurations, "LoggingConfigurations", Scope=scope)
        }
        items = side_by_side(lambda row: self.describe(row, logging.get(row["ARN"], {})), self.rows())
        return {item["name"]: item for item in items}

    def describe(self, row: Item, logging: Item) -> Item:
        found = self.clients[row["Scope"]].get_web_acl(Name=row["Name"], Scope=row["Scope"], Id=row["Id"])["WebACL"]
        headers = [field["SingleHeader"]["Name"] for field in logging.get("RedactedFields", [])]
        return {
            "name": row["Name"],
            "scope": row["Scope"],
            "default_action": found["DefaultAction"],
            "rules": swap_sets(found["Rules"]),
            "log_group": next((arn.split(":")[6] for arn in logging.get("LogDestinationConfigs", [])), None),
            "redacted_headers": sorted(headers),
            "tags": self.tags(row),
            "id": row["Id"],
            "arn": row["ARN"],
        }

    def settings(self, item: Item) -> Item:
        return {
            "Name": item["name"],
            "Scope": item["scope"],
            "DefaultAction": item["default_action"],
            "Rules": swap_sets(item["rules"], self.ip_sets.arns()),
            "VisibilityConfig": visibility(item["name"]),
        }

    def create(self, wanted: Item) -> None:
        client = self.clients[wanted["scope"]]
        made = patiently(lambda: client.create_web_acl(**self.settings(wanted), **tagged(wanted)))
        self.log(wanted, made["Summary"]["ARN"])

    def log(self, item: Item, arn: str) -> None:
        """Whoever may read the logs is not to get at sessions: their headers are left out."""
        group = self.log_groups[item["scope"]].read()[item["log_group"]]
        configuration = {
            "ResourceArn": arn,
            "LogDestinationConfigs": [group["arn"]],
            "RedactedFields": [{"SingleHeader": {"Name": name}} for name in item["redacted_headers"]],
        }
        client = self.clients[item["scope"]]
        patiently(lambda: client.put_logging_configuration(LoggingConfiguration=configuration))

    def update(self, change: Change) -> None:
        before, after, fields = change.before or {}, change.after or {}, change.fields
        client = self.clients[before["scope"]]
        if "tags" in fields:
            client.tag_resource(ResourceARN=before["arn"], Tags=tag_list(after["tags"]))
        if fields & {"rules", "default_action"}:
            patiently(
                lambda: client.update_web_acl(
                    **self.settings(after),
                    Id=before["id"],
                    LockToken=client.get_web_acl(**place(before))["LockToken"],
                )
            )
        if fields & {"log_group", "redacted_headers"}:
            self.log(after, before["arn"])

    def delete(self, current: Item) -> None:
        client, where = self.clients[current["scope"]], place(current)
        try:
            patiently(lambda: client.delete_web_acl(**where, LockToken=client.get_web_acl(**where)["LockToken"]))
        except ClientError as error:
            if error.response["Error"]["Code"] != "WAFAssociatedItemException":
                raise
            raise PlatformError(
                f"wafv2_web_acl {current['name']}: a load balancer or distribution still uses it: "
                "remove that (or its web ACL) first, then run again."
            ) from error

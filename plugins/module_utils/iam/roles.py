"""IAM roles with their trust policy, attached and inline policies."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import unquote

from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import Change, Item, Kind
from ansible_collections.pinksea.platform.plugins.module_utils.tags import tag_list, tags_from

INLINE_LIMIT = 10240
SESSION_SECONDS = (3600, 43200)


def document(value: Any) -> Item:
    """A policy document, which the API gives as an object or as URL-encoded JSON."""
    loaded: Item = json.loads(unquote(value)) if isinstance(value, str) else value
    return loaded


def compact(content: Item) -> str:
    """Without spaces, which do not count for IAM's limits but for those of its API."""
    return json.dumps(content, separators=(",", ":"))


def check(role: Item) -> Item:
    """The role, if IAM would take it."""
    size = sum(len(compact(content)) for content in role["inline_policies"].values())
    if size > INLINE_LIMIT:
        raise PlatformError(
            f"role {role['name']}: its inline policies have {size} characters and IAM takes {INLINE_LIMIT} together: "
            "move some of the statements to a managed policy."
        )
    low, high = SESSION_SECONDS
    if role["max_session"] is not None and not low <= role["max_session"] <= high:
        raise PlatformError(
            f"role {role['name']}: max_session is {role['max_session']}: IAM takes {low} to {high} seconds."
        )
    return role


class Roles(Kind):
    kind = "iam_role"

    def __init__(self, client: Any, names: Iterable[str]) -> None:
        self.client = client
        self.names = set(names)

    def read(self) -> dict[str, Item]:
        """Two listings of the account: each lacks what the other has."""
        plain = {row["RoleName"]: row for row in self.listed("list_roles", "Roles") if row["RoleName"] in self.names}
        if not plain:
            return {}
        details = self.listed("get_account_authorization_details", "RoleDetailList", Filter=["Role"])
        return {row["RoleName"]: to_item(row, plain[row["RoleName"]]) for row in details if row["RoleName"] in plain}

    def listed(self, method: str, answer: str, **arguments: Any) -> list[Any]:
        pages = self.client.get_paginator(method).paginate(**arguments, PaginationConfig={"PageSize": 1000})
        return [entry for page in pages for entry in page[answer]]

    def create(self, wanted: Item) -> None:
        limits = {"MaxSessionDuration": wanted["max_session"], "PermissionsBoundary": wanted["permissions_boundary"]}
        self.client.create_role(
            RoleName=wanted["name"],
            Description=wanted["description"],
            AssumeRolePolicyDocument=compact(wanted["trust"]),
            Tags=tag_list(wanted["tags"]),
            **{key: value for key, value in limits.items() if value},
        )
        self.attach(wanted["name"], (), wanted["managed_policies"])
        self.put_inline(wanted["name"], {}, wanted["inline_policies"])

    def update(self, change: Change) -> None:
        before, after, name = change.before or {}, change.after or {}, change.name
        if change.fields & {"description", "max_session"}:
            seconds = before["max_session"] if after["max_session"] is None else after["max_session"]
            self.client.update_role(RoleName=name, Description=after["description"], MaxSessionDuration=seconds)
        if "trust" in change.fields:
            self.client.update_assume_role_policy(RoleName=name, PolicyDocument=compact(after["trust"]))
        if "permissions_boundary" in change.fields:
            self.bound(name, after["permissions_boundary"])
        if "managed_policies" in change.fields:
            self.attach(name, before["managed_policies"], after["managed_policies"])
        if "inline_policies" in change.fields:
            self.put_inline(name, before["inline_policies"], after["inline_policies"])
        if "tags" in change.fields:
            self.client.tag_role(RoleName=name, Tags=tag_list(after["tags"]))

    def bound(self, name: str, policy: str) -> None:
        if policy:
            self.client.put_role_permissions_boundary(RoleName=name, PermissionsBoundary=policy)
        else:
            self.client.delete_role_permissions_boundary(RoleName=name)

    def attach(self, name: str, before: Iterable[str], after: Iterable[str]) -> None:
        for arn in sorted(set(after) - set(before)):
            self.client.attach_role_policy(RoleName=name, PolicyArn=arn)
        for arn in sorted(set(before) - set(after)):
            self.client.detach_role_policy(RoleName=name, PolicyArn=arn)

    def put_inline(self, name: str, before: Mapping[str, Item], after: Mapping[str, Item]) -> None:
        for policy, content in after.items():
            if before.get(policy) != content:
                self.client.put_role_policy(RoleName=name, PolicyName=policy, PolicyDocument=compact(content))
        for policy in before.keys() - after.keys():
            self.client.delete_role_policy(RoleName=name, PolicyName=policy)

    def delete(self, current: Item) -> None:
        """With the instance profiles around it, such as those that Karpenter makes for its nodes."""
        name = current["name"]
        for profile in current["instance_profiles"]:
            self.client.remove_role_from_instance_profile(InstanceProfileName=profile, RoleName=name)
            self.client.delete_instance_profile(InstanceProfileName=profile)
        self.attach(name, current["managed_policies"], ())
        self.put_inline(name, current["inline_policies"], {})
        self.client.delete_role(RoleName=name)


def to_item(detail: Item, plain: Item) -> Item:
    boundary = detail.get("PermissionsBoundary") or {}
    return {
        "name": detail["RoleName"],
        "description": plain.get("Description", ""),
        "max_session": plain["MaxSessionDuration"],
        "trust": document(detail["AssumeRolePolicyDocument"]),
        "managed_policies": sorted(policy["PolicyArn"] for policy in detail["AttachedManagedPolicies"]),
        "inline_policies": {
            policy["PolicyName"]: document(policy["PolicyDocument"]) for policy in detail["RolePolicyList"]
        },
        "permissions_boundary": boundary.get("PermissionsBoundaryArn", ""),
        "instance_profiles": sorted(profile["InstanceProfileName"] for profile in detail["InstanceProfileList"]),
        "tags": tags_from(detail.get("Tags")),
        "arn": detail["Arn"],
    }

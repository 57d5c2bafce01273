"""IAM roles with their trust policy, attached and inline policies."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import unquote

from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import Change, Item, Kind
from ansible_collections.pinksea.platform.plugins.module_utils.tags import tag_list
from botocore.exceptions import ClientError

PODS = "pods.eks.amazonaws.com"


def trust_policy(service: str) -> Item:
    """Who may take the role on: one AWS service. EKS Pod Identity also tags its sessions."""
    actions = ["sts:AssumeRole", "sts:TagSession"] if service == PODS else ["sts:AssumeRole"]
    statement = {"Effect": "Allow", "Principal": {"Service": service}, "Action": actions}
    return {"Version": "2012-10-17", "Statement": [statement]}


def document(value: Any) -> Item:
    """A policy document, which the API gives as an object or as URL-encoded JSON."""
    loaded: Item = json.loads(unquote(value)) if isinstance(value, str) else value
    return loaded


class Roles(Kind):
    kind = "iam_role"

    def __init__(self, client: Any, names: Iterable[str]) -> None:
        self.client = client
        self.names = list(names)

    def read(self) -> dict[str, Item]:
        with ThreadPoolExecutor(max_workers=8) as pool:
            return {
                name: item for name, item in zip(self.names, pool.map(self.describe, self.names), strict=True) if item
            }

    def describe(self, name: str) -> Item | None:
        try:
            role = self.client.get_role(RoleName=name)["Role"]
        except ClientError as error:
            if error.response["Error"]["Code"] == "NoSuchEntity":
                return None
            raise
        inline = self.listed("list_role_policies", "PolicyNames", name)
        attached = self.listed("list_attached_role_policies", "AttachedPolicies", name)
        return {
            "name": name,
            "description": role.get("Description", ""),
            "trust": document(role["AssumeRolePolicyDocument"]),
            "managed_policies": sorted(policy["PolicyArn"] for policy in attached),
            "inline_policies": {
                policy: document(self.client.get_role_policy(RoleName=name, PolicyName=policy)["PolicyDocument"])
                for policy in inline
            },
            "tags": {tag["Key"]: tag["Value"] for tag in role.get("Tags", [])},
            "arn": role["Arn"],
        }

    def listed(self, method: str, answer: str, name: str) -> list[Any]:
        return [entry for page in self.client.get_paginator(method).paginate(RoleName=name) for entry in page[answer]]

    def create(self, wanted: Item) -> None:
        self.client.create_role(
            RoleName=wanted["name"],
            Description=wanted["description"],
            AssumeRolePolicyDocument=json.dumps(wanted["trust"]),
            Tags=tag_list(wanted["tags"]),
        )
        self.attach(wanted["name"], (), wanted["managed_policies"])
        self.put_inline(wanted["name"], {}, wanted["inline_policies"])

    def update(self, change: Change) -> None:
        before, after, name = change.before or {}, change.after or {}, change.name
        if "description" in change.fields:
            self.client.update_role(RoleName=name, Description=after["description"])
        if "trust" in change.fields:
            self.client.update_assume_role_policy(RoleName=name, PolicyDocument=json.dumps(after["trust"]))
        if "managed_policies" in change.fields:
            self.attach(name, before["managed_policies"], after["managed_policies"])
        if "inline_policies" in change.fields:
            self.put_inline(name, before["inline_policies"], after["inline_policies"])
        if "tags" in change.fields:
            self.client.tag_role(RoleName=name, Tags=tag_list(after["tags"]))

    def attach(self, name: str, before: Iterable[str], after: Iterable[str]) -> None:
        for arn in sorted(set(after) - set(before)):
            self.client.attach_role_policy(RoleName=name, PolicyArn=arn)
        for arn in sorted(set(before) - set(after)):
            self.client.detach_role_policy(RoleName=name, PolicyArn=arn)

    def put_inline(self, name: str, before: Mapping[str, Item], after: Mapping[str, Item]) -> None:
        for policy, content in after.items():
            if before.get(policy) != content:
                self.client.put_role_policy(RoleName=name, PolicyName=policy, PolicyDocument=json.dumps(content))
        for policy in before.keys() - after.keys():
            self.client.delete_role_policy(RoleName=name, PolicyName=policy)

    def delete(self, current: Item) -> None:
        self.attach(current["name"], current["managed_policies"], ())
        self.put_inline(current["name"], current["inline_policies"], {})
        self.client.delete_role(RoleName=current["name"])

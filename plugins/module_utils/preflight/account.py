"""Whether the credentials are those of the account and the administrators that the inventory names."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

from ansible_collections.pinksea.platform.plugins.module_utils.preflight.findings import Finding


def principal(arn: str) -> str:
    """The ARN that IAM policies and access entries know: the role behind an assumed-role session."""
    session = re.fullmatch(r"arn:([^:]+):sts::(\d+):assumed-role/([^/]+)/.+", arn)
    return f"arn:{session[1]}:iam::{session[2]}:role/{session[3]}" if session else arn


def same_principal(one: str, other: str) -> bool:
    """Sessions do not tell the path of their role, so only its last part counts."""
    first, second = principal(one), principal(other)
    return first == second or (
        first.split(":role/")[0] == second.split(":role/")[0] and first.rsplit("/", 1)[-1] == second.rsplit("/", 1)[-1]
    )


def wrong_account(account: str, wanted: str) -> Iterator[Finding]:
    if account != wanted:
        yield Finding(
            "operator_account_id",
            wanted,
            f"is not the account of the credentials, {account}",
            "choose the credentials of this environment, or correct the number",
        )


def not_admin(caller: str, admins: Collection[str]) -> Iterator[Finding]:
    if not any(same_principal(caller, admin) for admin in admins):
        yield Finding(
            "operator_admin_arns",
            list(admins),
            f"does not name {principal(caller)}, as which this run acts and which the cluster would refuse",
            "add it",
        )


def unknown_zones(zones: Collection[str], offered: Collection[str]) -> Iterator[Finding]:
    for zone in sorted(set(zones) - set(offered)):
        yield Finding("vpc_zones", zone, "is not offered to this account", f"choose from {', '.join(sorted(offered))}")


def types_not_offered(
    types: Collection[str], zones: Collection[str], offered: Mapping[str, Collection[str]]
) -> Iterator[Finding]:
    """C(offered): zones by instance type."""
    for name in sorted(set(types)):
        if not offered.get(name):
            yield Finding(
                "eks_node_groups_groups", name, "is an instance type that the region does not offer", "choose another"
            )
        elif lacking := sorted(set(zones) - set(offered[name])):
            yield Finding(
                "eks_node_groups_groups",
                name,
                f"is an instance type that {', '.join(lacking)} does not offer",
                f"choose another type, or vpc_zones of {', '.join(sorted(offered[name]))}",
            )

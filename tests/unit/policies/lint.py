"""What is wrong with one statement: unknown words, or more than the service makes necessary."""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from policy_sentry.shared.iam_data import get_service_prefix_data

Statement = dict[str, Any]


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def lint(statement: Statement) -> Iterator[str]:
    actions = listed(statement["Action"])
    known = {action: privileges(action) for action in actions}
    yield from (
        f"{action} is no action that AWS knows" for action, found in known.items() if not found and action != "*"
    )
    yield from (f"{action} allows every action" for action in actions if every(action) and allows(statement))
    if "Principal" in statement:
        yield from principals(statement)
    if "Resource" in statement:
        yield from resources(statement, known)
    yield from conditions(statement, [each for found in known.values() for each in found])


def allows(statement: Statement) -> bool:
    return statement["Effect"] == "Allow"


def every(action: str) -> bool:
    return action == "*" or action.endswith(":*")


def privileges(action: str) -> list[tuple[str, dict[str, Any]]]:
    """Service and description of every action that the pattern covers."""
    service, _, name = action.partition(":")
    all_of_it = get_service_prefix_data(service) if name else {}
    pattern = re.compile(fnmatch.translate(name), re.IGNORECASE)
    return [(service, row) for key, row in all_of_it.get("privileges", {}).items() if pattern.match(key)]


def shapes(service: str, privilege: dict[str, Any]) -> list[str]:
    """The ARNs that an action can be limited to; none when it takes only `*`."""
    kinds = get_service_prefix_data(service)["resources"]
    return [kinds[name]["arn"] for name in privilege["resource_types"] if name in kinds]


def fits(resource: str, shape: str) -> bool:
    """Whether some ARN is both. The name of a bucket has no slash, those of most other things may have one."""
    if shape.endswith("${BucketName}") and "/" in resource:
        return False
    parts = [text.split(":", 5) for text in (resource, re.sub(r"\$\{[^}]+\}", "*", shape))]
    return len(parts[0]) == len(parts[1]) and all(map(meet, *parts))


@cache
def meet(one: str, other: str) -> bool:
    """Whether two patterns with wildcards have a text in common."""
    if one.startswith("*"):
        return meet(one[1:], other) or (bool(other) and meet(one, other[1:]))
    if other.startswith("*"):
        return meet(other, one)
    return one == other or (bool(one and other) and one[0] == other[0] and meet(one[1:], other[1:]))


def resources(statement: Statement, known: dict[str, list[tuple[str, dict[str, Any]]]]) -> Iterator[str]:
    named = listed(statement["Resource"])
    own = "Principal" in statement
    used = set()
    for action, found in known.items():
        limits = [shape for service, privilege in found for shape in shapes(service, privilege)]
        if "*" in named:
            if limits and not own:
                yield f"{action} has the resource * and can be limited to {limits[0]}"
            continue
        fitting = {resource for resource in named if any(fits(resource, shape) for shape in limits)}
        used |= fitting
        if not fitting and not every(action):
            yield f"{action} applies to none of the resources"
    if "*" not in named and not any(map(every, known)):
        yield from (f"{resource} is no resource of these actions" for resource in named if resource not in used)


def conditions(statement: Statement, found: list[tuple[str, dict[str, Any]]]) -> Iterator[str]:
    if "Federated" in statement.get("Principal", {}):
        return  # its keys are named after the issuer
    keys = {key for operator in statement.get("Condition", {}).values() for key in operator}
    documented = set()
    for service, privilege in found:
        kinds = get_service_prefix_data(service)["resources"]
        for name, row in privilege["resource_types"].items():
            documented |= {*row["condition_keys"], *(kinds[name]["condition_keys"] if name in kinds else [])}
    patterns = [re.sub(r"\$\{[^}]+\}|<[^>]+>", "*", key) for key in documented]
    for key in sorted(keys):
        if not key.lower().startswith(GLOBAL) and not any(
            fnmatch.fnmatchcase(key.lower(), each.lower()) for each in patterns
        ):
            yield f"{key} is no condition of these actions"


GLOBAL = (
    "aws:principal",
    "aws:requested",
    "aws:requesttag/",
    "aws:resourceaccount",
    "aws:resourcetag/",
    "aws:securetransport",
    "aws:source",
    "aws:tagkeys",
)


OURS = {"aws:PrincipalAccount", "aws:PrincipalArn", "aws:ResourceAccount", "aws:SourceAccount", "kms:CallerAccount"}


def principals(statement: Statement) -> Iterator[str]:
    """Whoever is not a principal of the account has to be told by a condition too."""
    condition = statement.get("Condition", {})
    keys = {key for operator in condition.values() for key in operator}
    principal = statement["Principal"]
    if not allows(statement):
        return
    if principal == "*" or "*" in listed(principal.get("AWS", [])):
        if not keys & OURS:
            yield "everybody is allowed"
    elif "Federated" in principal:
        if {key.rsplit(":", 1)[-1] for key in keys} != {"aud", "sub"}:
            yield "a federated principal is told by its audience and its subject"
    elif "Service" in principal and "Resource" in statement and not condition:
        yield f"{principal['Service']} may be made to act for another account: give aws:SourceAccount or aws:SourceArn"

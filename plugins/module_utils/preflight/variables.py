"""Names and types of an inventory's variables, against the argument specs of the roles."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from ansible_collections.pinksea.platform.plugins.module_utils.preflight.findings import Finding

SIMILAR_REST = 0.7
SIMILAR_WHOLE = 0.87


def likeness(name: str, other: str) -> float:
    """How alike two names are, 1 being misspelt. Behind the same first word, only the rest counts."""
    (first, _, rest), (other_first, _, other_rest) = name.partition("_"), other.partition("_")
    if first == other_first:
        return ratio(rest, other_rest, SIMILAR_REST) / SIMILAR_REST
    return ratio(name, other, SIMILAR_WHOLE) / SIMILAR_WHOLE


def ratio(one: str, other: str, least: float) -> float:
    """How alike two texts are, 0 for all that is below C(least): most pairs are, and their lengths tell."""
    if 2 * min(len(one), len(other)) < least * (len(one) + len(other)):
        return 0.0
    matcher = difflib.SequenceMatcher(None, one, other)
    return matcher.ratio() if matcher.quick_ratio() >= least else 0.0


def unset(values: Mapping[str, Any], names: Collection[str], where: str) -> Iterator[Finding]:
    """Variables only the operator can know that are missing or empty."""
    for name in names:
        if values.get(name) in (None, "", [], {}):
            yield Finding(name, None, "is not set", f"write it into {where}")


def misspelt(given: Mapping[str, Any], known: Collection[str], roles: Collection[str]) -> Iterator[Finding]:
    """Variables that no role takes, though their name begins like one of a role or resembles a known name."""
    for name in sorted(given.keys() - set(known)):
        likely = max(known, key=lambda other: likeness(name, other))
        owner = next((role for role in sorted(roles, key=len, reverse=True) if name.startswith(f"{role}_")), None)
        if likeness(name, likely) >= 1:
            yield Finding(
                name,
                given[name],
                "is a variable that no role has",
                f"write {likely} instead, or give yours another name",
            )
        elif owner:
            yield Finding(
                name,
                given[name],
                f"is a variable that the role {owner} does not have",
                f"see its variables with `ansible-doc -t role pinksea.platform.{owner}`, or give yours another name",
            )


def missing(given: Collection[str], options: Mapping[str, Mapping[str, Any]]) -> Iterator[Finding]:
    """Required variables that nobody gives."""
    for name, spec in options.items():
        if spec.get("required") and name not in given:
            yield Finding(name, None, "is required and not set", "give it in the inventory")

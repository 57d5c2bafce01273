"""Policies of resources: how they are put together, and how they are compared."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

Document = dict[str, Any]


def policy(statements: Iterable[Mapping[str, Any]]) -> Document:
    """The document of some statements; without any there is none."""
    listed = [canonical(statement) for statement in statements]
    return {"Version": "2012-10-17", "Statement": listed} if listed else {}


def tls_only(actions: str, *resources: str) -> Document:
    """Whoever comes without TLS is turned away."""
    return {
        "Sid": "TlsOnly",
        "Effect": "Deny",
        "Principal": "*",
        "Action": actions,
        "Resource": list(resources),
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }


def canonical(value: Any) -> Any:
    """The one form of what AWS takes in several: lists without order and not for one value, truth values as texts."""
    if isinstance(value, Mapping):
        return {key: canonical(inner) for key, inner in value.items()}
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        items = [canonical(inner) for inner in value]
        if any(isinstance(item, dict) for item in items):
            return items
        return items[0] if len(items) == 1 else sorted(items, key=str)
    return value

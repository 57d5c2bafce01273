"""The secrets of Secrets Manager that a catalogue's needs come to, one for each Kubernetes Secret that charts read."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from .derive import traces
from .model import Catalogue
from .parse import parse

MADE = ("password", "api-key")
"""Fields whose value anybody may make up. A C(value) comes from outside unless its secret is named as generated."""


def fields(catalogue: Catalogue) -> dict[str, set[str]]:
    """The fields that services read, by Secret."""
    read: dict[str, set[str]] = {}
    for service in catalogue.values():
        for secret, key in traces(service, catalogue).secret_env.values():
            read.setdefault(secret, set()).add(key)
    return read


def service_secrets(
    services: object,
    platform: str,
    environments: Iterable[str],
    generated: Collection[str] = (),
    user: str = "{environment}_{service}",
) -> list[dict[str, Any]]:
    """As M(pinksea.platform.secretsmanager_secrets) takes them, named <platform>/<namespace>/<Secret>.

    C(user): how the database calls a service.
    """
    read = fields(parse(services))
    found = []
    for environment in environments:
        for secret, keys in sorted(read.items()):
            service = secret.removesuffix("-postgres").replace("-", "_")
            value = _value(keys, user.format(environment=environment, service=service), known=secret in generated)
            found.append({"name": f"{platform}/{environment}/{secret}", **value})
    return found


def kubernetes_secrets(secrets: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Those of a platform as M(pinksea.platform.kubernetes_secrets) takes them."""
    return [
        {
            "name": secret["name"].partition("/")[2],
            "source": secret["name"],
            "generated": secret.get("value", "generated") == "generated",
        }
        for secret in secrets
    ]


def _value(keys: set[str], user: str, *, known: bool) -> dict[str, Any]:
    made = next((key for key in MADE if key in keys), "value")
    if made == "value" and not known:
        return {"value": "operator"}
    return {"key": made, **({"template": {"username": user}} if "username" in keys else {})}

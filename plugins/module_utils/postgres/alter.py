"""The statements that make or change a role."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ansible_collections.pinksea.platform.plugins.module_utils.postgres.privileges import quoted
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import Item

COMMENT = re.compile(r"pinksea\.platform schema=(\S+) secret=(\S*)")


def comment(schema: str, secret_version: str) -> str:
    """Whose a role is, and which version of its secret it has: PostgreSQL shows nobody a password to compare."""
    return f"pinksea.platform schema={schema} secret={secret_version}"


def uncommented(text: str | None) -> tuple[str, str]:
    """Schema and version of the secret; empty for a role that was made elsewhere."""
    match = COMMENT.fullmatch(text or "")
    return (match[1], match[2]) if match else ("", "")


def literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def role_statements(database: str, before: Item | None, after: Item, verifier: str | None) -> list[str]:
    """C(verifier): what PostgreSQL keeps of the password, computed here so that the password is never sent."""
    name = quoted(after["name"])
    found = [] if before else [f"CREATE ROLE {name} NOLOGIN"]
    was = before or {
        "login": False,
        "connect": False,
        "member_of": [],
        "settings": {},
        "secret_version": "",
        "schema": "",
    }
    if was["login"] != after["login"]:
        found.append(f"ALTER ROLE {name} {'LOGIN' if after['login'] else 'NOLOGIN'}")
    if was["connect"] != after["connect"]:
        give, to = ("GRANT", "TO") if after["connect"] else ("REVOKE", "FROM")
        found.append(f"{give} CONNECT ON DATABASE {quoted(database)} {to} {name}")
    found += [f"REVOKE {quoted(group)} FROM {name}" for group in _without(was["member_of"], after["member_of"])]
    found += [f"GRANT {quoted(group)} TO {name}" for group in _without(after["member_of"], was["member_of"])]
    setting = f"ALTER ROLE {name} IN DATABASE {quoted(database)}"
    found += [f"{setting} RESET {quoted(key)}" for key in _without(was["settings"], after["settings"])]
    found += [
        f"{setting} SET {quoted(key)} = {_value(key, value)}"
        for key, value in sorted(after["settings"].items())
        if was["settings"].get(key) != value
    ]
    if was["secret_version"] != after["secret_version"]:
        found.append(f"ALTER ROLE {name} PASSWORD {literal(verifier) if verifier else 'NULL'}")
    if any(was[key] != after[key] for key in ("schema", "secret_version")):
        found.append(f"COMMENT ON ROLE {name} IS {literal(comment(after['schema'], after['secret_version']))}")
    return found


def _without(these: Iterable[str], those: Iterable[str]) -> list[str]:
    return sorted(set(these) - set(those))


def _value(key: str, value: str) -> str:
    """A search_path is a list of names, not one text."""
    if key == "search_path":
        return ", ".join(quoted(name) for name in value.split(", "))
    return literal(value)

"""The options by which modules reach a database, and the address that they mean."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.postgres.secrets import Passwords
from ansible_collections.pinksea.platform.plugins.module_utils.postgres.session import Address

CONNECTION: dict[str, Any] = {
    "host": {"type": "str", "required": True},
    "port": {"type": "int", "default": 5432},
    "database": {"type": "str", "required": True},
    "user": {"type": "str"},
    "password": {"type": "str", "no_log": True},
    "secret": {"type": "str", "no_log": False},
    "iam": {"type": "bool", "default": False},
    "sslmode": {"type": "str", "default": "require", "choices": ["disable", "prefer", "require", "verify-full"]},
    "sslrootcert": {"type": "path"},
}
EXCLUSIVE = [["secret", "iam"], ["secret", "password"], ["password", "iam"]]
ROLE: dict[str, Any] = {
    "name": {"type": "str", "required": True},
    "tables": {"type": "dict", "default": {}},
    "secret": {"type": "str", "no_log": False},
    "iam": {"type": "bool", "default": False},
    "migrates": {"type": "bool", "default": False},
    "settings": {"type": "dict", "default": {}},
}
SCHEMA: dict[str, Any] = {
    "name": {"type": "str", "required": True},
    "migrations": {"type": "path"},
    "settings": {"type": "dict", "default": {}},
    "roles": {"type": "list", "elements": "dict", "default": [], "options": ROLE},
}


def address(params: Mapping[str, Any], client: Callable[[str], Any], passwords: Passwords) -> Address:
    """Where to connect, and as whom: by a secret, a token of IAM, or a password."""
    user, password, credentials = params["user"], params["password"], "the option password"
    if params["secret"]:
        value = passwords.value(params["secret"])
        user, password, credentials = user or value.get("username"), value["password"], f"secret {params['secret']}"
    elif params["iam"] and user:
        password = client("rds").generate_db_auth_token(params["host"], params["port"], user)
        credentials = "the IAM policy for rds-db:connect and that the user has rds_iam"
    if not user or not password:
        raise PlatformError(
            f"database {params['database']}: it is not said as whom to connect: give a secret, or a user with iam or a "
            "password."
        )
    given = {key: params[key] for key in ("host", "port", "database", "sslmode", "sslrootcert")}
    return Address(user=user, password=password, credentials=credentials, **given)

"""What the module aurora_schema does, wherever it runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import closing
from typing import Any

from ansible_collections.pinksea.platform.plugins.module_utils.postgres.access import address
from ansible_collections.pinksea.platform.plugins.module_utils.postgres.converge import Converger, unborn
from ansible_collections.pinksea.platform.plugins.module_utils.postgres.model import Schema, schemas
from ansible_collections.pinksea.platform.plugins.module_utils.postgres.secrets import Passwords
from ansible_collections.pinksea.platform.plugins.module_utils.postgres.session import Session, explained
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import Change, is_planned

Params = Mapping[str, Any]
Client = Callable[..., Any]


def converged(params: Params, client: Client, *, check_mode: bool) -> dict[str, Any]:
    """What was or would be done, and the schemas it was done to."""
    stated = schemas(params["schemas"])
    done = changes(params, stated, client, planning=check_mode)
    return {
        "changes": [change.summary() for change in done],
        "diff": [change.diff() for change in done],
        "schemas": {
            each.name: {"owner": each.owner, "roles": [role.name for role in each.roles.values()]} for each in stated
        },
    }


def changes(params: Params, stated: list[Schema], client: Client, *, planning: bool) -> list[Change]:
    passwords = Passwords(client("secretsmanager"), planning)
    present = params["state"] == "present"
    secrets = {role.name: role.secret for each in stated for role in each.roles.values() if role.secret}
    versions = {secret: passwords.version(secret) for secret in secrets.values()} if present else {}
    if planning and is_planned(params["host"]):
        return unborn(params["database"], stated, versions) if present else []
    session = Session(address(params, client, passwords))
    converger = Converger(
        session,
        stated,
        versions,
        lambda role: passwords.of_role(role, secrets[role]),
        check_mode=planning,
        lock_timeout=params["lock_timeout"],
    )
    with closing(session), explained(f"database {params['database']}"):
        converger.present() if present else converger.absent()
    return converger.changes

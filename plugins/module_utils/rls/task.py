"""What the module rls_audit does, wherever it runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import replace
from typing import Any

from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.postgres.access import address
from ansible_collections.pinksea.platform.plugins.module_utils.postgres.model import Role, Schema, schemas
from ansible_collections.pinksea.platform.plugins.module_utils.postgres.secrets import Passwords
from ansible_collections.pinksea.platform.plugins.module_utils.postgres.session import Address, Session, explained
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import is_planned
from ansible_collections.pinksea.platform.plugins.module_utils.rls.audit import Audit, attackable
from ansible_collections.pinksea.platform.plugins.module_utils.rls.model import Check, summary
from ansible_collections.pinksea.platform.plugins.module_utils.rls.options import plan

Params = Mapping[str, Any]
Client = Callable[..., Any]


def audited(params: Params, client: Client, *, check_mode: bool) -> dict[str, Any]:
    """The answers, with a sentence in C(problems) for each leak."""
    stated = schemas(params["schemas"])
    checks = asked(params, stated, client, planning=check_mode)
    leaks = [check for check in checks if check.leak]
    return {
        "checks": len(checks),
        "table": summary(checks),
        "not_attacked": [role.name for each in stated for role in each.roles.values() if not attackable(role)],
        "leaks": [check.line() for check in leaks],
        "problems": [check.sentence() for check in leaks],
    }


def asked(params: Params, stated: list[Schema], client: Client, *, planning: bool) -> list[Check]:
    if planning and is_planned(params["host"]):
        return []
    passwords = Passwords(client("secretsmanager"), planning=False)
    master = address(params, client, passwords)
    attack = params["attack"] and not planning
    if attack and not (params["pgbouncer_host"] and any(probe["name"] == "user" for probe in params["probes"])):
        raise PlatformError(
            f"database {params['database']}: an attack needs pgbouncer_host and probes with one named user: "
            "give them, or attack: false."
        )

    def through(role: Role) -> Address:
        where = {"host": params["pgbouncer_host"], "port": params["pgbouncer_port"]}
        password = passwords.of_role(role.name, role.secret or "")
        return replace(master, **where, user=role.name, password=password, credentials=f"secret {role.secret}")

    with closing(Session(master)) as session, explained(f"database {params['database']}"):
        by = through if attack else None
        return list(Audit(session, stated, plan(params), by, planning=planning).checks())

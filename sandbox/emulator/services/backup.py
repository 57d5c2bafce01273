"""AWS Backup."""

from collections.abc import Callable
from typing import Any

from moto.backup import urls
from moto.backup.models import BackupBackend
from moto.backup.responses import BackupResponse

from sandbox.emulator import backup_recovery_points, backup_selections
from sandbox.emulator.calls import add_calls
from sandbox.emulator.hold import Hold
from sandbox.emulator.mending import mend
from sandbox.emulator.names import Named

KINDS: dict[str, Callable[[Any], Named]] = {
    "backup_vault": lambda b: [(name, vault.backup_vault_arn) for name, vault in b.vaults.items()],
    "backup_plan": lambda b: [(plan.backup_plan["BackupPlanName"], key) for key, plan in b.plans.items()],
}


def install(hold: Hold) -> None:
    mend(
        [
            (BackupBackend, fix)
            for fix in (backup_selections.delete_backup_plan, backup_recovery_points.delete_backup_vault)
        ]
    )
    add_calls(BackupResponse, (*backup_selections.CALLS, *backup_recovery_points.CALLS))
    for path in backup_recovery_points.PATHS:
        urls.url_paths[path] = BackupResponse.dispatch

"""AWS Backup."""

from typing import Any

from tests.unit.plugins.modules.listings import answer


def listing(client: Any) -> dict[str, Any]:
    vaults = client.list_backup_vaults()["BackupVaultList"]
    plans = client.list_backup_plans()["BackupPlansList"]
    arns = [vault["BackupVaultArn"] for vault in vaults] + [plan["BackupPlanArn"] for plan in plans]
    return {
        "vaults": vaults,
        "plans": [answer(client.get_backup_plan(BackupPlanId=plan["BackupPlanId"])) for plan in plans],
        "selections": [selection for plan in plans for selection in selections(client, plan["BackupPlanId"])],
        "tags": [client.list_tags(ResourceArn=arn)["Tags"] for arn in arns],
    }


def selections(client: Any, plan: str) -> list[Any]:
    rows = client.list_backup_selections(BackupPlanId=plan)["BackupSelectionsList"]
    return [answer(client.get_backup_selection(BackupPlanId=plan, SelectionId=row["SelectionId"])) for row in rows]

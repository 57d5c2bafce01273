"""What a backup plan backs up, and changes of a plan."""

import json
from typing import Any
from uuid import uuid4

from moto.backup.exceptions import InvalidRequestException, ResourceNotFoundException
from moto.backup.models import Plan

from sandbox.emulator.calls import remembered
from sandbox.emulator.mending import Original


def selections(backend: Any, plan_id: str) -> dict[str, Any]:
    """The selections of a plan, by their id."""
    backend.get_backup_plan(plan_id, None)
    kept: dict[str, Any] = remembered(backend, "selections").setdefault(plan_id, {})
    return kept


def ids(response: Any) -> tuple[str, str]:
    """Plan and selection of a path such as /backup/plans/<plan>/selections/<selection>."""
    parts = response.path.split("/")
    return parts[3], parts[5] if len(parts) > 5 else ""


def found(response: Any) -> tuple[dict[str, Any], str]:
    plan, key = ids(response)
    kept = selections(response.backup_backend, plan)
    if key not in kept:
        raise ResourceNotFoundException(f"Cannot find Backup selection with ID {key}")
    return kept, key


def delete_backup_plan(original: Original, backend: Any, backup_plan_id: str) -> Any:
    """A plan with selections stays, and a deleted one leaves its name free."""
    if selections(backend, backup_plan_id):
        raise InvalidRequestException("Related backup plan selections must be deleted prior to backup plan deletion")
    answer = original(backend, backup_plan_id)
    backend.tagger.delete_all_tags_for_resource(backend.plans.pop(backup_plan_id).backup_plan_arn)
    return answer


def update_backup_plan(response: Any) -> str:
    backend, plan_id = response.backup_backend, ids(response)[0]
    plan = backend.get_backup_plan(plan_id, None)
    changed = Plan(json.loads(response.body)["BackupPlan"], plan.creator_request_id, backend)
    plan.backup_plan, plan.version_id = changed.backup_plan, changed.version_id
    return json.dumps(plan.to_dict())


def create_backup_selection(response: Any) -> str:
    plan, key = ids(response)[0], str(uuid4())
    selection = json.loads(response.body)["BackupSelection"]
    selections(response.backup_backend, plan)[key] = selection
    return json.dumps({"SelectionId": key, "BackupPlanId": plan})


def list_backup_selections(response: Any) -> str:
    plan = ids(response)[0]
    rows = [
        {"SelectionId": key, "BackupPlanId": plan} | {name: row[name] for name in ("SelectionName", "IamRoleArn")}
        for key, row in selections(response.backup_backend, plan).items()
    ]
    return json.dumps({"BackupSelectionsList": rows})


def get_backup_selection(response: Any) -> str:
    kept, key = found(response)
    return json.dumps({"BackupSelection": kept[key], "SelectionId": key, "BackupPlanId": ids(response)[0]})


def delete_backup_selection(response: Any) -> str:
    kept, key = found(response)
    del kept[key]
    return "{}"


CALLS = (
    update_backup_plan,
    create_backup_selection,
    list_backup_selections,
    get_backup_selection,
    delete_backup_selection,
)

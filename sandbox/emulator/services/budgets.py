"""AWS Budgets."""

import json
from collections.abc import Callable
from typing import Any

from moto.budgets.exceptions import NotFoundException
from moto.budgets.models import Budget, BudgetsBackend
from moto.budgets.responses import BudgetsResponse

from sandbox.emulator.calls import add_calls, remembered
from sandbox.emulator.hold import Hold
from sandbox.emulator.mending import Original, mend
from sandbox.emulator.names import Named

KINDS: dict[str, Callable[[Any], Named]] = {
    "budget": lambda b: [(name, name) for budgets in b.budgets.values() for name in budgets],
}


def tags(backend: Any) -> dict[str, Any]:
    return remembered(backend, "tags")


def tag(backend: Any, arn: str, rows: list[dict[str, str]]) -> None:
    tags(backend).setdefault(arn, {}).update({row["Key"]: row["Value"] for row in rows})


def arn_of(account: str, name: str) -> str:
    return f"arn:aws:budgets::{account}:budget/{name}"


def create_budget(original: Original, response: Any) -> Any:
    """Tags are a part of it."""
    made = original(response)
    name = response._get_param("Budget")["BudgetName"]
    tag(response.backend, arn_of(response._get_param("AccountId"), name), response._get_param("ResourceTags") or [])
    return made


def delete_budget(original: Original, backend: Any, account_id: str, budget_name: str) -> None:
    original(backend, account_id, budget_name)
    tags(backend).pop(arn_of(account_id, budget_name), None)


def update_budget(response: Any) -> str:
    """What an update does not say of a budget is as in a new one."""
    account, changed = response._get_param("AccountId"), response._get_param("NewBudget")
    known = response.backend.budgets[account]
    if changed["BudgetName"] not in known:
        raise NotFoundException(f"Unable to update budget: {changed['BudgetName']} - the budget doesn't exist.")
    known[changed["BudgetName"]].budget = Budget(changed, []).budget
    return "{}"


def describe_subscribers_for_notification(response: Any) -> str:
    budget = response.backend.budgets[response._get_param("AccountId")][response._get_param("BudgetName")]
    for notification in budget.notifications:
        if notification.details == response._get_param("Notification"):
            return json.dumps({"Subscribers": notification.subscribers})
    raise NotFoundException("Unable to get subscribers - the notification doesn't exist.")


def tag_resource(response: Any) -> str:
    tag(response.backend, response._get_param("ResourceARN"), response._get_param("ResourceTags"))
    return "{}"


def list_tags_for_resource(response: Any) -> str:
    kept = tags(response.backend).get(response._get_param("ResourceARN"), {})
    return json.dumps({"ResourceTags": [{"Key": key, "Value": value} for key, value in kept.items()]})


CALLS = (update_budget, describe_subscribers_for_notification, tag_resource, list_tags_for_resource)


def install(hold: Hold) -> None:
    mend([(BudgetsResponse, create_budget), (BudgetsBackend, delete_budget)])
    add_calls(BudgetsResponse, CALLS)

"""AWS Budgets, of the emulator's account."""

from typing import Any

from tests.unit.plugins.modules.listings import answer

ACCOUNT = "123456789012"


def listing(client: Any) -> dict[str, Any]:
    listed: dict[str, Any] = {}
    for budget in client.describe_budgets(AccountId=ACCOUNT)["Budgets"]:
        target = {"AccountId": ACCOUNT, "BudgetName": budget["BudgetName"]}
        rows = client.describe_notifications_for_budget(**target)["Notifications"]
        arn = f"arn:aws:budgets::{ACCOUNT}:budget/{budget['BudgetName']}"
        listed[budget["BudgetName"]] = [
            budget,
            [(row, answer(client.describe_subscribers_for_notification(**target, Notification=row))) for row in rows],
            answer(client.list_tags_for_resource(ResourceARN=arn)),
        ]
    return listed

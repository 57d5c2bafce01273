"""Monthly cost budgets and who is told about them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.parallel import side_by_side
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import Change, Item, Kind
from ansible_collections.pinksea.platform.plugins.module_utils.tags import tag_list, tags_from

USER_TAG = "user:"
COUNTED = ("CalculatedSpend", "LastUpdatedTime", "HealthStatus")
MOST_NOTIFICATIONS = 10
MOST_EMAILS, MOST_TOPICS = 10, 1


def refuse_budget(budget: Item) -> None:
    """Refuse what AWS Budgets would refuse, or would understand otherwise: of several tags it counts any."""
    what = f"budget {budget['name']}"
    if len(budget["matching_tags"]) > 1:
        raise PlatformError(f"{what}: matching_tags are {', '.join(budget['matching_tags'])}: give only one.")
    if budget["limit"] <= 0:
        raise PlatformError(f"{what}: limit is {budget['limit']:g}: give the US dollars of a month.")
    if len(budget["notifications"]) > MOST_NOTIFICATIONS:
        raise PlatformError(
            f"{what}: it has {len(budget['notifications'])} notifications: give {MOST_NOTIFICATIONS} at most."
        )
    for notification in budget["notifications"]:
        emails, topics = notification["emails"], notification["topics"]
        label = f"{notification['type']} {notification['threshold']:g} %"
        if not emails and not topics:
            raise PlatformError(f"{what}: nobody is told of {label}: give emails or topics.")
        if len(emails) > MOST_EMAILS or len(topics) > MOST_TOPICS:
            raise PlatformError(f"{what}: too many are told of {label}: give ten emails and one topic at most.")


def document(budget: Item) -> Item:
    """A budget as the API takes it."""
    values = [f"{USER_TAG}{key}${value}" for key, value in sorted(budget["matching_tags"].items())]
    return {
        "BudgetName": budget["name"],
        "BudgetType": "COST",
        "TimeUnit": "MONTHLY",
        "BudgetLimit": {"Amount": f"{budget['limit']:.2f}", "Unit": "USD"},
        "CostFilters": {"TagKeyValue": values} if values else {},
    }


def matching_tags(filters: Mapping[str, list[str]]) -> dict[str, str]:
    pairs = (value.removeprefix(USER_TAG).partition("$") for value in filters.get("TagKeyValue", []))
    return {key: value for key, _, value in pairs}


def trigger(notification: Item) -> Item:
    """What sets a notification off; the API knows it by this."""
    return {
        "NotificationType": notification["type"],
        "ComparisonOperator": "GREATER_THAN",
        "Threshold": notification["threshold"],
        "ThresholdType": "PERCENTAGE",
    }


def subscribers(notification: Item) -> list[Item]:
    kinds = (("EMAIL", notification["emails"]), ("SNS", notification["topics"]))
    return [{"SubscriptionType": kind, "Address": address} for kind, told in kinds for address in told]


def told(rows: Iterable[Item], kind: str) -> list[str]:
    return sorted(row["Address"] for row in rows if row["SubscriptionType"] == kind)


def in_order(notifications: Iterable[Item]) -> list[Item]:
    return sorted(notifications, key=lambda notification: (notification["type"], notification["threshold"]))


class Budgets(Kind):
    kind = "budget"
    identifiers = ()

    def __init__(self, client: Any, account: str, wanted: Mapping[str, Item]) -> None:
        self.client = client
        self.account = account
        self.wanted = wanted

    def read(self) -> dict[str, Item]:
        pages = self.client.get_paginator("describe_budgets").paginate(AccountId=self.account)
        budgets = [row for page in pages for row in page.get("Budgets", []) if row["BudgetName"] in self.wanted]
        return {item["name"]: item for item in side_by_side(self.describe, budgets)}

    def describe(self, budget: Item) -> Item:
        name = budget["BudgetName"]
        target = {"AccountId": self.account, "BudgetName": name}
        pages = self.client.get_paginator("describe_notifications_for_budget").paginate(**target)
        rows = [row for page in pages for row in page.get("Notifications", [])]
        return {
            "name": name,
            "limit": float(budget["BudgetLimit"]["Amount"]),
            "matching_tags": matching_tags(budget.get("CostFilters") or {}),
            "notifications": in_order(side_by_side(lambda row: self.notification(target, row), rows)),
            "tags": tags_from(self.client.list_tags_for_resource(ResourceARN=self.arn(name)).get("ResourceTags")),
        }

    def notification(self, target: Item, row: Item) -> Item:
        about = {key: value for key, value in row.items() if key != "NotificationState"}
        answer = self.client.describe_subscribers_for_notification(**target, Notification=about)["Subscribers"]
        emails, topics = told(answer, "EMAIL"), told(answer, "SNS")
        return {"type": row["NotificationType"], "threshold": row["Threshold"], "emails": emails, "topics": topics}

    def arn(self, name: str) -> str:
        return f"arn:{self.client.meta.partition}:budgets::{self.account}:budget/{name}"

    def create(self, wanted: Item) -> None:
        self.client.create_budget(
            AccountId=self.account,
            Budget=document(wanted),
            NotificationsWithSubscribers=[
                {"Notification": trigger(row), "Subscribers": subscribers(row)} for row in wanted["notifications"]
            ],
            ResourceTags=tag_list(wanted["tags"]),
        )

    def update(self, change: Change) -> None:
        before, after, target = change.before or {}, change.after or {}, {"AccountId": self.account}
        if change.fields & {"limit", "matching_tags"}:
            present = self.client.describe_budget(**target, BudgetName=change.name)["Budget"]
            kept = {key: value for key, value in present.items() if key not in COUNTED}
            self.client.update_budget(**target, NewBudget={**kept, **document(after)})
        if "notifications" in change.fields:
            self.notify(change.name, before["notifications"], after["notifications"])
        if "tags" in change.fields:
            self.client.tag_resource(ResourceARN=self.arn(change.name), ResourceTags=tag_list(after["tags"]))

    def notify(self, name: str, before: list[Item], after: list[Item]) -> None:
        target = {"AccountId": self.account, "BudgetName": name}
        for row in (row for row in before if row not in after):
            self.client.delete_notification(**target, Notification=trigger(row))
        for row in (row for row in after if row not in before):
            self.client.create_notification(**target, Notification=trigger(row), Subscribers=subscribers(row))

    def delete(self, current: Item) -> None:
        self.client.delete_budget(AccountId=self.account, BudgetName=current["name"])

"""budgets against the emulator."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from ansible_collections.pinksea.platform.plugins.modules import budgets

from tests.unit.plugins.modules.ladder import done, ladder, refused

TOPIC = "arn:aws:sns:us-east-1:123456789012:rag-warning"


@pytest.fixture
def api(client: Callable[[str], Any]) -> Any:
    return client("budgets")


def told(threshold: float, *emails: str, **more: Any) -> dict[str, Any]:
    return {"threshold": threshold, "emails": list(emails), **more}


def budget(*notifications: dict[str, Any], **more: Any) -> dict[str, Any]:
    one = {"name": "rag", "limit": 1305.7, "matching_tags": {"platform": "rag"}, "notifications": list(notifications)}
    return {"account_id": "123456789012", "budgets": [one | more]}


def test_ladder(api: Any) -> None:
    created, modified, _ = ladder(
        budgets,
        create=budget(told(80, "b@example.com", "a@example.com"), told(50, "a@example.com")),
        modify={
            **budget(told(80, "a@example.com"), told(100, topics=[TOPIC], type="FORECASTED"), limit=1335),
            "tags": {"environment": "prod"},
        },
        key="budgets",
        client=api,
    )
    first = created["budgets"]["rag"]
    assert (first["limit"], first["matching_tags"]) == (1305.7, {"platform": "rag"})
    assert [row["threshold"] for row in first["notifications"]] == [50, 80]
    changed = modified["budgets"]["rag"]
    assert changed["notifications"] == [
        {"type": "ACTUAL", "threshold": 80, "emails": ["a@example.com"], "topics": []},
        {"type": "FORECASTED", "threshold": 100, "emails": [], "topics": [TOPIC]},
    ]
    assert (changed["limit"], changed["tags"]) == (1335, {"environment": "prod"})


def test_what_else_a_budget_says_is_kept(api: Any) -> None:
    done(budgets, budget(), api)
    present = api.describe_budget(AccountId="123456789012", BudgetName="rag")["Budget"]
    present["TimePeriod"]["Start"] -= timedelta(days=90)
    api.update_budget(AccountId="123456789012", NewBudget=present)
    done(budgets, budget(limit=7), api)
    changed = api.describe_budget(AccountId="123456789012", BudgetName="rag")["Budget"]
    assert changed["BudgetLimit"] == {"Amount": "7.00", "Unit": "USD"}
    assert changed["TimePeriod"] == present["TimePeriod"]
    done(budgets, budget() | {"state": "absent"}, api)


def test_a_tag_that_billing_has_not_seen_is_left_for_later(api: Any) -> None:
    given = budget() | {"cost_allocation_tags": ["platform"]}
    assert [row["kind"] for row in done(budgets, given, api)["changes"]] == ["budget"]
    assert not done(budgets, given, api)["changed"]
    done(budgets, given | {"state": "absent"}, api)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (budget(limit=None), "limit is not set: give it, state present needs it."),
        (budget(limit=0), "limit is 0: give the US dollars of a month."),
        (budget(matching_tags={"a": "1", "b": "2"}), "matching_tags are a, b: give only one."),
        (budget(told(80)), "nobody is told of ACTUAL 80 %: give emails or topics."),
        (
            budget(told(80, topics=[TOPIC, TOPIC])),
            "too many are told of ACTUAL 80 %: give ten emails and one topic at most.",
        ),
        (
            budget(*(told(number, "a@example.com") for number in range(11))),
            "it has 11 notifications: give 10 at most.",
        ),
    ],
)
def test_what_aws_budgets_would_refuse(api: Any, given: dict[str, Any], message: str) -> None:
    assert refused(budgets, given, api) == f"budget rag: {message}"

"""What the emulator does not show of cost allocation tags: billing has seen some of them."""

from typing import Any

import boto3
import pytest
from ansible_collections.pinksea.platform.plugins.module_utils.budgets.cost_allocation_tags import CostAllocationTags
from ansible_collections.pinksea.platform.plugins.module_utils.errors import ManyErrors
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import apply, plan
from botocore.stub import Stubber

KEYS = ["environment", "platform", "team"]


@pytest.fixture
def stubbed() -> tuple[CostAllocationTags, Stubber]:
    login = {"aws_access_key_id": "testing", "aws_secret_access_key": "testing"}
    client = boto3.client("ce", region_name="us-east-1", **login)
    stubber = Stubber(client)
    stubber.activate()
    return CostAllocationTags(client, KEYS), stubber


def listed(stubber: Stubber, rows: dict[str, str], **only: str) -> None:
    found = [{"TagKey": key, "Type": "UserDefined", "Status": status} for key, status in rows.items()]
    stubber.add_response("list_cost_allocation_tags", {"CostAllocationTags": found}, {"TagKeys": KEYS, **only})


def switched(stubber: Stubber, key: str, *errors: dict[str, str]) -> None:
    given = {"CostAllocationTagsStatus": [{"TagKey": key, "Status": "Active"}]}
    stubber.add_response("update_cost_allocation_tags_status", {"Errors": list(errors)}, given)


def activate(tags: CostAllocationTags) -> list[Any]:
    changes = plan(tags, tags.known(), tags.read(), "present")
    apply(tags, changes)
    return [change.summary() for change in changes]


def test_those_that_billing_has_seen_become_active(stubbed: tuple[CostAllocationTags, Stubber]) -> None:
    tags, stubber = stubbed
    listed(stubber, {"environment": "Active", "platform": "Inactive"})
    listed(stubber, {"environment": "Active"}, Status="Active")
    switched(stubber, "platform")
    assert activate(tags) == [{"action": "create", "kind": "cost_allocation_tag", "name": "platform"}]
    stubber.assert_no_pending_responses()


def test_an_account_that_does_not_pay_may_not(stubbed: tuple[CostAllocationTags, Stubber]) -> None:
    tags, stubber = stubbed
    listed(stubber, {"platform": "Inactive"})
    listed(stubber, {}, Status="Active")
    error = {"TagKey": "platform", "Code": "LinkedAccount", "Message": "Linked account doesn't have access"}
    switched(stubber, "platform", error)
    with pytest.raises(ManyErrors, match="cost_allocation_tag platform: Linked account doesn't have access"):
        activate(tags)


def test_without_keys_nobody_is_asked() -> None:
    tags: Any = CostAllocationTags(None, [])
    assert tags.known() == tags.read() == {}

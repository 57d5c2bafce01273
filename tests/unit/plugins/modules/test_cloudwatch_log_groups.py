"""cloudwatch_log_groups against the emulator."""

from collections.abc import Callable
from typing import Any

import pytest
from ansible_collections.pinksea.platform.plugins.modules import cloudwatch_log_groups

from tests.unit.plugins.modules.ladder import done, ladder, refused

NAME = "/aws/eks/rag-eks/cluster"


@pytest.fixture
def logs(client: Callable[[str], Any]) -> Any:
    return client("logs")


def groups(**more: Any) -> dict[str, Any]:
    return {"groups": [{"name": NAME, **more}]}


def query(text: str, *looked_at: str) -> dict[str, Any]:
    return {"queries": [{"name": "rag/errors", "query": text, "log_groups": list(looked_at)}]}


def test_ladder(logs: Any) -> None:
    created, modified, deleted = ladder(
        cloudwatch_log_groups,
        create=groups() | query("filter level = 'error'", NAME),
        modify={
            **groups(retention=90, kms_key_arn="arn:aws:kms:us-east-1:123456789012:key/1"),
            **query("filter level = 'fatal'", NAME, "/rag/prod/applications"),
            "tags": {"environment": "prod"},
        },
        key="groups",
        client=logs,
    )
    assert created["changes"] == [
        {"action": "create", "kind": "query_definition", "name": "rag/errors"},
        {"action": "create", "kind": "log_group", "name": NAME},
    ]
    assert created["groups"][NAME]["retention"] == 30
    changed = modified["groups"][NAME]
    assert (changed["retention"], changed["tags"]) == (90, {"environment": "prod"})
    assert changed["kms_key_arn"] == "arn:aws:kms:us-east-1:123456789012:key/1"
    assert len(deleted["changes"]) == 2


def test_a_group_whose_name_begins_alike_is_another_one(logs: Any) -> None:
    done(cloudwatch_log_groups, {"groups": [{"name": f"{NAME}-2"}]}, logs)
    assert done(cloudwatch_log_groups, groups() | {"state": "absent"}, logs)["changes"] == []
    assert done(cloudwatch_log_groups, groups(), logs)["changed"]
    done(cloudwatch_log_groups, {"groups": [{"name": NAME}, {"name": f"{NAME}-2"}], "state": "absent"}, logs)


def test_events_can_be_kept_for_ever_and_a_key_be_taken_away(logs: Any) -> None:
    done(cloudwatch_log_groups, groups(kms_key_arn="arn:aws:kms:us-east-1:123456789012:key/1"), logs)
    kept = done(cloudwatch_log_groups, groups(retention=0, kms_key_arn=""), logs)["groups"][NAME]
    assert (kept["retention"], kept["kms_key_arn"]) == (0, "")
    assert not done(cloudwatch_log_groups, groups(retention=0, kms_key_arn=""), logs)["changed"]
    done(cloudwatch_log_groups, groups() | {"state": "absent"}, logs)


def test_a_retention_that_is_not_offered(logs: Any) -> None:
    assert refused(cloudwatch_log_groups, groups(retention=31), logs) == (
        f"log_group {NAME}: retention is 31 days, which CloudWatch Logs does not offer: "
        "give 60, or 0 to keep everything."
    )


def test_the_class_of_a_group_stays(logs: Any) -> None:
    done(cloudwatch_log_groups, groups(), logs)
    message = refused(cloudwatch_log_groups, groups(log_class="INFREQUENT_ACCESS"), logs)
    assert message.startswith(f"log_group {NAME}: log_class is 'STANDARD' and cannot be changed")
    done(cloudwatch_log_groups, groups() | {"state": "absent"}, logs)

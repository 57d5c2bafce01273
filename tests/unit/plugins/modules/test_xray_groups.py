"""xray_groups against the emulator."""

from collections.abc import Callable
from typing import Any

import pytest
from ansible_collections.pinksea.platform.plugins.modules import xray_groups

from tests.unit.plugins.modules.ladder import ladder, refused


@pytest.fixture
def xray(client: Callable[[str], Any]) -> Any:
    return client("xray")


def groups(**more: Any) -> dict[str, Any]:
    return {"groups": [{"name": "rag-errors", "filter": "error", **more}]}


def rules(**more: Any) -> dict[str, Any]:
    return {"sampling_rules": [{"name": "rag-api", **more}]}


def test_ladder(xray: Any) -> None:
    created, modified, deleted = ladder(
        xray_groups,
        create=groups() | rules(),
        modify={
            **groups(filter="fault", insights=True),
            **rules(priority=10, reservoir=5, fixed_rate=0.5, host="a", http_method="GET", url_path="/x"),
            "tags": {"environment": "prod"},
        },
        key="groups",
        client=xray,
    )
    assert [row["kind"] for row in created["changes"]] == ["xray_sampling_rule", "xray_group"]
    changed = modified["groups"]["rag-errors"]
    assert (changed["filter"], changed["insights"], changed["tags"]) == ("fault", True, {"environment": "prod"})
    assert len(deleted["changes"]) == 2


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (groups() | rules(priority=0), "xray_sampling_rule rag-api: priority is 0: give a value from 1 to 9999."),
        (groups() | rules(fixed_rate=5), "xray_sampling_rule rag-api: fixed_rate is 5.0: give a value from 0 to 1."),
        (
            groups() | rules(name="r" * 33),
            f"xray_sampling_rule {'r' * 33}: its name has 33 characters: give it 32 at most.",
        ),
        (groups(name="g" * 33), f"xray_group {'g' * 33}: its name has 33 characters: give it 32 at most."),
        (groups(filter=None), "xray_group rag-errors: filter is not set: give it, state present needs it."),
    ],
)
def test_what_xray_would_refuse(xray: Any, arguments: dict[str, Any], message: str) -> None:
    assert refused(xray_groups, arguments, xray) == message

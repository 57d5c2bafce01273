"""cloudtrail_trails against the emulator."""

from collections.abc import Callable
from typing import Any

import pytest
from ansible_collections.pinksea.platform.plugins.modules import cloudtrail_trails

from tests.unit.plugins.modules.ladder import done, ladder, refused


@pytest.fixture
def cloudtrail(client: Callable[[str], Any]) -> Any:
    for bucket in ("audit", "audit-2"):
        client("s3").create_bucket(Bucket=bucket)
    return client("cloudtrail")


def trails(**more: Any) -> dict[str, Any]:
    return {"trails": [{"name": "rag", "bucket": "audit", **more}]}


def test_ladder(cloudtrail: Any) -> None:
    created, modified, _ = ladder(
        cloudtrail_trails,
        create=trails(),
        modify={
            **trails(bucket="audit-2", prefix="calls", multi_region=False, log_validation=False, logging=False),
            "tags": {"environment": "prod"},
        },
        key="trails",
        client=cloudtrail,
    )
    assert all(created["trails"]["rag"][key] for key in ("multi_region", "log_validation", "logging"))
    changed = modified["trails"]["rag"]
    assert (changed["bucket"], changed["prefix"], changed["tags"]) == ("audit-2", "calls", {"environment": "prod"})
    assert not any(changed[key] for key in ("multi_region", "log_validation", "logging"))


def test_a_trail_that_somebody_stopped_logs_again(cloudtrail: Any) -> None:
    done(cloudtrail_trails, trails(), cloudtrail)
    cloudtrail.stop_logging(Name="rag")
    assert done(cloudtrail_trails, trails(), cloudtrail)["trails"]["rag"]["logging"]
    done(cloudtrail_trails, trails() | {"state": "absent"}, cloudtrail)


def test_a_trail_needs_a_bucket(cloudtrail: Any) -> None:
    message = refused(cloudtrail_trails, trails(bucket=None), cloudtrail)
    assert message == "cloudtrail_trail rag: bucket is not set: give it, state present needs it."

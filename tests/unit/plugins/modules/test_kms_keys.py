"""kms_keys against the emulator."""

from collections.abc import Callable
from typing import Any

import pytest
from ansible_collections.pinksea.platform.plugins.modules import kms_keys

from tests.unit.plugins.modules.ladder import done, ladder, refused


@pytest.fixture
def kms(client: Callable[[str], Any]) -> Any:
    return client("kms")


def key(**more: Any) -> dict[str, Any]:
    return {"keys": [{"name": "rag-secrets", "description": "Secrets", **more}]}


def test_ladder(kms: Any) -> None:
    statement = {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "kms:Decrypt", "Resource": "*"}
    policy = {"Version": "2012-10-17", "Statement": [statement]}
    created, modified, _ = ladder(
        kms_keys,
        create=key(),
        modify={**key(description="All secrets", rotation=False, policy=policy), "tags": {"environment": "prod"}},
        key="keys",
        client=kms,
    )
    assert created["keys"]["rag-secrets"]["rotation"]
    changed = modified["keys"]["rag-secrets"]
    assert (changed["description"], changed["rotation"], changed["policy"]) == ("All secrets", False, policy)
    assert changed["tags"] == {"environment": "prod", "Name": "rag-secrets"}


def test_a_key_that_is_going_is_not_taken_up_again(kms: Any) -> None:
    first = done(kms_keys, key(), kms)["keys"]["rag-secrets"]["id"]
    kms.schedule_key_deletion(KeyId=first)
    second = done(kms_keys, key(), kms)["keys"]["rag-secrets"]["id"]
    assert second != first
    assert not done(kms_keys, key(), kms)["changed"]
    done(kms_keys, key() | {"state": "absent"}, kms)


def test_the_key_of_a_killed_run_is_used(kms: Any) -> None:
    orphan = kms.create_key(Description="Secrets", Tags=[{"TagKey": "Name", "TagValue": "rag-secrets"}])["KeyMetadata"][
        "KeyId"
    ]
    assert done(kms_keys, key(), kms)["keys"]["rag-secrets"]["id"] == orphan
    assert not done(kms_keys, key(), kms)["changed"]
    done(kms_keys, key() | {"state": "absent"}, kms)


def test_a_window_that_kms_does_not_take(kms: Any) -> None:
    assert refused(kms_keys, key() | {"pending_window": 3}, kms) == "pending_window is 3: KMS takes 7 to 30 days."

"""Which Secrets a cluster is to have. The modules meet a real API server in tests/integration/test_kubernetes.py."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.kubernetes.secrets import (
    SOURCE,
    Secrets,
    manifest,
    wanted_items,
)

REDIS = {"name": "prod/redis", "source": "p/prod/redis", "generated": True}
OPENAI = {"name": "prod/openai", "source": "p/prod/openai", "generated": False}
VALUES = {"p/prod/redis": {"password": "s3cret"}}
WANTED = {"prod/redis": {"name": "prod/redis", "source": "p/prod/redis", "holds_its_value": True}}


def item(**changes: Any) -> dict[str, Any]:
    secret = {**manifest("prod/redis", "p/prod/redis", VALUES["p/prod/redis"]), **changes}
    return Secrets(None, WANTED, VALUES).item("prod/redis", secret)


def test_what_has_no_value_yet_is_passed_over_or_missed() -> None:
    assert wanted_items([REDIS, OPENAI], VALUES, planning=False) == WANTED
    assert wanted_items([REDIS, OPENAI], {}, planning=True) == WANTED
    with pytest.raises(PlatformError, match="secret p/prod/redis has no value in Secrets Manager: run the layer"):
        wanted_items([REDIS], {}, planning=False)


def test_what_the_operator_has_brought_is_wanted() -> None:
    assert "prod/openai" in wanted_items([OPENAI], {"p/prod/openai": {"value": "sk"}}, planning=False)


def test_a_secret_is_compared_by_what_it_holds() -> None:
    assert item() == WANTED["prod/redis"]
    assert item(data={"password": "b3RoZXI="})["holds_its_value"] is False
    assert item(data=None)["holds_its_value"] is False
    assert item(metadata={"name": "redis", "annotations": {SOURCE: "p/dev/redis"}})["source"] == "p/dev/redis"


def test_what_external_secrets_has_taken_over_is_left_to_it() -> None:
    owned = {"name": "redis", "ownerReferences": [{"kind": "ExternalSecret"}]}
    assert item(metadata=owned, data={"password": "b3RoZXI="}) == WANTED["prod/redis"]
    by_hand = {"name": "redis", "ownerReferences": [{"kind": "Deployment"}]}
    assert item(metadata=by_hand) != WANTED["prod/redis"]


def test_no_value_is_in_an_item() -> None:
    assert "s3cret" not in str(item())
    assert "czNjcmV0" not in str(item())


def test_nothing_is_asked_of_a_cluster_that_is_not_there() -> None:
    assert Secrets(None, WANTED, {}).read() == {}

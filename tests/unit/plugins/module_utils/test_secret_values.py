"""Reading what secrets hold, with answers as AWS gives them: the emulator refuses nobody a key."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.secretsmanager.reading import values
from botocore.stub import Stubber


@pytest.fixture
def manager() -> Any:
    keys = {"aws_access_key_id": "testing", "aws_secret_access_key": "testing", "region_name": "us-east-1"}
    return boto3.client("secretsmanager", **keys)


@pytest.fixture
def answers(manager: Any) -> Iterator[Stubber]:
    with Stubber(manager) as stubber:
        yield stubber
        stubber.assert_no_pending_responses()


def held(name: str, text: str = '{"password": "swordfish"}') -> dict[str, str]:
    return {"Name": name, "SecretString": text}


def refusal(name: str, code: str) -> dict[str, str]:
    return {"SecretId": name, "ErrorCode": code, "Message": "no"}


def batch(*found: dict[str, str], refused: tuple[dict[str, str], ...] = ()) -> dict[str, Any]:
    return {"SecretValues": list(found), "Errors": list(refused)}


def test_twenty_are_asked_for_at_once(manager: Any, answers: Stubber) -> None:
    names = [f"p/prod/{number}" for number in range(21)]
    answers.add_response("batch_get_secret_value", batch(*map(held, names[:20])), {"SecretIdList": names[:20]})
    answers.add_response("batch_get_secret_value", batch(held(names[20])), {"SecretIdList": names[20:]})
    assert values(manager, names) == {name: {"password": "swordfish"} for name in names}


def test_what_has_no_value_is_left_out(manager: Any, answers: Stubber) -> None:
    lacking = (refusal("b", "ResourceNotFoundException"), refusal("c", "InvalidRequestException"))
    answers.add_response("batch_get_secret_value", batch(held("a"), refused=lacking))
    assert values(manager, ["a", "b", "c"]) == {"a": {"password": "swordfish"}}


def test_what_may_not_be_read_is_named(manager: Any, answers: Stubber) -> None:
    answers.add_response("batch_get_secret_value", batch(refused=(refusal("a", "DecryptionFailure"),)))
    with pytest.raises(PlatformError, match=r"secret a cannot be read \(DecryptionFailure\): give the caller"):
        values(manager, ["a"])


@pytest.mark.parametrize("text", ["swordfish", '"swordfish"', "[1]"])
def test_what_is_no_object_is_named_and_not_shown(manager: Any, answers: Stubber, text: str) -> None:
    answers.add_response("batch_get_secret_value", batch(held("a", text)))
    with pytest.raises(PlatformError, match="secret a is no JSON object") as raised:
        values(manager, ["a"])
    assert "swordfish" not in str(raised.value)


def test_numbers_become_text(manager: Any, answers: Stubber) -> None:
    answers.add_response("batch_get_secret_value", batch(held("a", '{"port": 5432, "tls": true}')))
    assert values(manager, ["a"]) == {"a": {"port": "5432", "tls": "true"}}

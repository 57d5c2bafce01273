"""secretsmanager_secrets against the emulator."""

import json
from collections.abc import Callable
from typing import Any

import boto3
import pytest
from ansible_collections.pinksea.platform.plugins.modules import secretsmanager_secrets

from tests.unit.plugins.modules.ladder import done, ladder, refused

NAME = "rag/rag/redis"
KEY = "arn:aws:kms:us-east-1:123456789012:key/00000000-0000-0000-0000-000000000000"


@pytest.fixture
def manager(client: Callable[[str], Any]) -> Any:
    return client("secretsmanager")


def arguments(name: str = NAME, **more: Any) -> dict[str, Any]:
    return {"secrets": [{"name": name, "key": "password", **more}], "recovery_window": 0}


def value(manager: Any, name: str = NAME) -> dict[str, str]:
    held: dict[str, str] = json.loads(manager.get_secret_value(SecretId=name)["SecretString"])
    return held


def test_ladder(manager: Any) -> None:
    statement = {"Effect": "Deny", "Principal": "*", "Action": "secretsmanager:DeleteSecret", "Resource": "*"}
    policy = {"Version": "2012-10-17", "Statement": [statement]}
    create = arguments(policy={})
    _, modified, _ = ladder(
        secretsmanager_secrets,
        create=create,
        modify={
            **arguments(description="AUTH of Redis", policy=policy),
            "kms_key_arn": KEY,
            "replica_regions": ["us-west-2"],
            "tags": {"environment": "prod"},
        },
        key="secrets",
        client=manager,
    )
    secret = modified["secrets"][NAME]
    assert (secret["description"], secret["kms_key_arn"], secret["policy"]) == ("AUTH of Redis", KEY, policy)
    assert (secret["replica_regions"], secret["tags"]) == (["us-west-2"], {"environment": "prod"})


def test_a_value_is_made_once_and_shown_to_nobody(manager: Any) -> None:
    """The invocation is what -vvv prints."""
    verbose = {"_ansible_inject_invocation": True}
    results = [done(secretsmanager_secrets, arguments(template={"username": "rag"}, length=20) | verbose, manager)]
    made = value(manager)
    assert made["username"] == "rag"
    assert len(made["password"]) == 20
    longer = arguments(length=64, description="changed", alphabet="symbols") | verbose
    results.append(done(secretsmanager_secrets, longer, manager))
    assert value(manager) == made
    results.append(done(secretsmanager_secrets, longer | {"state": "absent"}, manager))
    assert all(result["invocation"]["module_args"] for result in results)
    assert made["password"] not in json.dumps(results)


def test_two_secrets_have_two_values(manager: Any) -> None:
    two = {"secrets": [{"name": "a/one"}, {"name": "a/two"}], "recovery_window": 0}
    done(secretsmanager_secrets, two, manager)
    assert value(manager, "a/one")["value"] != value(manager, "a/two")["value"]
    done(secretsmanager_secrets, two | {"state": "absent"}, manager)


def test_the_operator_brings_a_value_that_stays(manager: Any) -> None:
    given = arguments(value="operator")
    assert not done(secretsmanager_secrets, given, manager)["secrets"][NAME]["has_value"]
    manager.put_secret_value(SecretId=NAME, SecretString='{"value": "sk-1"}')
    again = done(secretsmanager_secrets, given, manager)
    assert again["secrets"][NAME]["has_value"]
    assert not again["changed"]
    assert not done(secretsmanager_secrets, arguments(), manager)["changed"]
    assert value(manager) == {"value": "sk-1"}
    done(secretsmanager_secrets, given | {"state": "absent"}, manager)


def test_a_value_that_is_missing_is_made(manager: Any) -> None:
    done(secretsmanager_secrets, arguments(value="operator"), manager)
    assert done(secretsmanager_secrets, arguments(), manager)["secrets"][NAME]["has_value"]
    assert len(value(manager)["password"]) == 48
    done(secretsmanager_secrets, arguments() | {"state": "absent"}, manager)


def test_what_was_to_go_comes_back_with_its_value(manager: Any) -> None:
    window = {"recovery_window": 7, "replica_regions": ["us-west-2"]}
    done(secretsmanager_secrets, arguments() | window, manager)
    made = value(manager)
    gone = done(secretsmanager_secrets, arguments() | window | {"state": "absent"}, manager)
    assert gone["secrets"] == {}
    assert not done(secretsmanager_secrets, arguments() | window | {"state": "absent"}, manager)["changed"]
    back = done(secretsmanager_secrets, arguments(description="back") | window, manager)
    assert [change["action"] for change in back["changes"]] == ["create"]
    assert back["secrets"][NAME]["description"] == "back"
    assert back["secrets"][NAME]["replica_regions"] == ["us-west-2"]
    assert value(manager) == made
    done(secretsmanager_secrets, arguments() | {"state": "absent"}, manager)


def test_a_replica_goes_with_its_secret(manager: Any) -> None:
    west = boto3.client(
        "secretsmanager",
        endpoint_url=manager.meta.endpoint_url,
        region_name="us-west-2",
        aws_access_key_id="testing",
        aws_secret_access_key="testing",
    )
    done(secretsmanager_secrets, arguments() | {"replica_regions": ["us-west-2"]}, manager)
    assert [secret["Name"] for secret in west.list_secrets()["SecretList"]] == [NAME]
    done(secretsmanager_secrets, arguments() | {"state": "absent"}, manager)
    assert west.list_secrets()["SecretList"] == []


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (
            arguments(length=8),
            "secret rag/rag/redis: length is 8: give one from 16 to 128, which every store behind a secret accepts.",
        ),
        (
            arguments(template={"password": "x"}),
            "secret rag/rag/redis: template gives password, which is the generated field: "
            "take it out of the template, or choose another key.",
        ),
        (arguments("a b"), "secret 'a b': Secrets Manager takes letters, digits and /_+=.@- in a name."),
        (arguments() | {"recovery_window": 3}, "recovery_window is 3: give 7 to 30 days, or 0 to delete at once."),
    ],
)
def test_refusals(manager: Any, given: dict[str, Any], message: str) -> None:
    assert refused(secretsmanager_secrets, given, manager) == message
    assert manager.list_secrets()["SecretList"] == []

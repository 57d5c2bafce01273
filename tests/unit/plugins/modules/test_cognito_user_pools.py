"""cognito_user_pools against the emulator."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from ansible_collections.pinksea.platform.plugins.modules import cognito_user_pools

from tests.unit.plugins.modules.ladder import done, fingerprint, ladder, refused, run

CALLBACK = "https://rag.example.com/oauth2/idpresponse"


@pytest.fixture
def cognito(client: Callable[[str], Any]) -> Any:
    return client("cognito-idp")


def pool(callback: str = CALLBACK, **more: Any) -> dict[str, Any]:
    alb = {"name": "alb", "callback_urls": [callback]}
    return {"pools": [{"name": "rag", "domain": "rag-123456789012", "clients": [alb], **more}]}


@pytest.fixture
def made(cognito: Any) -> Any:
    """The pool, until the test ends."""
    yield done(cognito_user_pools, pool(), cognito)
    done(cognito_user_pools, pool() | {"state": "absent", "delete": ["rag"]}, cognito)


def test_ladder(cognito: Any) -> None:
    created, modified, _ = ladder(
        cognito_user_pools,
        create=pool() | {"delete": ["rag"]},
        modify={
            **pool("https://www.example.com/oauth2/idpresponse", mfa="OPTIONAL", password_length=16, sign_up=True),
            "tags": {"environment": "prod"},
            "delete": ["rag"],
        },
        key="clients",
        client=cognito,
    )
    assert [(change["kind"], change["name"]) for change in created["changes"]] == [
        ("cognito_user_pool", "rag"),
        ("cognito_user_pool_client", "rag/alb"),
    ]
    client = created["clients"]["rag/alb"]
    assert (client["domain"], client["callback_urls"]) == ("rag-123456789012", [CALLBACK])
    assert client["pool_arn"].endswith(client["pool_id"])
    assert modified["diff"][0]["before"]["mfa"] == "ON"
    assert modified["diff"][0]["after"]["mfa"] == "OPTIONAL"


def test_what_cognito_keeps(cognito: Any, made: dict[str, Any]) -> None:
    stored = cognito.describe_user_pool(UserPoolId=made["clients"]["rag/alb"]["pool_id"])["UserPool"]
    assert stored["DeletionProtection"] == "ACTIVE"
    assert stored["UsernameAttributes"] == ["email"]
    assert stored["MfaConfiguration"] == "ON"
    assert stored["AccountRecoverySetting"] == {"RecoveryMechanisms": [{"Priority": 1, "Name": "verified_email"}]}
    assert stored["Policies"]["PasswordPolicy"]["MinimumLength"] == 12
    assert stored["AdminCreateUserConfig"]["AllowAdminCreateUserOnly"]


def test_an_update_keeps_what_we_do_not_manage(cognito: Any, made: dict[str, Any]) -> None:
    key = {"UserPoolId": made["clients"]["rag/alb"]["pool_id"]}
    before = cognito.describe_user_pool(**key)["UserPool"]
    mail = {"EmailSendingAccount": "COGNITO_DEFAULT", "ReplyToEmailAddress": "help@example.com"}
    cognito.update_user_pool(
        **key,
        EmailConfiguration=mail,
        DeletionProtection="ACTIVE",
        MfaConfiguration="ON",
        AutoVerifiedAttributes=["email"],
        AccountRecoverySetting=before["AccountRecoverySetting"],
        Policies=before["Policies"],
        UserPoolTags={"owner": "somebody"},
    )
    assert done(cognito_user_pools, pool() | {"tags": {"environment": "prod"}}, cognito)["changed"]
    after = cognito.describe_user_pool(**key)["UserPool"]
    assert after["EmailConfiguration"] == mail
    assert after["MfaConfiguration"] == "ON"
    assert after["UserPoolTags"] == {"owner": "somebody", "environment": "prod"}


def test_the_secret_goes_nowhere(cognito: Any, made: dict[str, Any]) -> None:
    client = made["clients"]["rag/alb"]
    secret = cognito.describe_user_pool_client(UserPoolId=client["pool_id"], ClientId=client["id"])["UserPoolClient"][
        "ClientSecret"
    ]
    results = [made, run(cognito_user_pools, pool("https://b.example.com/"), cognito)]
    assert secret not in json.dumps(results)


def test_a_killed_run_is_finished(cognito: Any) -> None:
    """It made the pool, and came neither to MFA nor to the domain nor to the client."""
    cognito.create_user_pool(PoolName="rag", UsernameAttributes=["email"])
    done(cognito_user_pools, pool(), cognito)
    again = done(cognito_user_pools, pool(), cognito)
    assert again["diff"] == []
    done(cognito_user_pools, pool() | {"state": "absent", "delete": ["rag"]}, cognito)


def test_a_pool_that_is_not_named_stays(cognito: Any, made: dict[str, Any]) -> None:
    before = fingerprint(cognito)
    assert refused(cognito_user_pools, pool() | {"state": "absent"}, cognito) == (
        "cognito_user_pool rag exists and cognito_delete does not name it: "
        "add it there if its accounts may be lost, or keep it by leaving its role out."
    )
    assert fingerprint(cognito) == before


def test_the_domain_and_the_secret_stay(cognito: Any, made: dict[str, Any]) -> None:
    assert refused(cognito_user_pools, pool(domain="rag-2"), cognito).startswith(
        "cognito_user_pool rag: domain is 'rag-123456789012' and would become 'rag-2', which breaks every link"
    )
    public = {"name": "alb", "callback_urls": [CALLBACK], "secret": False}
    assert "secret is True and cannot be changed to False in place" in refused(
        cognito_user_pools, pool(clients=[public]), cognito
    )


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        ({"password_length": 4}, "cognito_user_pool rag: password_length is 4: Cognito takes 6 to 99."),
        (
            {"domain": None},
            "cognito_user_pool rag: domain is not set: give a prefix for the pages where people sign in.",
        ),
        (
            {"domain": "Rag_1"},
            "cognito_user_pool rag: domain 'Rag_1' is no prefix: give 1 to 63 of a-z, 0-9 and - within.",
        ),
        (
            {"domain": "rag-aws"},
            "cognito_user_pool rag: domain 'rag-aws' holds 'aws', which Cognito reserves: give another.",
        ),
        (
            {"clients": [{"name": "alb"}]},
            "cognito_user_pool_client rag/alb: callback_urls is empty: give the addresses to which people come back.",
        ),
        (
            {"clients": [{"name": "alb", "callback_urls": ["http://rag.example.com/"]}]},
            "cognito_user_pool_client rag/alb: 'http://rag.example.com/' is no https:// address: "
            "Cognito sends nobody anywhere else.",
        ),
    ],
)
def test_bad_values(cognito: Any, bad: dict[str, Any], said: str) -> None:
    assert refused(cognito_user_pools, pool(**bad), cognito) == said
    assert cognito.list_user_pools(MaxResults=60)["UserPools"] == []

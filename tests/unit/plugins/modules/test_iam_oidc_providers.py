"""iam_oidc_providers against the emulator."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from ansible_collections.pinksea.platform.plugins.module_utils.iam.oidc_providers import OidcProviders
from ansible_collections.pinksea.platform.plugins.modules import iam_oidc_providers

from tests.unit.plugins.modules.ladder import done, ladder, refused

ISSUER = "token.actions.githubusercontent.com"
ARN = f"arn:aws:iam::123456789012:oidc-provider/{ISSUER}"


@pytest.fixture
def iam(client: Callable[[str], Any]) -> Iterator[Any]:
    iam = client("iam")
    yield iam
    iam.delete_open_id_connect_provider(OpenIDConnectProviderArn=ARN)


def provider(user: str = "rag", state: str = "present", **more: Any) -> dict[str, Any]:
    one = {"url": f"https://{ISSUER}", "client_ids": ["sts.amazonaws.com"], **more}
    return {"user": user, "state": state, "providers": [one]}


def tags(iam: Any) -> set[str]:
    listed = iam.list_open_id_connect_provider_tags(OpenIDConnectProviderArn=ARN)["Tags"]
    return {tag["Key"] for tag in listed}


def providers(iam: Any) -> list[str]:
    return [row["Arn"] for row in iam.list_open_id_connect_providers()["OpenIDConnectProviderList"]]


def test_ladder(iam: Any) -> None:
    created, modified, _ = ladder(
        iam_oidc_providers,
        create=provider(thumbprints=["b" * 40]),
        modify=provider(client_ids=["sts.amazonaws.com", "second"], thumbprints=["a" * 40]),
        key="providers",
        client=iam,
    )
    assert created["providers"][ISSUER]["arn"] == ARN
    changed = modified["providers"][ISSUER]
    assert changed["client_ids"] == ["sts.amazonaws.com", "second"]
    assert changed["thumbprints"] == ["a" * 40]


def test_the_last_user_takes_it_away(iam: Any) -> None:
    done(iam_oidc_providers, provider("rag"), iam)
    done(iam_oidc_providers, provider("rag-staging", client_ids=["second"]), iam)
    assert tags(iam) == {"managed-by", "used-by:rag", "used-by:rag-staging"}
    assert not done(iam_oidc_providers, provider("rag"), iam)["changed"], "the other's client id is left alone"

    assert done(iam_oidc_providers, provider("rag", "absent"), iam)["changed"]
    assert tags(iam) == {"managed-by", "used-by:rag-staging"}
    assert not done(iam_oidc_providers, provider("rag", "absent"), iam)["changed"]
    done(iam_oidc_providers, provider("rag-staging", "absent"), iam)
    assert providers(iam) == []


def test_one_that_somebody_else_made_is_used_and_left(iam: Any) -> None:
    iam.create_open_id_connect_provider(Url=f"https://{ISSUER}", ClientIDList=["theirs"])
    result = done(iam_oidc_providers, provider(), iam)
    assert [change["action"] for change in result["changes"]] == ["update"]
    found = iam.get_open_id_connect_provider(OpenIDConnectProviderArn=ARN)
    assert sorted(found["ClientIDList"]) == ["sts.amazonaws.com", "theirs"]
    done(iam_oidc_providers, provider(state="absent"), iam)
    assert providers(iam) == [ARN]
    assert tags(iam) == set()


def test_one_that_appears_in_between_is_used(iam: Any) -> None:
    wanted = {"name": ISSUER, "client_ids": ["sts.amazonaws.com"], "thumbprints": None, "tags": {"used-by:rag": ""}}
    iam.create_open_id_connect_provider(Url=f"https://{ISSUER}", ClientIDList=["theirs"])
    OidcProviders(iam, {ISSUER: wanted}, "rag", leaving=False).create(wanted)
    assert tags(iam) == {"used-by:rag"}


def test_an_address_without_its_scheme(iam: Any) -> None:
    assert refused(iam_oidc_providers, provider(url=ISSUER), iam) == (
        f"url is '{ISSUER}': give the address of an issuer, beginning with https://."
    )

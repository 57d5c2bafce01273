import base64
import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore.credentials import Credentials
from botocore.model import ServiceId
from botocore.session import Session
from botocore.signers import RequestSigner

from sandbox.emulator import token as tokens

from .conftest import ACCOUNT, ASSUME, Emulator, create_cluster

POLICY = "arn:aws:eks::aws:cluster-access-policy/"


def sign(keys: Credentials, cluster: str | None = "demo", action: str = "GetCallerIdentity") -> str:
    """A bearer token made the way `aws eks get-token` makes it."""
    signer = RequestSigner(ServiceId("sts"), "us-east-1", "sts", "v4", keys, Session().get_component("event_emitter"))
    request = {
        "method": "GET",
        "url": f"https://sts.us-east-1.amazonaws.com/?Action={action}&Version=2011-06-15",
        "body": {},
        "headers": {"x-k8s-aws-id": cluster} if cluster else {},
        "context": {},
    }
    url = signer.generate_presigned_url(request, region_name="us-east-1", expires_in=60, operation_name="")
    return "k8s-aws-v1." + base64.urlsafe_b64encode(url.encode()).decode().rstrip("=")


def ask(emulator: Emulator, token: str, plane: str = "0", version: str = "v1") -> dict[str, Any]:
    body: dict[str, Any] = {
        "apiVersion": f"authentication.k8s.io/{version}",
        "kind": "TokenReview",
        "spec": {"token": token},
    }
    answer = json.loads(emulator.call(f"/_sandbox/token-review/{plane}", "POST", json.dumps(body).encode()))
    assert (answer["apiVersion"], answer["kind"]) == (body["apiVersion"], "TokenReview")
    status: dict[str, Any] = answer["status"]
    return status


@pytest.fixture
def session(emulator: Emulator, eks: Any, subnets: list[str], planes: list[str], role: str) -> Credentials:
    """Credentials of a session of the role `admin`, with a claimed control plane to use them on."""
    create_cluster(eks, subnets)
    keys = emulator.client("sts").assume_role(RoleArn=role, RoleSessionName="alice")["Credentials"]
    return Credentials(keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"])


def test_an_entry_gives_name_and_groups(emulator: Emulator, eks: Any, session: Credentials, role: str) -> None:
    of = {"clusterName": "demo", "principalArn": role}
    eks.create_access_entry(**of, kubernetesGroups=["developers"])
    eks.associate_access_policy(**of, policyArn=POLICY + "AmazonEKSClusterAdminPolicy", accessScope={"type": "cluster"})
    scope = {"type": "namespace", "namespaces": ["dev", "test"]}
    eks.associate_access_policy(**of, policyArn=POLICY + "AmazonEKSEditPolicy", accessScope=scope)
    status = ask(emulator, sign(session))
    assert status["authenticated"]
    assert status["user"]["username"] == f"arn:aws:sts::{ACCOUNT}:assumed-role/admin/alice"
    assert status["user"]["groups"] == [
        "developers",
        "eks-access-policy:AmazonEKSClusterAdminPolicy",
        "eks-access-policy:AmazonEKSEditPolicy:dev",
        "eks-access-policy:AmazonEKSEditPolicy:test",
    ]


def test_a_role_with_a_path(emulator: Emulator, eks: Any, session: Credentials) -> None:
    iam = emulator.client("iam")
    arn = iam.create_role(RoleName="ops", Path="/teams/", AssumeRolePolicyDocument=ASSUME)["Role"]["Arn"]
    keys = emulator.client("sts").assume_role(RoleArn=arn, RoleSessionName="bob")["Credentials"]
    eks.create_access_entry(clusterName="demo", principalArn=arn)
    status = ask(emulator, sign(Credentials(keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"])))
    assert status["user"]["username"].endswith(":assumed-role/ops/bob")


def test_the_creator_logs_in(emulator: Emulator, eks: Any, subnets: list[str], planes: list[str]) -> None:
    create_cluster(eks, subnets, accessConfig={"authenticationMode": "API"})
    status = ask(emulator, sign(Credentials("testing", "testing")))
    assert status["user"]["groups"] == ["eks-access-policy:AmazonEKSClusterAdminPolicy"]


def test_an_older_api_version_is_answered_in_kind(emulator: Emulator, session: Credentials) -> None:
    assert not ask(emulator, sign(session), version="v1beta1")["authenticated"]


def test_who_has_no_entry_stays_out(emulator: Emulator, session: Credentials, role: str) -> None:
    status = ask(emulator, sign(session))
    assert status == {"authenticated": False, "error": f"Cluster demo has no access entry for {role}."}


def test_a_token_for_another_cluster(emulator: Emulator, eks: Any, session: Credentials, role: str) -> None:
    eks.create_access_entry(clusterName="demo", principalArn=role)
    assert "not signed for cluster demo" in ask(emulator, sign(session, "other"))["error"]


def test_a_forged_secret(emulator: Emulator, eks: Any, session: Credentials, role: str) -> None:
    eks.create_access_entry(clusterName="demo", principalArn=role)
    assert not ask(emulator, sign(Credentials(session.access_key, "guessed", session.token)))["authenticated"]


@pytest.mark.parametrize(
    ("token", "sentence"),
    [
        ("eyJhbGciOi", "does not start with k8s-aws-v1"),
        ("k8s-aws-v1.%%%", "not the base64 of a URL|not a call of"),
        (sign(Credentials("a", "b"), cluster=None), "x-k8s-aws-id is not signed"),
        (sign(Credentials("a", "b"), action="AssumeRole"), "not a call of GetCallerIdentity"),
    ],
)
def test_no_token_of_eks(emulator: Emulator, session: Credentials, token: str, sentence: str) -> None:
    status = ask(emulator, token)
    assert not status["authenticated"]
    assert re.search(sentence, status["error"])


def test_nobody_claimed_the_control_plane(emulator: Emulator, session: Credentials) -> None:
    assert "No cluster has claimed the control plane 1" in ask(emulator, sign(session), plane="1")["error"]


def test_a_token_lives_for_fifteen_minutes() -> None:
    token = tokens.parse(sign(Credentials("a", "b")))
    now = datetime.now(UTC)
    tokens.check(token, now + timedelta(minutes=14))
    with pytest.raises(tokens.TokenError, match="last 15 minutes"):
        tokens.check(token, now + timedelta(minutes=16))

"""iam_roles against the emulator."""

from collections.abc import Callable
from typing import Any

import pytest
from ansible_collections.pinksea.platform.plugins.modules import iam_roles

from tests.unit.plugins.modules.ladder import done, ladder


@pytest.fixture
def iam(client: Callable[[str], Any]) -> Any:
    return client("iam")


def allow(action: str) -> dict[str, Any]:
    statement = {"Effect": "Allow", "Action": action, "Resource": "arn:aws:s3:::documents/*"}
    return {"Version": "2012-10-17", "Statement": [statement]}


def test_ladder(iam: Any) -> None:
    role = {"name": "api", "service": "pods.eks.amazonaws.com", "inline_policies": {"read": allow("s3:GetObject")}}
    created, modified, _ = ladder(
        iam_roles,
        create={"roles": [{**role, "managed_policies": ["AmazonEKS_CNI_Policy"]}]},
        modify={
            "roles": [
                {
                    **role,
                    "description": "The API",
                    "service": "ec2.amazonaws.com",
                    "managed_policies": ["AmazonEKSWorkerNodePolicy"],
                    "inline_policies": {"write": allow("s3:PutObject")},
                }
            ],
            "tags": {"environment": "prod"},
        },
        key="roles",
        client=iam,
    )
    assert created["roles"]["api"]["trust"]["Statement"][0]["Action"] == ["sts:AssumeRole", "sts:TagSession"]
    changed = modified["roles"]["api"]
    assert changed["managed_policies"] == ["arn:aws:iam::aws:policy/AmazonEKSWorkerNodePolicy"]
    assert changed["inline_policies"] == {"write": allow("s3:PutObject")}
    assert changed["tags"] == {"environment": "prod"}


def test_a_foreign_policy_is_taken_off(iam: Any) -> None:
    given = {"roles": [{"name": "api", "service": "ec2.amazonaws.com"}]}
    done(iam_roles, given, iam)
    iam.attach_role_policy(RoleName="api", PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess")
    assert done(iam_roles, given, iam)["changes"] == [{"action": "update", "kind": "iam_role", "name": "api"}]
    assert done(iam_roles, given, iam)["roles"]["api"]["managed_policies"] == []
    done(iam_roles, given | {"state": "absent"}, iam)

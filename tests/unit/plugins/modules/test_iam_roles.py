"""iam_roles against the emulator."""

from collections.abc import Callable
from typing import Any

import pytest
from ansible_collections.pinksea.platform.plugins.modules import iam_roles

from tests.unit.plugins.modules.ladder import done, ladder, refused


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
                    "max_session": 7200,
                    "permissions_boundary": "arn:aws:iam::aws:policy/ReadOnlyAccess",
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
    assert (changed["max_session"], changed["permissions_boundary"][-14:]) == (7200, "ReadOnlyAccess")


def test_a_foreign_policy_is_taken_off(iam: Any) -> None:
    given = {"roles": [{"name": "api", "service": "ec2.amazonaws.com"}]}
    done(iam_roles, given, iam)
    iam.attach_role_policy(RoleName="api", PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess")
    assert done(iam_roles, given, iam)["changes"] == [{"action": "update", "kind": "iam_role", "name": "api"}]
    assert done(iam_roles, given, iam)["roles"]["api"]["managed_policies"] == []
    done(iam_roles, given | {"state": "absent"}, iam)


def test_a_boundary_is_taken_away_and_the_session_stays(iam: Any) -> None:
    role = {"name": "api", "service": "ec2.amazonaws.com", "max_session": 7200}
    done(iam_roles, {"roles": [{**role, "permissions_boundary": "arn:aws:iam::aws:policy/ReadOnlyAccess"}]}, iam)
    del role["max_session"]
    given = {"roles": [{**role, "description": "The API", "permissions_boundary": ""}]}
    changed = done(iam_roles, given, iam)["roles"]["api"]
    assert (changed["max_session"], changed["permissions_boundary"]) == (7200, "")
    done(iam_roles, given | {"state": "absent"}, iam)


def test_a_role_goes_with_its_instance_profiles(iam: Any) -> None:
    """Karpenter makes such profiles and leaves them when its cluster goes first."""
    given = {"roles": [{"name": "api", "service": "ec2.amazonaws.com"}]}
    done(iam_roles, given, iam)
    iam.create_instance_profile(InstanceProfileName="karpenter")
    iam.add_role_to_instance_profile(InstanceProfileName="karpenter", RoleName="api")
    done(iam_roles, given | {"state": "absent"}, iam)
    assert iam.list_instance_profiles()["InstanceProfiles"] == []


def test_what_iam_would_refuse_half_way(iam: Any) -> None:
    role = {"name": "api", "service": "ec2.amazonaws.com"}
    large = {str(number): allow("s3:" + "a" * 3000) for number in range(4)}
    assert refused(iam_roles, {"roles": [{**role, "inline_policies": large}]}, iam).startswith(
        "role api: its inline policies have 12"
    )
    assert refused(iam_roles, {"roles": [{**role, "max_session": 60}]}, iam) == (
        "role api: max_session is 60: IAM takes 3600 to 43200 seconds."
    )

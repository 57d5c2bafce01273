"""account_check against the emulator."""

from collections.abc import Callable
from typing import Any

from ansible_collections.pinksea.platform.plugins.modules import account_check

from tests.unit.plugins.modules.ladder import done, refused

HERE = {
    "account_id": "123456789012",
    "admin_arns": ["arn:aws:iam::123456789012:user/moto"],
    "zones": ["us-east-1a", "us-east-1b", "us-east-1c"],
}


def test_instance_types_that_every_zone_offers(client: Callable[[str], Any]) -> None:
    assert not done(account_check, HERE, client("ec2"))["changed"]
    assert not done(account_check, {**HERE, "instance_types": ["m5.xlarge", "g4dn.xlarge"]}, client("ec2"))["changed"]


def test_instance_types_that_are_not_offered(client: Callable[[str], Any]) -> None:
    """us-east-1e is old: it has little of what came after 2018."""
    found = refused(
        account_check,
        {**HERE, "zones": [*HERE["zones"], "us-east-1e"], "instance_types": ["m6i.xlarge", "m6i.xxl", "m5.xlarge"]},
        client("ec2"),
    )
    assert "eks_node_groups_groups 'm6i.xlarge' is an instance type that us-east-1e does not offer" in found
    assert "eks_node_groups_groups 'm6i.xxl' is an instance type that the region does not offer" in found

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


def test_images_that_are_published(client: Callable[[str], Any]) -> None:
    """Of a release there is a fixed image; what else Karpenter knows by an alias it resolves itself."""
    images = ["al2023@v20260903", "al2023@latest", "bottlerocket@v1.99.0"]
    assert not done(account_check, {**HERE, "node_images": images, "kubernetes_version": "1.36"}, client("ec2"))[
        "changed"
    ]


def test_an_image_that_is_not_published(client: Callable[[str], Any]) -> None:
    """A day that has not come has no release."""
    given = {**HERE, "node_images": ["al2023@v29990101"], "kubernetes_version": "1.36"}
    assert refused(account_check, given, client("ec2")) == (
        "karpenter_ami_alias 'al2023@v29990101' is no image that AWS has published for Kubernetes 1.36, so Karpenter "
        "could start no node: take a release of https://github.com/awslabs/amazon-eks-ami/releases that has it."
    )


def test_images_are_for_a_version(client: Callable[[str], Any]) -> None:
    assert "kubernetes_version" in refused(account_check, {**HERE, "node_images": ["al2023@latest"]}, client("ec2"))

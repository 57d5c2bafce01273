"""Faults of moto, mended in one place: each fix gets the original method and its arguments."""

from collections.abc import Callable
from copy import copy
from functools import cache, wraps
from typing import Any

from moto.ec2.models import EC2Backend
from moto.ec2.models.launch_templates import LaunchTemplate
from moto.ec2.models.security_groups import SecurityGroupRule
from moto.ec2.responses import EC2Response
from moto.ec2.utils import EC2_PREFIX_TO_RESOURCE
from moto.kms.models import KmsBackend
from moto.sts.models import STSBackend

from sandbox.emulator import dependencies, launch_template_versions

type Original = Callable[..., Any]


def create_tags(original: Original, backend: Any, resource_ids: list[str], tags: dict[str, str]) -> Any:
    """A tag on an id that is None would break every later filter by tag."""
    return original(backend, [resource_id for resource_id in resource_ids if resource_id], tags)


def allocate_address(original: Original, backend: Any, domain: str, *args: Any, **kwargs: Any) -> Any:
    """EC2 has known no domain but vpc since 2022; moto gives other addresses no allocation id."""
    return original(backend, "vpc", *args, **kwargs)


def create_launch_template(original: Original, backend: Any, name: str, text: str, data: Any, *tags: Any) -> Any:
    """Tags of the template itself are no part of its data."""
    specifications = data.pop("TagSpecifications", [])
    kept = [item for item in specifications if item["ResourceType"] != "launch-template"]
    return original(backend, name, text, data | ({"TagSpecifications": kept} if kept else {}), *tags)


def __eq__(original: Original, rule: Any, other: Any) -> bool:
    """What a rule is does not depend on how its peer is described."""
    one, two = copy(rule), copy(other)
    for bare in (one, two):
        bare.source_group = {key: value for key, value in bare.source_group.items() if key != "Description"}
    return bool(original(one, two))


def schedule_key_deletion(original: Original, backend: Any, key_id: str, days: int) -> Any:
    """By ARN as well as by id."""
    return original(backend, backend.get_key_id(key_id), days)


def get_caller_identity(original: Original, backend: Any, access_key: str, region: str) -> Any:
    """The ARN of a user is one of IAM, not of STS."""
    user_id, arn, account = original(backend, access_key, region)
    return user_id, arn.replace(":sts:", ":iam:") if ":user/" in arn else arn, account


FIXES: list[tuple[type, Callable[..., Any]]] = [
    (EC2Backend, create_tags),
    (EC2Backend, allocate_address),
    (EC2Backend, create_launch_template),
    (EC2Backend, dependencies.delete_nat_gateway),
    (EC2Backend, dependencies.describe_nat_gateways),
    (EC2Backend, dependencies.release_address),
    (EC2Backend, dependencies.delete_subnet),
    (EC2Backend, dependencies.delete_security_group),
    (EC2Backend, dependencies.detach_internet_gateway),
    (EC2Backend, dependencies.delete_vpc_endpoints),
    (EC2Backend, dependencies.delete_vpc),
    (SecurityGroupRule, __eq__),
    (KmsBackend, schedule_key_deletion),
    (STSBackend, get_caller_identity),
]
RESOURCE_TYPES = {"nat": "natgateway", "eipalloc": "elastic-ip"}


def _mend(owner: type, fix: Callable[..., Any]) -> None:
    original = getattr(owner, fix.__name__)

    @wraps(original)
    def call(self: Any, *args: Any, **kwargs: Any) -> Any:
        return fix(original, self, *args, **kwargs)

    setattr(owner, fix.__name__, call)


@cache
def install() -> None:
    for owner, fix in FIXES:
        _mend(owner, fix)
    EC2_PREFIX_TO_RESOURCE.update(RESOURCE_TYPES)
    EC2Response.delete_launch_template_versions = launch_template_versions.delete
    # moto shows a template with the tags it was made with, whatever became of them
    LaunchTemplate.tags = property(LaunchTemplate.get_tags, lambda template, made_with: None)

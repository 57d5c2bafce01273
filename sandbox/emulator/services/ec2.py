"""EC2."""

from collections.abc import Callable, Iterable
from copy import copy
from typing import Any

from moto.ec2.models import EC2Backend
from moto.ec2.models.launch_templates import LaunchTemplate
from moto.ec2.models.nat_gateways import NatGateway
from moto.ec2.models.security_groups import SecurityGroupRule
from moto.ec2.models.vpcs import VPCEndPoint
from moto.ec2.responses import EC2Response
from moto.ec2.utils import EC2_PREFIX_TO_RESOURCE
from moto.efs.models import efs_backends

from sandbox.emulator import ec2_dependencies, ec2_instance_types, ec2_launch_template_versions, ec2_vpc_endpoints
from sandbox.emulator.held import Held, hold_attribute
from sandbox.emulator.hold import Hold
from sandbox.emulator.mending import Original, mend
from sandbox.emulator.names import Named, tag


def ec2(items: Iterable[Any], ours: Callable[[Any], bool] = lambda _: True) -> Named:
    return [(tag(item.get_tags()), item.id) for item in items if ours(item)]


def made_by_eks(group: Any) -> bool:
    return bool(tag(group.get_tags(), "aws:eks:cluster-name"))


def service_enis(backend: Any) -> set[str]:
    """Network interfaces that AWS makes for NAT gateways, file systems and endpoints."""
    gateways = {gateway._eni.id for gateway in backend.nat_gateways.values()}
    files = efs_backends[backend.account_id][backend.region_name].mount_targets_by_id.values()
    targets = {target.network_interface_id for target in files}
    return (gateways | targets).union(
        *(endpoint.network_interface_ids or [] for endpoint in backend.vpc_end_points.values())
    )


def nested(groups: dict[Any, dict[Any, Any]]) -> list[Any]:
    return [item for group in groups.values() for item in group.values()]


KINDS: dict[str, Callable[[Any], Named]] = {
    "vpc": lambda b: ec2(b.vpcs.values(), lambda vpc: not vpc.is_default),
    "subnet": lambda b: ec2(nested(b.subnets), lambda subnet: not subnet.default_for_az),
    "internet_gateway": lambda b: ec2(b.internet_gateways.values()),
    "elastic_ip": lambda b: [(tag(address.get_tags()), address.allocation_id) for address in b.addresses],
    "nat_gateway": lambda b: ec2(b.nat_gateways.values(), lambda gateway: gateway.state != "deleted"),
    "route_table": lambda b: ec2(b.route_tables.values(), lambda table: table.main_association_id is None),
    "security_group": lambda b: [
        (group.name, group.id) for group in nested(b.groups) if not group.is_default and not made_by_eks(group)
    ],
    "network_acl": lambda b: ec2(b.network_acls.values(), lambda acl: not acl.default),
    "vpc_endpoint": lambda b: ec2(b.vpc_end_points.values()),
    "launch_template": lambda b: [(template.name, template.id) for template in b.launch_templates.values()],
    "network_interface": lambda b: ec2(b.enis.values(), lambda eni: eni.id not in service_enis(b)),
    "volume": lambda b: ec2(b.volumes.values()),
    "instance": lambda b: ec2(
        (instance for reservation in b.reservations.values() for instance in reservation.instances),
        lambda instance: instance.state != "terminated",
    ),
}


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


FIXES: list[tuple[type, Callable[..., Any]]] = [
    (EC2Backend, create_tags),
    (EC2Backend, allocate_address),
    (EC2Backend, create_launch_template),
    (EC2Backend, ec2_dependencies.delete_nat_gateway),
    (EC2Backend, ec2_dependencies.describe_nat_gateways),
    (EC2Backend, ec2_dependencies.release_address),
    (EC2Backend, ec2_dependencies.delete_subnet),
    (EC2Backend, ec2_dependencies.delete_security_group),
    (EC2Backend, ec2_dependencies.detach_internet_gateway),
    (EC2Backend, ec2_dependencies.delete_vpc_endpoints),
    (EC2Backend, ec2_dependencies.delete_vpc),
    (EC2Backend, ec2_vpc_endpoints.create_vpc_endpoint),
    (EC2Response, ec2_vpc_endpoints.modify_vpc_endpoint),
    (EC2Backend, ec2_instance_types.describe_instance_types),
    (EC2Backend, ec2_instance_types.describe_instance_type_offerings),
    (SecurityGroupRule, __eq__),
]
RESOURCE_TYPES = {"nat": "natgateway", "eipalloc": "elastic-ip"}


def install(hold: Hold) -> None:
    mend(FIXES)
    hold_attribute(NatGateway, "state", Held(hold, "nat_gateway", "pending", {"deleted": "deleting"}))
    hold_attribute(VPCEndPoint, "state", Held(hold, "vpc_endpoint", "pending"))
    EC2_PREFIX_TO_RESOURCE.update(RESOURCE_TYPES)
    EC2Response.describe_spot_price_history = ec2_instance_types.describe_spot_price_history
    EC2Response.delete_launch_template_versions = ec2_launch_template_versions.delete
    # moto shows a template with the tags it was made with, whatever became of them
    LaunchTemplate.tags = property(LaunchTemplate.get_tags, lambda template, made_with: None)

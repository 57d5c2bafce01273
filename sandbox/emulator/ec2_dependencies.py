"""What EC2 refuses while something hangs on it, and what goes away together."""

from collections.abc import Callable, Iterable
from typing import Any

from moto.ec2.exceptions import DependencyViolationError, EC2ClientError
from moto.eks.models import eks_backends

type Original = Callable[..., Any]


def _clusters(backend: Any) -> Iterable[Any]:
    eks: Any = eks_backends[backend.account_id][backend.region_name]
    return [cluster for cluster in eks.clusters.values() if not cluster.gone]


def _refuse(what: str) -> None:
    raise DependencyViolationError(f"{what} has dependencies and cannot be deleted.")


def _settle(backend: Any) -> None:
    """A NAT gateway that is deleted by now gives its interface and its address back."""
    for gateway in backend.nat_gateways.values():
        if gateway.state == "deleted" and gateway._eni.id in backend.enis:
            for address in backend.addresses:
                if address.eni is gateway._eni:
                    backend.disassociate_address(association_id=address.association_id)
            backend.delete_network_interface(gateway._eni.id)


def _release(backend: Any) -> None:
    """The interfaces of an instance go with it."""
    for eni in list(backend.enis.values()):
        if eni.instance is not None and eni.instance.state == "terminated":
            del backend.enis[eni.id]


def delete_nat_gateway(original: Original, backend: Any, nat_gateway_id: str) -> Any:
    if nat_gateway_id not in backend.nat_gateways:
        raise EC2ClientError("NatGatewayNotFound", f"NatGateway {nat_gateway_id} was not found")
    gateway = backend.nat_gateways[nat_gateway_id]
    if gateway.state not in ("deleting", "deleted"):
        original(backend, nat_gateway_id)
    _settle(backend)
    return gateway


def describe_nat_gateways(original: Original, backend: Any, *args: Any, **kwargs: Any) -> Any:
    _settle(backend)
    return original(backend, *args, **kwargs)


def release_address(
    original: Original, backend: Any, address: str | None = None, allocation_id: str | None = None
) -> Any:
    _settle(backend)
    for known in backend.addresses:
        if known.association_id and (known.allocation_id == allocation_id or known.public_ip == address):
            raise EC2ClientError("InvalidIPAddress.InUse", f"Address {known.public_ip} is in use.")
    return original(backend, address, allocation_id)


def delete_subnet(original: Original, backend: Any, subnet_id: str) -> Any:
    _settle(backend)
    _release(backend)
    used = {subnet for cluster in _clusters(backend) for subnet in cluster.record["resourcesVpcConfig"]["subnetIds"]}
    if subnet_id in used or any(eni.subnet.id == subnet_id for eni in backend.enis.values()):
        _refuse(f"The subnet '{subnet_id}'")
    deleted = original(backend, subnet_id)
    for table in backend.route_tables.values():
        table._associations = {key: subnet for key, subnet in table._associations.items() if subnet != subnet_id}
    for acl in backend.network_acls.values():
        acl._associations = {key: link for key, link in acl._associations.items() if link.subnet_id != subnet_id}
    return deleted


def _sources(group: Any) -> set[str]:
    """The groups that a group's rules name."""
    return {rule.source_group.get("GroupId", "") for rule in [*group.ingress_rules, *group.egress_rules]}


def delete_security_group(
    original: Original, backend: Any, name: str | None = None, group_id: str | None = None
) -> Any:
    groups = [group for vpc in backend.groups.values() for group in vpc.values()]
    referring = any(group_id in _sources(group) for group in groups if group.id != group_id)
    attached = any(group_id in [group.id for group in eni.group_set] for eni in backend.enis.values())
    configs = [cluster.record["resourcesVpcConfig"] for cluster in _clusters(backend) if cluster.phase != "DELETING"]
    held = any(group_id in [*config["securityGroupIds"], config["clusterSecurityGroupId"]] for config in configs)
    if group_id and (referring or attached or held):
        raise DependencyViolationError(f"resource {group_id} has a dependent object")
    return original(backend, name, group_id)


def detach_internet_gateway(original: Original, backend: Any, internet_gateway_id: str, vpc_id: str) -> Any:
    _settle(backend)
    if any(address.eni and address.eni.subnet.vpc_id == vpc_id for address in backend.addresses):
        raise DependencyViolationError(
            f"Network {vpc_id} has some mapped public address(es). Please unmap those before detaching the gateway."
        )
    return original(backend, internet_gateway_id, vpc_id)


def delete_vpc_endpoints(original: Original, backend: Any, vpce_ids: list[str] | None = None) -> Any:
    """A deleted endpoint is no longer described."""
    original(backend, vpce_ids)
    for vpce_id in vpce_ids or []:
        backend.vpc_end_points.pop(vpce_id, None)


def delete_vpc(original: Original, backend: Any, vpc_id: str) -> Any:
    gateways = any(gateway.vpc and gateway.vpc.id == vpc_id for gateway in backend.internet_gateways.values())
    groups = any(not group.is_default for group in backend.groups.get(vpc_id, {}).values())
    acls = any(acl.vpc_id == vpc_id and not acl.default for acl in backend.network_acls.values())
    endpoints = any(endpoint.vpc_id == vpc_id for endpoint in backend.vpc_end_points.values())
    if gateways or groups or acls or endpoints:
        _refuse(f"The vpc '{vpc_id}'")
    deleted = original(backend, vpc_id)
    backend.network_acls = {key: acl for key, acl in backend.network_acls.items() if acl.vpc_id != vpc_id}
    return deleted

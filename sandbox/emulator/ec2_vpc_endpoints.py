"""VPC endpoints: their interfaces are in subnets and security groups, their routes in tables, also after a change."""

from collections.abc import Callable, Iterable
from typing import Any

from moto.core.responses import ActionResult
from moto.ec2.utils import random_private_ip

type Original = Callable[..., Any]


def _place(backend: Any, endpoint: Any) -> None:
    """An interface in each subnet of the endpoint, in its security groups."""
    for eni_id in endpoint.network_interface_ids:
        backend.enis.pop(eni_id, None)
    subnets = [backend.get_subnet(subnet_id) for subnet_id in endpoint.subnet_ids or []]
    groups = endpoint.security_group_ids
    made = [backend.create_network_interface(subnet, random_private_ip(), group_ids=groups) for subnet in subnets]
    endpoint.network_interface_ids = [eni.id for eni in made]


def _route(backend: Any, endpoint: Any, before: Iterable[str], after: Iterable[str]) -> None:
    prefixes = endpoint.destination_prefix_list_id
    for table in set(before) - set(after):
        backend.delete_route(table, None, destination_prefix_list_id=prefixes)
    for table in set(after) - set(before):
        backend.create_route(table, None, gateway_id=endpoint.id, destination_prefix_list_id=prefixes)


def create_vpc_endpoint(original: Original, backend: Any, *args: Any, **kwargs: Any) -> Any:
    endpoint = original(backend, *args, **kwargs)
    _place(backend, endpoint)
    return endpoint


def modify_vpc_endpoint(original: Original, response: Any) -> ActionResult:
    backend = response.ec2_backend
    endpoint = backend.describe_vpc_endpoints([response._get_param("VpcEndpointId")])[0]
    tables, private_dns = list(endpoint.route_table_ids), response._get_param("PrivateDnsEnabled")
    answer: ActionResult = original(response)
    if private_dns is not None:
        endpoint.private_dns_enabled = private_dns
    _place(backend, endpoint)
    if endpoint.destination_prefix_list_id:
        _route(backend, endpoint, tables, endpoint.route_table_ids)
    return answer

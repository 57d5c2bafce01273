"""Bad addresses and subnets, told in one sentence before any call is made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from ipaddress import ip_network

from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError


def network(what: str, cidr: str) -> str:
    """A CIDR as AWS writes it, without host bits."""
    try:
        return str(ip_network(cidr, strict=False))
    except ValueError:
        raise PlatformError(f"{what}: {cidr!r} is not a CIDR: give an address range such as 10.0.1.0/24.") from None


def vpc_network(what: str, cidr: str) -> str:
    """A CIDR of a VPC, whose size EC2 limits."""
    text = network(what, cidr)
    if not 16 <= ip_network(text).prefixlen <= 28:
        raise PlatformError(f"{what}: {cidr} is not of a size that VPCs have: give one from /16 to /28.")
    return text


def is_network(text: str) -> bool:
    try:
        ip_network(text)
    except ValueError:
        return False
    return True


def claims(kind: str, subnets: Mapping[str, Iterable[str] | None]) -> dict[str, str]:
    """The one object that each subnet is to belong to; C(subnets) by name of the object."""
    claimed: dict[str, str] = {}
    for name, ids in subnets.items():
        for subnet in ids or []:
            if claimed.setdefault(subnet, name) != name:
                raise PlatformError(
                    f"{kind} {name}: subnet {subnet} is also given to {claimed[subnet]}: "
                    f"a subnet has one {kind}, leave it with one of them."
                )
    return claimed

"""Bad input, told in one sentence before any call is made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from ipaddress import ip_network

from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import Item


def require(kind: str, item: Item, *options: str) -> None:
    """An object that is to exist needs these options; one that is to go needs only its name."""
    for option in options:
        if item.get(option) is None:
            raise PlatformError(f"{kind} {item['name']}: {option} is not set: give it, state present needs it.")


def within(kind: str, item: Item, option: str, low: int, high: int) -> None:
    if not low <= item[option] <= high:
        raise PlatformError(
            f"{kind} {item['name']}: {option} is {item[option]}, which is out of range: give one from {low} to {high}."
        )


def network(what: str, cidr: str) -> str:
    """A CIDR as AWS writes it, without host bits."""
    try:
        return str(ip_network(cidr, strict=False))
    except ValueError:
        raise PlatformError(f"{what}: {cidr!r} is not a CIDR: give an address range such as 10.0.1.0/24.") from None


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

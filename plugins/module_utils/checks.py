"""Bad input, told in one sentence before any call is made."""

from __future__ import annotations

from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import Item


def require(kind: str, item: Item, *options: str) -> None:
    """An object that is to exist needs these options; one that is to go needs only its name."""
    for option in options:
        if item.get(option) is None:
            raise PlatformError(f"{kind} {item['name']}: {option} is not set: give it, state present needs it.")


def refuse(kind: str, item: Item, reason: str, *options: str) -> None:
    """Options that have no meaning for this object."""
    for option in options:
        if item.get(option) is not None:
            raise PlatformError(f"{kind} {item['name']}: {option} is {item[option]!r}, but {reason}: leave it out.")


def within(kind: str, item: Item, option: str, low: int, high: int) -> None:
    if not low <= item[option] <= high:
        raise PlatformError(
            f"{kind} {item['name']}: {option} is {item[option]}, which is out of range: give one from {low} to {high}."
        )

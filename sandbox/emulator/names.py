"""How the inventory names things."""

from collections.abc import Iterable
from typing import Any

type Named = Iterable[tuple[str, str]]


def tag(tags: Iterable[dict[str, str]], key: str = "Name") -> str:
    """The value of a tag, whose keys moto writes in either case."""
    return next((pair.get("value", pair.get("Value", "")) for pair in tags if key in pair.values()), "")


def by_name(items: Iterable[Any], key: str = "name", identifier: str = "arn") -> Named:
    return [(getattr(item, key), getattr(item, identifier)) for item in items]

"""Calls that moto does not answer."""

from collections.abc import Callable, Iterable
from typing import Any


def add_calls(response: type, calls: Iterable[Callable[[Any], Any]]) -> None:
    """Give a service's response class a method for each call; inside, `self` is moto's response."""
    for call in calls:
        setattr(response, call.__name__, call)


def remembered(backend: Any, what: str) -> dict[str, Any]:
    """What our calls keep in a backend of moto's, which forgets it in a reset."""
    kept: dict[str, Any] = backend.__dict__.setdefault(f"_sandbox_{what}", {})
    return kept

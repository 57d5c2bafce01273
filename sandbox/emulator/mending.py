"""How a fault of moto is mended: each fix gets the original method and its arguments."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

type Original = Callable[..., Any]


def mend(fixes: Iterable[tuple[type, Callable[..., Any]]]) -> None:
    """Put each fix in the place of the method of its name, once."""
    for owner, fix in fixes:
        if getattr(getattr(owner, fix.__name__), "mended_by", None) is not fix:
            _mend(owner, fix)


def _mend(owner: type, fix: Callable[..., Any]) -> None:
    original = getattr(owner, fix.__name__)

    @wraps(original)
    def call(self: Any, *args: Any, **kwargs: Any) -> Any:
        return fix(original, self, *args, **kwargs)

    call.mended_by = fix  # type: ignore[attr-defined]
    setattr(owner, fix.__name__, call)

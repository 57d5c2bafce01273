"""Whether an API server lets somebody in."""

from __future__ import annotations

from http import HTTPStatus

from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError


def lets_in(name: str, code: int) -> bool:
    """What the code means by which an API server answers; neither of both is no answer to build on."""
    if code in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        return False
    if code != HTTPStatus.OK:
        raise PlatformError(f"cluster {name} answers {code}, which says nothing about who may enter: run again later.")
    return True


def refusal(name: str, code: int) -> str:
    return (
        f"Cluster {name} answers {code} ({HTTPStatus(code).phrase}): it has no access entry for this caller, "
        "so what runs in it is taken as gone with it."
    )

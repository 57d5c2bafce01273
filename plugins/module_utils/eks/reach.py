"""Whether an API server lets somebody in."""

from __future__ import annotations

import base64
import ssl
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError

SECONDS = 20


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


def server(config: Mapping[str, Any]) -> tuple[str, str]:
    """Address and certificate authority of the cluster of the current context."""
    contexts = {each["name"]: each["context"] for each in config["contexts"]}
    clusters = {each["name"]: each["cluster"] for each in config["clusters"]}
    cluster = clusters[contexts[config["current-context"]]["cluster"]]
    return cluster["server"], base64.b64decode(cluster["certificate-authority-data"]).decode()


def answer(name: str, config: Mapping[str, Any], token: str) -> int:
    """The code by which the API server answers the bearer of a token who asks for the namespaces."""
    address, authority = server(config)
    request = Request(f"{address}/api/v1/namespaces?limit=1", headers={"Authorization": f"Bearer {token}"})  # noqa: S310
    try:
        with urlopen(request, timeout=SECONDS, context=ssl.create_default_context(cadata=authority)) as answered:  # noqa: S310
            return int(answered.status)
    except HTTPError as error:
        return error.code
    except OSError as error:
        raise PlatformError(
            f"cluster {name} cannot be asked at {address} ({getattr(error, 'reason', error)}): "
            "run from where its endpoint can be reached, see eks_cluster_public_access_cidrs."
        ) from error

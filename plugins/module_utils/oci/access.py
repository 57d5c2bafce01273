"""Who is let into a registry, and where it is reached."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.oci.names import Place


@dataclass(frozen=True)
class Access:
    host: str
    plain_http: bool = False
    username: str | None = None
    password: str | None = field(default=None, repr=False)

    @property
    def logged_in(self) -> str:
        """The file that a login writes, as Docker, Helm, crane and skopeo read it."""
        token = base64.b64encode(f"{self.username}:{self.password}".encode()).decode()
        return json.dumps({"auths": {self.host: {"auth": token}}})


def access_to(client: Callable[..., Any], place: Place, params: Mapping[str, Any]) -> Access:
    """C(params) are those that modules have for registries other than ECR."""
    if place.ecr:
        return by_token(client, place)
    return Access(place.host, params["plain_http"], params["username"], params["password"])


def by_token(client: Callable[..., Any], place: Place) -> Access:
    """What ECR gives for twelve hours to whoever runs this; its answer also says where the registry is reached."""
    account, region = place.ecr or ("", "")
    answer = client("ecr", region).get_authorization_token(registryIds=[account])
    (given,) = answer["authorizationData"]
    username, _, password = base64.b64decode(given["authorizationToken"]).decode().partition(":")
    scheme, _, host = given["proxyEndpoint"].partition("://")
    return Access(host, scheme == "http", username, password)


def require_repositories(client: Callable[..., Any], place: Place, names: Collection[str]) -> None:
    """ECR makes none by itself; an upload would tell it only after all that was pushed before."""
    account, region = place.ecr or ("", "")
    pages = client("ecr", region).get_paginator("describe_repositories").paginate(registryId=account)
    there = {row["repositoryName"] for page in pages for row in page["repositories"]}
    if missing := [name for name in names if name not in there]:
        raise PlatformError(
            f"{place.host} has no repository {', '.join(missing)}: "
            "run site.yml first, or make what is missing with ecr_repositories."
        )

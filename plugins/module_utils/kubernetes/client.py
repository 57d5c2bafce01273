"""The API server of a kubeconfig that M(pinksea.platform.eks_kubeconfig) wrote, by the addresses of its objects."""

from __future__ import annotations

import json
import ssl
from functools import cached_property
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import yaml
from ansible_collections.pinksea.platform.plugins.module_utils.eks.reach import server
from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.helm.process import credentials

SECONDS = 30


class Cluster:
    """Nobody is asked before the first call."""

    def __init__(self, kubeconfig: str) -> None:
        self.kubeconfig = kubeconfig

    @cached_property
    def token(self) -> str:
        token = credentials(self.kubeconfig).get("HELM_KUBETOKEN")
        if token is None:
            raise PlatformError(
                f"kubeconfig {self.kubeconfig} has no credential command that works: write it anew with eks_kubeconfig."
            )
        return token

    @cached_property
    def place(self) -> tuple[str, ssl.SSLContext]:
        address, authority = server(yaml.safe_load(Path(self.kubeconfig).read_text(encoding="utf-8")))
        return address, ssl.create_default_context(cadata=authority)

    def get(self, path: str, **query: str) -> Any:
        """The object, or None when there is none."""
        return self.call("GET", f"{path}?{urlencode(query)}")

    def call(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        token, (address, context) = self.token, self.place
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        data = None if body is None else json.dumps(body).encode()
        request = Request(address + path, data, headers, method=method)  # noqa: S310 - of our own kubeconfig
        try:
            with urlopen(request, timeout=SECONDS, context=context) as answer:  # noqa: S310
                return json.load(answer)
        except HTTPError as error:
            if error.code == HTTPStatus.NOT_FOUND and method != "POST":
                return None
            raise PlatformError(f"{method} {path}: the cluster answers {error.code}, {reason(error)}.") from None
        except OSError as error:
            raise PlatformError(
                f"the cluster of {self.kubeconfig} cannot be reached at {address} ({getattr(error, 'reason', error)}): "
                "run from where its endpoint can be reached, see eks_cluster_public_access_cidrs."
            ) from None


def reason(error: HTTPError) -> str:
    """Kubernetes' word for it; its message may quote what was sent."""
    try:
        return str(json.load(error)["reason"])
    except (ValueError, KeyError, TypeError):
        return HTTPStatus(error.code).phrase

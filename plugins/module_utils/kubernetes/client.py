"""The API server of a kubeconfig, by the addresses of its objects."""

from __future__ import annotations

import json
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from http import HTTPStatus
from tempfile import NamedTemporaryFile
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import yaml
from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.kubernetes.kubeconfig import (
    certificate,
    path_of,
    server,
    token_of,
)

SECONDS = 30
JSON = "application/json"
APPLY = "application/apply-patch+yaml"
FIELD_MANAGER = "pinksea.platform"


class Cluster:
    """Nobody is asked before the first call. Without C(kubeconfig) it is the one that Helm and kubectl would take."""

    def __init__(self, kubeconfig: str | None) -> None:
        self.kubeconfig = kubeconfig

    @cached_property
    def config(self) -> Any:
        path = path_of(self.kubeconfig)
        try:
            config = yaml.safe_load(path.read_text(encoding="utf-8"))
            server(config)
        except OSError as error:
            raise PlatformError(
                f"kubeconfig {path} cannot be read ({error.strerror}): write it with eks_kubeconfig."
            ) from None
        except (yaml.YAMLError, ValueError, KeyError, TypeError):
            raise PlatformError(
                f"kubeconfig {path} has no current context: write it anew with eks_kubeconfig."
            ) from None
        return config

    @cached_property
    def headers(self) -> dict[str, str]:
        """Empty for who shows a certificate instead of a token."""
        if certificate(self.config):
            return {}
        token = token_of(self.config)
        if token is None:
            raise PlatformError(
                f"kubeconfig {path_of(self.kubeconfig)} has no credential command that works: "
                "write it anew with eks_kubeconfig."
            )
        return {"Authorization": f"Bearer {token}"}

    @cached_property
    def place(self) -> tuple[str, str, ssl.SSLContext]:
        address, authority = server(self.config)
        context = ssl.create_default_context(cadata=authority)
        if pair := certificate(self.config):
            with NamedTemporaryFile("w") as file:  # it takes them from a file only
                file.write("\n".join(pair))
                file.flush()
                context.load_cert_chain(file.name)
        return self.config["current-context"], address, context

    def get(self, path: str, **query: str) -> Any:
        """The object, or None when there is none."""
        return self.call("GET", f"{path}?{urlencode(query)}")

    def apply(self, path: str, body: dict[str, Any]) -> Any:
        """Server-side apply, also of fields that somebody else has changed."""
        query = urlencode({"fieldManager": FIELD_MANAGER, "force": "true"})
        return self.call("PATCH", f"{path}?{query}", body, APPLY)

    def call(self, method: str, path: str, body: dict[str, Any] | None = None, content_type: str = JSON) -> Any:
        try:
            with self.send(method, path, body, content_type) as answer:
                return json.load(answer)
        except HTTPError as error:
            if error.code == HTTPStatus.NOT_FOUND and method != "POST":
                return None
            raise PlatformError(f"{method} {path}: the cluster answers {error.code}, {reason(error)}.") from None

    def code(self, path: str) -> int:
        """How the API server answers who asks, whatever it is."""
        try:
            with self.send("GET", path) as answer:
                return int(answer.status)
        except HTTPError as error:
            return error.code

    @contextmanager
    def send(
        self, method: str, path: str, body: dict[str, Any] | None = None, content_type: str = JSON
    ) -> Iterator[Any]:
        name, address, context = self.place
        headers = {**self.headers, "Content-Type": content_type}
        data = None if body is None else json.dumps(body).encode()
        request = Request(address + path, data, headers, method=method)  # noqa: S310 - of our own kubeconfig
        try:
            with urlopen(request, timeout=SECONDS, context=context) as answer:  # noqa: S310
                yield answer
        except HTTPError:
            raise
        except OSError as error:
            raise PlatformError(
                f"cluster {name} cannot be asked at {address} ({getattr(error, 'reason', error)}): "
                "run from where its endpoint can be reached, see eks_cluster_public_access_cidrs."
            ) from None


def reason(error: HTTPError) -> str:
    """Kubernetes' word for it; its message may quote what was sent."""
    try:
        return str(json.load(error)["reason"])
    except (ValueError, KeyError, TypeError):
        return HTTPStatus(error.code).phrase

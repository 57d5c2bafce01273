"""Calls to one address of Qdrant."""

from __future__ import annotations

import json
import ssl
from collections.abc import Iterable, Mapping
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlsplit
from urllib.request import Request, urlopen

from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError

OLDEST = (1, 9)
"""The first version that states the checksum of a snapshot."""


def client_of(options: Mapping[str, Any], url: str) -> Qdrant:
    return Qdrant(url, options["api_key"], options["ca_file"], options["timeout"])


class Qdrant:
    """Every call returns the C(result) of the answer, or raises with one sentence."""

    def __init__(self, url: str, api_key: str | None, ca_file: str | None, timeout: float) -> None:
        if urlsplit(url).scheme not in ("http", "https"):
            raise PlatformError(f"qdrant {url!r} is no address: give one such as https://qdrant.qdrant.svc:6333.")
        self.url = url.rstrip("/")
        self.headers = {"api-key": api_key} if api_key else {}
        self.timeout = timeout
        try:
            self.context = ssl.create_default_context(cafile=ca_file)
        except OSError as error:
            raise PlatformError(
                f"ca_file {ca_file} cannot be read ({error}): name a file with certificates."
            ) from error

    def require(self) -> None:
        """Refuse what is no Qdrant, or one of before we know."""
        found = self.answer("GET", "/").get("version", "")
        if version(found) < OLDEST:
            wanted = ".".join(map(str, OLDEST))
            raise PlatformError(
                f"qdrant {self.url} is of version {found or 'unknown'}: upgrade it to {wanted} or later."
            )

    def get(self, *path: str) -> Any:
        return self.answer("GET", join(path))["result"]

    def find(self, *path: str) -> Any:
        """None for what does not exist."""
        try:
            return self.get(*path)
        except Missing:
            return None

    def call(self, method: str, *path: str, query: str = "", body: Mapping[str, Any] | None = None) -> Any:
        return self.answer(method, join(path) + query, json.dumps(body or {}).encode())["result"]

    def send(self, *path: str, query: str, parts: Iterable[bytes], headers: Mapping[str, str]) -> Any:
        """Stream a body to Qdrant."""
        return self.answer("POST", join(path) + query, parts, headers)["result"]

    def answer(
        self, method: str, path: str, body: bytes | Iterable[bytes] | None = None, headers: Mapping[str, str] = {}
    ) -> dict[str, Any]:
        with self.open(method, path, body, {"content-type": "application/json", **headers}) as response:
            try:
                return dict(json.loads(response.read()))
            except (OSError, HTTPException) as error:
                raise PlatformError(f"qdrant {self.url} broke off its answer ({error}): run again.") from error
            except ValueError as error:
                raise PlatformError(f"{self.url} does not answer as Qdrant does: check the address.") from error

    def open(
        self,
        method: str,
        path: str,
        body: bytes | Iterable[bytes] | None = None,
        headers: Mapping[str, str] = {},
    ) -> Any:
        """The answer as a stream."""
        request = Request(self.url + path, body, {**self.headers, **headers}, method=method)  # noqa: S310 - checked
        try:
            return urlopen(request, timeout=self.timeout, context=self.context)  # noqa: S310 - checked
        except HTTPError as error:
            with error:
                raise self.refusal(f"{method} {path.partition('?')[0]}", error.code, error.read()) from error
        except (OSError, HTTPException) as error:
            raise PlatformError(self.silence(error)) from error

    def refusal(self, call: str, status: int, body: bytes) -> PlatformError:
        if status in (401, 403):
            return PlatformError(f"qdrant {self.url} refuses the api_key: give the one that may write.")
        reason = stated_reason(body)
        kind = Missing if status == 404 else PlatformError
        return kind(f"qdrant {self.url} refuses {call} ({status}): {reason}.")

    def silence(self, error: Exception) -> str:
        reason = error.reason if isinstance(error, URLError) else error
        if isinstance(reason, TimeoutError):
            return f"qdrant {self.url} did not answer within {self.timeout:g} s: look at its log, or raise timeout."
        if isinstance(reason, ssl.SSLCertVerificationError):
            return f"qdrant {self.url} has a certificate that is not trusted ({reason.verify_message}): give ca_file."
        return f"qdrant {self.url} could not be reached ({reason}): check the address, the network and that it runs."


class Missing(PlatformError):
    """What was asked for does not exist."""


def join(path: Iterable[str]) -> str:
    return "/" + "/".join(quote(part, safe="") for part in path)


def stated_reason(body: bytes) -> str:
    try:
        return str(json.loads(body)["status"]["error"]).rstrip(".!")
    except (ValueError, KeyError, TypeError):
        return body.decode(errors="replace").strip()[:200] or "no reason given"


def version(text: str) -> tuple[int, ...]:
    """(0,) for what is no version."""
    numbers = text.partition("-")[0].split(".")[:2]
    return tuple(map(int, numbers)) if all(part.isdigit() for part in numbers) else (0,)

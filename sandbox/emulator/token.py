"""The bearer token of EKS: a presigned STS URL in base64."""

import base64
import binascii
import hashlib
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, quote, urlsplit

PREFIX = "k8s-aws-v1."
LIFETIME = timedelta(minutes=15)
CLUSTER_HEADER = "x-k8s-aws-id"
EMPTY = hashlib.sha256(b"").hexdigest()


class TokenError(Exception):
    """A token that does not authenticate, with the reason in one sentence."""


@dataclass(frozen=True)
class Token:
    """The parts of a presigned GetCallerIdentity URL."""

    host: str
    path: str
    query: tuple[tuple[str, str], ...]

    def value(self, name: str) -> str:
        return dict(self.query).get(name, "")

    @property
    def access_key(self) -> str:
        return self.value("X-Amz-Credential").split("/")[0]

    @property
    def signed_headers(self) -> list[str]:
        return self.value("X-Amz-SignedHeaders").split(";")


def parse(text: str) -> Token:
    if not text.startswith(PREFIX):
        raise TokenError(f"The token does not start with {PREFIX}.")
    body = text.removeprefix(PREFIX)
    try:
        url = urlsplit(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)).decode())
    except (binascii.Error, UnicodeDecodeError, ValueError):
        raise TokenError("The token is not the base64 of a URL.") from None
    return Token(url.netloc, url.path or "/", tuple(parse_qsl(url.query, keep_blank_values=True)))


def check(token: Token, now: datetime) -> None:
    """Refuse anything but a young, presigned GetCallerIdentity call with the cluster header in it."""
    if token.value("Action") != "GetCallerIdentity":
        raise TokenError("The token's URL is not a call of GetCallerIdentity.")
    if CLUSTER_HEADER not in token.signed_headers:
        raise TokenError(f"The header {CLUSTER_HEADER} is not signed in the token.")
    try:
        signed = datetime.strptime(token.value("X-Amz-Date"), "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    except ValueError:
        raise TokenError("The token's URL has no X-Amz-Date.") from None
    if not -LIFETIME < now - signed < LIFETIME:
        raise TokenError(f"The token was signed at {signed:%H:%M:%S} UTC, which is not within the last 15 minutes.")


def signed_for(token: Token, cluster: str, secret: str) -> bool:
    """Whether the signature is the secret's, with the cluster's name in the header (Signature Version 4)."""
    headers = {"host": token.host, CLUSTER_HEADER: cluster}
    pairs = sorted((quote(key, safe="-_.~"), quote(value, safe="-_.~")) for key, value in token.query)
    query = "&".join(f"{key}={value}" for key, value in pairs if key != "X-Amz-Signature")
    lines = "".join(f"{name}:{headers.get(name, '')}\n" for name in token.signed_headers)
    request = "\n".join(["GET", token.path, query, lines, ";".join(token.signed_headers), EMPTY])
    scope = token.value("X-Amz-Credential").partition("/")[2]
    digest = hashlib.sha256(request.encode()).hexdigest()
    text = "\n".join(["AWS4-HMAC-SHA256", token.value("X-Amz-Date"), scope, digest])
    key = f"AWS4{secret}".encode()
    for part in scope.split("/"):
        key = hmac.digest(key, part.encode(), "sha256")
    return hmac.compare_digest(hmac.digest(key, text.encode(), "sha256").hex(), token.value("X-Amz-Signature"))

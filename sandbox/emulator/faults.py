"""Faults on demand: AWS's refusals that concern any call, in front of everything else."""

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from threading import Lock
from typing import Any

from werkzeug.wrappers import Response

type Wsgi = Callable[[dict[str, Any], Any], Iterable[bytes]]

SCOPE = re.compile(r"Credential=[^/]+/\d{8}/[^/]+/([^/]+)/aws4_request")
REST_XML = {"cloudfront", "route53", "s3"}
THROTTLED = {"ec2": ("RequestLimitExceeded", 503), "s3": ("SlowDown", 503)}
EXPIRED = {"ec2": ("RequestExpired", 400), "s3": ("ExpiredToken", 400)}
MESSAGES = {"throttle": "Rate exceeded", "expire": "The security token included in the request is expired"}


@dataclass
class Faults:
    """What the next calls meet: C(throttle) of them (of C(service), or any) a throttle; all after C(expire_after)
    others, credentials that have expired."""

    throttle: int = 0
    service: str | None = None
    expire_after: int | None = None

    def __post_init__(self) -> None:
        self.lock = Lock()

    def set(self, throttle: int = 0, service: str | None = None, expire_after: int | None = None) -> None:
        counts = [throttle, expire_after or 0]
        if not all(isinstance(count, int) and count >= 0 for count in counts):
            raise ValueError(f"faults are {counts}: give numbers of calls, zero or more.")
        with self.lock:
            self.throttle, self.service, self.expire_after = throttle, service, expire_after

    def shown(self) -> dict[str, Any]:
        return {"throttle": self.throttle, "service": self.service, "expire_after": self.expire_after}

    def take(self, service: str) -> str | None:
        """The fault of this call, which uses it up."""
        with self.lock:
            if self.throttle and self.service in (None, service):
                self.throttle -= 1
                return "throttle"
            if self.expire_after == 0:
                return "expire"
            if self.expire_after:
                self.expire_after -= 1
        return None


class Faulty:
    """A WSGI application behind the faults; unsigned requests, which no AWS client sends, pass."""

    def __init__(self, faults: Faults, application: Wsgi) -> None:
        self.faults, self.application = faults, application

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        scope = SCOPE.search(environ.get("HTTP_AUTHORIZATION", ""))
        fault = self.faults.take(scope[1]) if scope else None
        if scope is None or fault is None:
            return self.application(environ, start_response)
        answer: Wsgi = refusal(environ, scope[1], fault)
        return answer(environ, start_response)


def refusal(environ: dict[str, Any], service: str, fault: str) -> Response:
    """An error as that service's protocol writes it."""
    message, special = MESSAGES[fault], THROTTLED if fault == "throttle" else EXPIRED
    if "HTTP_SMITHY_PROTOCOL" in environ:
        return cbor(f"{'Throttling' if fault == 'throttle' else 'ExpiredToken'}Exception", message)
    if service in REST_XML or environ.get("CONTENT_TYPE", "").startswith("application/x-www-form-urlencoded"):
        code, status = special.get(service, ("Throttling", 400) if fault == "throttle" else ("ExpiredToken", 403))
        return Response(xml(service, code, message), status=status, content_type="text/xml")
    code = f"{'Throttling' if fault == 'throttle' else 'ExpiredToken'}Exception"
    body = json.dumps({"__type": code, "message": message})
    status = 429 if fault == "throttle" and "HTTP_X_AMZ_TARGET" not in environ else 400
    return Response(body, status=status, content_type="application/json", headers={"x-amzn-ErrorType": code})


def xml(service: str, code: str, message: str) -> str:
    error = f"<Code>{code}</Code><Message>{message}</Message>"
    if service == "ec2":
        return f"<Response><Errors><Error>{error}</Error></Errors><RequestID>fault</RequestID></Response>"
    if service == "s3":
        return f"<Error>{error}<RequestId>fault</RequestId></Error>"
    return f"<ErrorResponse><Error><Type>Sender</Type>{error}</Error><RequestId>fault</RequestId></ErrorResponse>"


def cbor(code: str, message: str) -> Response:
    """A map of two texts, each shorter than 256 bytes."""
    texts = [b"\x78" + bytes([len(text)]) + text.encode() for text in ("__type", code, "message", message)]
    headers = {"smithy-protocol": "rpc-v2-cbor"}
    return Response(b"\xa2" + b"".join(texts), status=400, content_type="application/cbor", headers=headers)

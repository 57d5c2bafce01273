"""What an operator can do about the ways in which AWS refuses anything at all."""

from __future__ import annotations

import re
from collections.abc import Iterable

REFUSAL = re.compile(
    r"An error occurred \((?P<code>[\w.]+)\) when calling the (?P<call>\w+) operation"
    r"(?: \(reached max retries: (?P<retries>\d+)\))?: (?P<text>.*)",
    re.DOTALL,
)
EXPIRED = {"ExpiredToken", "ExpiredTokenException", "RequestExpired"}
UNKNOWN = {"AuthFailure", "InvalidAccessKeyId", "InvalidClientTokenId", "SignatureDoesNotMatch"}
UNKNOWN |= {"UnrecognizedClientException"}
DENIED = {"AccessDenied", "AccessDeniedException", "AuthorizationError", "UnauthorizedOperation"}
THROTTLED = {"RequestLimitExceeded", "SlowDown", "Throttling", "ThrottlingException", "TooManyRequestsException"}

RENEW = (
    "The AWS credentials have expired: renew them (such as by `aws sso login`) and run again, which goes on from here."
)
CHOOSE = "AWS does not know the credentials: check AWS_PROFILE or the AWS_* variables of this shell and run again."
SIGN_IN = "There are no AWS credentials: sign in (such as by `aws sso login`) or set AWS_PROFILE, and run again."
SILENT = "AWS does not answer at {url}: check the network and AWS_ENDPOINT_URL, and run again."

ANYWHERE = {
    r"Unable to locate credentials": SIGN_IN,
    r"The SSO session .* has expired|Token has expired and refresh failed": RENEW,
    r"(?:Could not connect to the|Connect timeout on|Read timeout on) endpoint URL: \"(?P<url>[^\"]+)\"": SILENT,
}
"""Texts of errors that no call got as far as AWS with."""


def explained(problems: Iterable[str]) -> list[str]:
    """Each problem in a sentence that says what to do; what concerns the whole run is said once."""
    return list(dict.fromkeys(map(sentence, problems)))


def sentence(problem: str) -> str:
    for pattern, advice in ANYWHERE.items():
        if found := re.search(pattern, problem):
            return advice.format(**found.groupdict())
    refusal = REFUSAL.search(problem)
    return refused(problem[: refusal.start()], refusal) or problem if refusal else problem


def refused(of: str, refusal: re.Match[str]) -> str | None:
    """None for a refusal that is about the object itself, on which AWS says more than we know."""
    code, call = refusal["code"], refusal["call"]
    if code in EXPIRED:
        return RENEW
    if code in UNKNOWN:
        return CHOOSE
    if code in DENIED:
        reason = refusal["text"].split(" Encoded authorization failure message")[0].rstrip(". ")
        return f"{of}{call} is not allowed ({reason}): give the caller's role this permission and run again."
    if code in THROTTLED:
        tries = f" also after {refusal['retries']} retries" if refusal["retries"] else ""
        return f"{of}AWS throttles {call}{tries}: run again in a few minutes, which goes on from here."
    return None

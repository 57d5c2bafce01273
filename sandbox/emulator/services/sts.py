"""STS."""

from typing import Any

from moto.sts.models import STSBackend

from sandbox.emulator.hold import Hold
from sandbox.emulator.mending import Original, mend


def get_caller_identity(original: Original, backend: Any, access_key: str, region: str) -> Any:
    """The ARN of a user is one of IAM, not of STS."""
    user_id, arn, account = original(backend, access_key, region)
    return user_id, arn.replace(":sts:", ":iam:") if ":user/" in arn else arn, account


def install(hold: Hold) -> None:
    mend([(STSBackend, get_caller_identity)])

"""ARNs that follow from names: known before the object is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def arns(client: Callable[[str], Any], service: str) -> Callable[[str], str]:
    """From a name to the ARN that it has in the account and region of the client."""
    meta = client(service).meta
    account = client("sts").get_caller_identity()["Account"]
    return lambda name: f"arn:{meta.partition}:{service}:{meta.region_name}:{account}:{name}"

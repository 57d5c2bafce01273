"""Calling again, for services that know what was just made only some seconds later."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection
from typing import Any

from botocore.exceptions import ClientError

PAUSES = (0.5, 1.0, 2.0, 4.0, 8.0)


def eventually(call: Callable[..., Any], codes: Collection[str], **arguments: Any) -> Any:
    """The answer, as soon as it is no error whose code ends with one of C(codes)."""
    for pause in PAUSES:
        try:
            return call(**arguments)
        except ClientError as error:
            if not error.response["Error"]["Code"].endswith(tuple(codes)):
                raise
        time.sleep(pause)
    return call(**arguments)

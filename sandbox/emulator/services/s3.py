"""S3."""

from collections.abc import Callable
from typing import Any

from sandbox.emulator.names import Named

KINDS: dict[str, Callable[[Any], Named]] = {
    "s3_bucket": lambda b: [(name, name) for name in b.buckets],
}

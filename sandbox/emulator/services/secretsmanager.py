"""Secrets Manager."""

from collections.abc import Callable
from typing import Any

from sandbox.emulator.names import Named, by_name

KINDS: dict[str, Callable[[Any], Named]] = {
    "secret": lambda b: by_name(secret for secret in b.secrets.values() if not secret.is_deleted()),
}

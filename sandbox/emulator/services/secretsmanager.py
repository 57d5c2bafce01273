"""Secrets Manager."""

from collections.abc import Callable
from typing import Any

from moto.secretsmanager.models import ReplicaSecret

from sandbox.emulator.names import Named, by_name


def secrets(backend: Any) -> Named:
    """Without copies in other regions and what services made for themselves, which go with what they are of."""
    return by_name(
        secret
        for secret in backend.secrets.values()
        if not isinstance(secret, ReplicaSecret) and not secret.owning_service and not secret.is_deleted()
    )


KINDS: dict[str, Callable[[Any], Named]] = {"secret": secrets}

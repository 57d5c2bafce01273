"""Secrets Manager."""

from collections.abc import Callable
from typing import Any

from moto.secretsmanager.exceptions import SecretsManagerClientError
from moto.secretsmanager.models import ReplicaSecret, SecretsManagerBackend

from sandbox.emulator.hold import Hold
from sandbox.emulator.mending import Original, mend
from sandbox.emulator.names import Named, by_name


def secrets(backend: Any) -> Named:
    """Without copies in other regions and what services made for themselves, which go with what they are of."""
    return by_name(
        secret
        for secret in backend.secrets.values()
        if not isinstance(secret, ReplicaSecret) and not secret.owning_service and not secret.is_deleted()
    )


KINDS: dict[str, Callable[[Any], Named]] = {"secret": secrets}


def batch_get_secret_value(
    original: Original, backend: Any, secret_id_list: list[str] | None = None, **more: Any
) -> tuple[list[dict[str, Any]], list[dict[str, str]], str | None]:
    """A secret that nobody gave a value is one of the errors in the answer, and not the end of it."""
    if not secret_id_list:
        found: tuple[list[dict[str, Any]], list[dict[str, str]], str | None] = original(backend, **more)
        return found
    values: list[dict[str, Any]] = []
    errors: list[dict[str, str]] = []
    for name in secret_id_list:
        try:
            held, refused, _ = original(backend, secret_id_list=[name], **more)
        except SecretsManagerClientError as error:
            held, refused = [], [{"SecretId": name, "ErrorCode": error.error_type, "Message": error.message}]
        values += held
        errors += refused
    return values, errors, None


def install(hold: Hold) -> None:
    mend([(SecretsManagerBackend, batch_get_secret_value)])

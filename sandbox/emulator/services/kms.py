"""KMS."""

from collections.abc import Callable
from typing import Any

from moto.kms.models import KmsBackend

from sandbox.emulator.hold import Hold
from sandbox.emulator.mending import Original, mend
from sandbox.emulator.names import Named


def key_name(backend: Any, key: Any) -> str:
    tags = backend.list_resource_tags(key.id)["Tags"]
    return next((pair["TagValue"] for pair in tags if pair["TagKey"] == "Name"), key.description or "")


def aliases(backend: Any) -> list[str]:
    return [alias for key in backend.keys.values() for alias in key.aliases]


KINDS: dict[str, Callable[[Any], Named]] = {
    "kms_key": lambda b: [
        (key_name(b, key), key.id)
        for key in b.keys.values()
        if key.key_manager == "CUSTOMER" and key.key_state != "PendingDeletion"
    ],
    "kms_alias": lambda b: [(alias, alias) for alias in aliases(b) if not alias.startswith("alias/aws/")],
}


def schedule_key_deletion(original: Original, backend: Any, key_id: str, days: int) -> Any:
    """By ARN as well as by id."""
    return original(backend, backend.get_key_id(key_id), days)


def _generate_default_keys(original: Original, backend: Any, alias_name: str) -> Any:
    """The key that a service makes at its first use belongs to AWS."""
    key_id = original(backend, alias_name)
    if key_id:
        backend.keys[key_id].key_manager = "AWS"
    return key_id


def install(hold: Hold) -> None:
    mend([(KmsBackend, schedule_key_deletion), (KmsBackend, _generate_default_keys)])

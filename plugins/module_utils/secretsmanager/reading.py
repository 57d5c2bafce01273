"""What secrets hold, for those who bring it to where it is used."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import batched
from typing import Any

from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError

AT_ONCE = 20
MISSING = ("ResourceNotFoundException", "InvalidRequestException")
"""Codes of a secret that does not exist, has no value, or is scheduled for deletion."""


def values(client: Any, names: Sequence[str]) -> dict[str, dict[str, str]]:
    """The fields of each secret that has a value, by name."""
    return {name: fields(name, text) for group in batched(names, AT_ONCE) for name, text in texts(client, group)}


def texts(client: Any, names: Sequence[str]) -> Iterator[tuple[str, str]]:
    answer = client.batch_get_secret_value(SecretIdList=list(names))
    for error in answer.get("Errors", []):
        if error["ErrorCode"] not in MISSING:
            raise PlatformError(
                f"secret {error['SecretId']} cannot be read ({error['ErrorCode']}): give the caller "
                "secretsmanager:GetSecretValue, and kms:Decrypt with its key."
            )
    return ((secret["Name"], secret.get("SecretString", "")) for secret in answer["SecretValues"])


def fields(name: str, text: str) -> dict[str, str]:
    try:
        value = json.loads(text)
    except ValueError:
        value = None
    if not isinstance(value, dict):
        raise PlatformError(
            f'secret {name} is no JSON object: write it as one, such as {{"value": "..."}}, whose fields become keys.'
        )
    return {key: item if isinstance(item, str) else json.dumps(item) for key, item in value.items()}

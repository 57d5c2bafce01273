"""Cognito user pools."""

from collections.abc import Callable
from typing import Any

from moto.cognitoidp.exceptions import InvalidParameterException
from moto.cognitoidp.models import CognitoIdpBackend

from sandbox.emulator.hold import Hold
from sandbox.emulator.mending import Original, mend
from sandbox.emulator.names import Named

KINDS: dict[str, Callable[[Any], Named]] = {
    "cognito_user_pool": lambda b: [(pool.name, pool.id) for pool in b.user_pools.values()],
    "cognito_user_pool_client": lambda b: [
        (f"{pool.name}/{client.extended_config['ClientName']}", client.id)
        for pool in b.user_pools.values()
        for client in pool.clients.values()
    ],
}
MADE_WITH = ("AliasAttributes", "UsernameAttributes", "UsernameConfiguration")


def update_user_pool(original: Original, backend: Any, user_pool_id: str, extended_config: dict[str, Any]) -> None:
    """What a pool was made with stays; without its MFA setting an update switches MFA off."""
    pool = backend.describe_user_pool(user_pool_id)
    made_with = {key: pool.extended_config[key] for key in MADE_WITH if key in pool.extended_config}
    pool.mfa_config = extended_config.pop("MfaConfiguration", "OFF")
    original(backend, user_pool_id, made_with | extended_config)


def delete_user_pool(original: Original, backend: Any, user_pool_id: str) -> None:
    pool = backend.describe_user_pool(user_pool_id)
    if pool.extended_config.get("DeletionProtection") == "ACTIVE":
        raise InvalidParameterException(
            "The user pool cannot be deleted because deletion protection is activated. "
            "Deletion protection must be inactivated first."
        )
    if pool.domain:
        raise InvalidParameterException(
            "User pool cannot be deleted. It has a domain configured that should be deleted first."
        )
    original(backend, user_pool_id)


def install(hold: Hold) -> None:
    mend([(CognitoIdpBackend, update_user_pool), (CognitoIdpBackend, delete_user_pool)])

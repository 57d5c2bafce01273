"""Passwords out of Secrets Manager, each read only when it is needed."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import planned_id


class Passwords:
    """C(planning): a secret that is not there yet is one that the real run will find."""

    def __init__(self, client: Any, planning: bool) -> None:
        self.client = client
        self.planning = planning

    @cache  # noqa: B019 - lives as long as the module
    def version(self, secret: str) -> str:
        """Id of the version in force, which is all it takes to see that a password is still the right one."""
        try:
            held = self.client.describe_secret(SecretId=secret).get("VersionIdsToStages", {})
        except self.client.exceptions.ResourceNotFoundException:
            if self.planning:
                return planned_id("secret", secret)
            raise PlatformError(
                f"secret {secret} does not exist: make it (role secrets), or correct its name."
            ) from None
        for version, stages in held.items():
            if "AWSCURRENT" in stages:
                return str(version)
        raise PlatformError(f"secret {secret} has no value yet: put one in, with the field password.")

    @cache  # noqa: B019 - lives as long as the module
    def value(self, secret: str) -> dict[str, str]:
        """The JSON object that RDS and the role secrets write, with C(username) and C(password)."""
        text = self.client.get_secret_value(SecretId=secret).get("SecretString", "")
        try:
            value = json.loads(text)
        except ValueError:
            value = None
        if not isinstance(value, dict) or not value.get("password"):
            raise PlatformError(
                f"secret {secret} is no JSON object with a password: give it the fields of an RDS secret."
            )
        return value

    def of_role(self, role: str, secret: str) -> str:
        value = self.value(secret)
        named = value.get("username", role)
        if named != role:
            raise PlatformError(f"secret {secret} is that of {named!r}, not of {role!r}: give the role its own secret.")
        return value["password"]

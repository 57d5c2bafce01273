"""Secrets Manager."""

from typing import Any

from tests.unit.plugins.modules.listings import answer


def listing(client: Any) -> dict[str, Any]:
    """Secrets that are scheduled for deletion stay visible for their window and count as gone."""
    names = [secret["Name"] for secret in client.list_secrets()["SecretList"]]
    return {
        name: [answer(client.describe_secret(SecretId=name)), answer(client.get_resource_policy(SecretId=name))]
        for name in names
    }

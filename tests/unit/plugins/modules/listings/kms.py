"""KMS."""

from typing import Any

from tests.unit.plugins.modules.listings import answer


def listing(client: Any) -> dict[str, Any]:
    """Keys with an alias of ours; those that are going stay visible for their window and count as gone."""
    listed: dict[str, Any] = {}
    for alias in client.list_aliases()["Aliases"]:
        if not alias["AliasName"].startswith("alias/aws/"):
            key = alias["TargetKeyId"]
            listed[alias["AliasName"]] = [
                client.describe_key(KeyId=key)["KeyMetadata"],
                answer(client.get_key_policy(KeyId=key, PolicyName="default")),
                answer(client.get_key_rotation_status(KeyId=key)),
                answer(client.list_resource_tags(KeyId=key)),
            ]
    return listed

"""Cognito user pools."""

from typing import Any

from tests.unit.plugins.modules.listings import answer


def listing(client: Any) -> dict[str, Any]:
    listed: dict[str, Any] = {}
    for pool in client.list_user_pools(MaxResults=60)["UserPools"]:
        key = {"UserPoolId": pool["Id"]}
        rows = client.list_user_pool_clients(**key, MaxResults=60)["UserPoolClients"]
        listed[pool["Name"]] = [
            answer(client.describe_user_pool(**key)),
            answer(client.get_user_pool_mfa_config(**key)),
            *(answer(client.describe_user_pool_client(**key, ClientId=row["ClientId"])) for row in rows),
        ]
    return listed

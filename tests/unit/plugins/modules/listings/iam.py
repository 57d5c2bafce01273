"""IAM."""

from typing import Any

from tests.unit.plugins.modules.listings import answer


def listing(client: Any) -> dict[str, Any]:
    details = client.get_account_authorization_details(Filter=["Role"])
    providers = client.list_open_id_connect_providers()["OpenIDConnectProviderList"]
    return {
        "limits": [(role["RoleName"], role["MaxSessionDuration"]) for role in client.list_roles()["Roles"]],
        "roles": details["RoleDetailList"],
        "providers": {
            row["Arn"]: answer(client.get_open_id_connect_provider(OpenIDConnectProviderArn=row["Arn"]))
            for row in providers
        },
    }

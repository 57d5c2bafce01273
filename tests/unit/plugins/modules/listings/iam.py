"""IAM."""

from typing import Any


def listing(client: Any) -> dict[str, Any]:
    details = client.get_account_authorization_details(Filter=["Role"])
    return {"roles": details["RoleDetailList"]}

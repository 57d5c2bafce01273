"""ECR."""

from typing import Any

from botocore.exceptions import ClientError

from tests.unit.plugins.modules.listings import answer


def lifecycle(client: Any, name: str) -> Any:
    try:
        return client.get_lifecycle_policy(repositoryName=name)["lifecyclePolicyText"]
    except ClientError as error:
        return error.response["Error"]["Code"]


def listing(client: Any) -> dict[str, Any]:
    return {
        row["repositoryName"]: [
            row,
            lifecycle(client, row["repositoryName"]),
            answer(client.list_tags_for_resource(resourceArn=row["repositoryArn"])),
        ]
        for row in client.describe_repositories()["repositories"]
    }

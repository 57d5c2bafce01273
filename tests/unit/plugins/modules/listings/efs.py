"""EFS."""

from typing import Any

from botocore.exceptions import ClientError

from tests.unit.plugins.modules.listings import answer


def backup(client: Any, identifier: str) -> Any:
    try:
        return answer(client.describe_backup_policy(FileSystemId=identifier))
    except ClientError as error:
        return error.response["Error"]["Code"]


def listing(client: Any) -> dict[str, Any]:
    listed = {}
    for row in client.describe_file_systems()["FileSystems"]:
        identifier = row["FileSystemId"]
        targets = client.describe_mount_targets(FileSystemId=identifier)["MountTargets"]
        listed[identifier] = [
            {key: value for key, value in row.items() if key != "SizeInBytes"},
            answer(client.describe_lifecycle_configuration(FileSystemId=identifier)),
            backup(client, identifier),
            targets,
            [
                answer(client.describe_mount_target_security_groups(MountTargetId=target["MountTargetId"]))
                for target in targets
            ],
            client.describe_access_points(FileSystemId=identifier)["AccessPoints"],
        ]
    return listed

from typing import Any

from .conftest import refusal


def test_ladder(eks: Any, cluster: str, role: str) -> None:
    wanted = {"namespace": "prod", "serviceAccount": "api", "roleArn": role}
    made = eks.create_pod_identity_association(clusterName=cluster, **wanted)["association"]
    assert made["associationId"].startswith("a-")
    with refusal(eks, "ResourceInUseException"):
        eks.create_pod_identity_association(clusterName=cluster, **wanted)
    of = {"clusterName": cluster, "associationId": made["associationId"]}
    assert eks.describe_pod_identity_association(**of)["association"]["roleArn"] == role
    changed = eks.update_pod_identity_association(**of, roleArn=role + "2")["association"]
    assert changed["roleArn"] == role + "2"
    listed = eks.list_pod_identity_associations(clusterName=cluster, namespace="prod")["associations"]
    assert [row["serviceAccount"] for row in listed] == ["api"]
    assert "roleArn" not in listed[0]
    assert eks.list_pod_identity_associations(clusterName=cluster, namespace="dev")["associations"] == []
    eks.delete_pod_identity_association(**of)
    with refusal(eks, "ResourceNotFoundException"):
        eks.describe_pod_identity_association(**of)


def test_lists_come_in_pages(eks: Any, cluster: str, role: str) -> None:
    for number in range(5):
        eks.create_pod_identity_association(
            clusterName=cluster, namespace="n", serviceAccount=f"s{number}", roleArn=role
        )
    pages = list(
        eks.get_paginator("list_pod_identity_associations").paginate(
            clusterName=cluster, PaginationConfig={"PageSize": 2}
        )
    )
    assert [len(page["associations"]) for page in pages] == [2, 2, 1]


def test_bad_role(eks: Any, cluster: str) -> None:
    with refusal(eks, "InvalidParameterException"):
        eks.create_pod_identity_association(clusterName=cluster, namespace="n", serviceAccount="s", roleArn="api-role")

from __future__ import annotations

import pytest
from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.iam.workloads import pod_identities, pod_roles

PLACE = {"id": "rag", "cluster": "rag-eks", "region": "us-east-1", "account": "123456789012"}
WORKLOAD = {"name": "keda", "description": "KEDA", "namespace": "keda", "service_account": "keda-operator"}
STATEMENT = {"Effect": "Allow", "Action": "tag:GetResources", "Resource": "*"}


def test_one_declaration_makes_a_role_and_its_association() -> None:
    (role,) = pod_roles([{**WORKLOAD, "statements": [STATEMENT]}], PLACE)
    assert (role["name"], role["managed_policies"]) == ("rag-keda", [])
    assert role["inline_policies"]["needs"]["Statement"] == [STATEMENT]
    assert pod_identities([WORKLOAD], PLACE) == [
        {
            "namespace": "keda",
            "service_account": "keda-operator",
            "role_arn": "arn:aws:iam::123456789012:role/rag-keda",
        }
    ]


def test_only_pods_of_the_service_account_take_the_role_on() -> None:
    (role,) = pod_roles([{**WORKLOAD, "managed_policies": ["AmazonEKS_CNI_Policy"]}], PLACE)
    (statement,) = role["trust"]["Statement"]
    assert statement["Principal"] == {"Service": "pods.eks.amazonaws.com"}
    assert statement["Condition"]["StringEquals"] == {
        "aws:RequestTag/eks-cluster-arn": "arn:aws:eks:us-east-1:123456789012:cluster/rag-eks",
        "aws:RequestTag/kubernetes-namespace": "keda",
        "aws:RequestTag/kubernetes-service-account": "keda-operator",
    }
    assert role["inline_policies"] == {}


def test_a_name_that_iam_does_not_take() -> None:
    with pytest.raises(PlatformError) as error:
        pod_roles([{**WORKLOAD, "name": "prod-" + "x" * 60}], PLACE)
    assert str(error.value) == (
        f"role 'rag-prod-{'x' * 60}' has 69 characters and IAM takes 64: "
        "shorten platform_id 'rag' or the name of the service or component."
    )

"""Names and documents of IAM: ARNs written from names, policies, and who may take a role on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..errors import PlatformError

Statement = dict[str, Any]

VERSION = "2012-10-17"
PODS = "pods.eks.amazonaws.com"
ROLE_NAME_LIMIT = 64


@dataclass(frozen=True)
class Place:
    """Where a platform is, and the prefix of its names."""

    id: str
    cluster: str
    region: str
    account: str
    partition: str = "aws"

    def arn(self, service: str, resource: str) -> str:
        return f"arn:{self.partition}:{service}:{self.region}:{self.account}:{resource}"

    def role_name(self, name: str) -> str:
        full = f"{self.id}-{name}"
        if len(full) > ROLE_NAME_LIMIT:
            raise PlatformError(
                f"role {full!r} has {len(full)} characters and IAM takes {ROLE_NAME_LIMIT}: "
                f"shorten platform_id {self.id!r} or the name of the service or component."
            )
        return full

    def role_arn(self, name: str) -> str:
        return f"arn:{self.partition}:iam::{self.account}:role/{self.role_name(name)}"

    @property
    def cluster_arn(self) -> str:
        return self.arn("eks", f"cluster/{self.cluster}")


def document(statements: Sequence[Statement]) -> dict[str, Any]:
    return {"Version": VERSION, "Statement": list(statements)}


def allow(sid: str, actions: Sequence[str], resources: Sequence[str], **condition: Mapping[str, Any]) -> Statement:
    """C(condition): what each operator compares, such as C(StringLike={"s3:prefix": ["images/*"]})."""
    statement = {"Sid": sid, "Effect": "Allow", "Action": list(actions), "Resource": list(resources)}
    return statement | ({"Condition": condition} if condition else {})


def service_trust(service: str) -> dict[str, Any]:
    """One AWS service. EKS Pod Identity also tags its sessions."""
    actions = ["sts:AssumeRole", "sts:TagSession"] if service == PODS else ["sts:AssumeRole"]
    return document([{"Effect": "Allow", "Principal": {"Service": service}, "Action": actions}])


def pod_trust(place: Place, namespace: str, service_account: str) -> dict[str, Any]:
    """The pods of one service account of one cluster, whoever makes an association with the role."""
    trust = service_trust(PODS)
    trust["Statement"][0]["Condition"] = {
        "StringEquals": {
            "aws:RequestTag/eks-cluster-arn": place.cluster_arn,
            "aws:RequestTag/kubernetes-namespace": namespace,
            "aws:RequestTag/kubernetes-service-account": service_account,
        }
    }
    return trust


def key_use(sid: str, place: Place, alias: str, service: str, actions: Sequence[str]) -> Statement:
    """Use of one KMS key through one service. The key is named by its alias, as its ARN is known to AWS only."""
    return allow(
        sid,
        actions,
        [place.arn("kms", "key/*")],
        **{
            "StringEquals": {"kms:ViaService": f"{service}.{place.region}.amazonaws.com"},
            "ForAnyValue:StringEquals": {"kms:ResourceAliases": f"alias/{alias}"},
        },
    )

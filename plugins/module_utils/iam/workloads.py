"""What runs in the cluster and calls AWS: one declaration yields the role and says which service account gets it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .policies import Place, document, pod_trust

Workload = Mapping[str, Any]


def pod_roles(workloads: Sequence[Workload], place: Mapping[str, str]) -> list[dict[str, Any]]:
    """The workloads' roles, as C(iam_roles) takes them."""
    here = Place(**place)
    return [
        {
            "name": here.role_name(workload["name"]),
            "description": workload["description"],
            "trust": pod_trust(here, workload["namespace"], workload["service_account"]),
            "managed_policies": workload.get("managed_policies", []),
            "inline_policies": {"needs": document(workload["statements"])} if workload.get("statements") else {},
        }
        for workload in workloads
    ]


def pod_identities(workloads: Sequence[Workload], place: Mapping[str, str]) -> list[dict[str, str]]:
    """Their associations, as C(eks_pod_identities) takes them."""
    return [
        {
            "namespace": workload["namespace"],
            "service_account": workload["service_account"],
            "role_arn": Place(**place).role_arn(workload["name"]),
        }
        for workload in workloads
    ]

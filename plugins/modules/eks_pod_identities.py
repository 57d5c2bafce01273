#!/usr/bin/python
# Copyright (c) Pinksea
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: eks_pod_identities
short_description: Manage the IAM roles of Kubernetes service accounts
version_added: 0.1.0
description:
  - Associates service accounts with IAM roles through EKS Pod Identity.
  - Needs the add-on C(eks-pod-identity-agent) in the cluster.
author: Pinksea (@pinksea)
extends_documentation_fragment:
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
  - pinksea.platform.attributes
  - pinksea.platform.reconcile
  - pinksea.platform.reconcile.tags
options:
  cluster:
    description: Name of the EKS cluster. In a plan it need not exist yet.
    type: str
    required: true
  associations:
    description: The associations. A service account has one role.
    type: list
    elements: dict
    required: true
    suboptions:
      namespace:
        description: Namespace of the service account.
        type: str
        required: true
      service_account:
        description: Name of the service account. It need not exist yet.
        type: str
        required: true
      role_arn:
        description: Role its pods get. Its trust policy names C(pods.eks.amazonaws.com).
        type: str
"""

EXAMPLES = r"""
- name: Karpenter's role
  pinksea.platform.eks_pod_identities:
    cluster: rag-eks
    associations:
      - namespace: kube-system
        service_account: karpenter
        role_arn: arn:aws:iam::123456789012:role/rag-eks-karpenter
"""

RETURN = r"""
changes:
  description: What was done, or would be done in check mode.
  returned: always
  type: list
  elements: dict
  sample: [{action: create, kind: eks_pod_identity, name: kube-system/karpenter}]
associations:
  description: The associations by C(namespace/service account).
  returned: always
  type: dict
"""

from ansible_collections.pinksea.platform.plugins.module_utils.aws import TAGS, manage
from ansible_collections.pinksea.platform.plugins.module_utils.eks.pod_identities import PodIdentities, name_of
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import by_name

ASSOCIATION = {
    "namespace": {"type": "str", "required": True},
    "service_account": {"type": "str", "required": True},
    "role_arn": {"type": "str"},
}


def wanted(params):
    named = by_name(
        {"name": name_of(item["namespace"], item["service_account"]), **item} for item in params["associations"]
    )
    return {name: {**item, "tags": params["tags"], "name": None} for name, item in named.items()}


def work(module, client):
    associations = wanted(module.params)
    return PodIdentities(client("eks"), module.params["cluster"], associations), associations


def main():
    manage("associations", ASSOCIATION, work, cluster={"type": "str", "required": True}, tags=TAGS)


if __name__ == "__main__":
    main()

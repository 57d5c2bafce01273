#!/usr/bin/python
# Copyright (c) Pinksea
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: eks_access_entries
short_description: Manage who may do what in an EKS cluster
version_added: 0.1.0
description:
  - Maps IAM principals to Kubernetes groups and to the access policies of EKS, without the aws-auth ConfigMap.
  - The groups and policies given are exact for the principals named; other principals are left alone.
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
  entries:
    description: The access entries.
    type: list
    elements: dict
    required: true
    suboptions:
      principal_arn:
        description: ARN of an IAM role or user. One principal has one entry.
        type: str
        required: true
      type:
        description: Kind of principal. Node roles other than those of managed node groups use one of the others.
        type: str
        choices: [STANDARD, EC2_LINUX, EC2_WINDOWS, FARGATE_LINUX]
      kubernetes_groups:
        description: Kubernetes groups the principal belongs to.
        type: list
        elements: str
      username:
        description: Kubernetes user name; EKS derives one from the ARN.
        type: str
      policies:
        description: Access policies of EKS.
        type: list
        elements: dict
        suboptions:
          policy:
            description: Name of the policy, such as V(AmazonEKSViewPolicy).
            type: str
            required: true
          namespaces:
            description: Namespaces in which it holds. Without any it holds in the whole cluster.
            type: list
            elements: str
            default: []
"""

EXAMPLES = r"""
- name: Developers may change things in dev only
  pinksea.platform.eks_access_entries:
    cluster: pingvas-shared-eks
    entries:
      - principal_arn: arn:aws:iam::123456789012:role/developers
        policies:
          - policy: AmazonEKSEditPolicy
            namespaces: [dev]
"""

RETURN = r"""
changes:
  description: What was done, or would be done in check mode.
  returned: always
  type: list
  elements: dict
  sample: [{action: create, kind: eks_access_entry, name: 'arn:aws:iam::123456789012:role/developers'}]
entries:
  description: The access entries by principal ARN.
  returned: always
  type: dict
"""

from ansible_collections.pinksea.platform.plugins.module_utils.aws import TAGS, manage
from ansible_collections.pinksea.platform.plugins.module_utils.eks.access_entries import AccessEntries, normal_policies
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import by_name

POLICY = {
    "policy": {"type": "str", "required": True},
    "namespaces": {"type": "list", "elements": "str", "default": []},
}
ENTRY = {
    "principal_arn": {"type": "str", "required": True},
    "type": {"type": "str", "choices": ["STANDARD", "EC2_LINUX", "EC2_WINDOWS", "FARGATE_LINUX"]},
    "kubernetes_groups": {"type": "list", "elements": "str"},
    "username": {"type": "str"},
    "policies": {"type": "list", "elements": "dict", "options": POLICY},
}


def wanted(params):
    """The entries by principal; groups and policies are sorted, as they are when read."""
    entries = []
    for entry in params["entries"]:
        groups, policies = entry["kubernetes_groups"], entry["policies"]
        normal = {
            "kubernetes_groups": None if groups is None else sorted(groups),
            "policies": None if policies is None else normal_policies(policies),
        }
        entries.append(entry | normal | {"tags": params["tags"]})
    return by_name(entries, key="principal_arn")


def work(module, client):
    entries = wanted(module.params)
    return AccessEntries(client("eks"), module.params["cluster"], entries), entries


def main():
    manage("entries", ENTRY, work, cluster={"type": "str", "required": True}, tags=TAGS)


if __name__ == "__main__":
    main()

#!/usr/bin/python
# Copyright (c) Pinksea
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: iam_roles
short_description: Manage IAM roles
version_added: 0.1.0
description:
  - Creates, changes and removes IAM roles that an AWS service (or the pods of an EKS cluster) takes on.
  - Attached and inline policies are exact for the roles named.
  - A role that is removed takes the instance profiles along that hold it.
author: Pinksea (@pinksea)
extends_documentation_fragment:
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
  - pinksea.platform.attributes
  - pinksea.platform.reconcile
  - pinksea.platform.reconcile.tags
options:
  roles:
    description: The roles.
    type: list
    elements: dict
    required: true
    suboptions:
      name:
        description: Name of the role.
        type: str
        required: true
      description:
        description: What the role is for.
        type: str
        default: ""
      service:
        description: The AWS service that takes the role on, such as V(eks.amazonaws.com); V(pods.eks.amazonaws.com) for EKS Pod Identity.
        type: str
      trust:
        description: A whole trust policy, in place of O(roles[].service).
        type: dict
      managed_policies:
        description: ARNs of the managed policies attached, or the bare name of one that AWS manages.
        type: list
        elements: str
        default: []
      inline_policies:
        description: Policy documents by name.
        type: dict
        default: {}
      max_session:
        description: Longest session in seconds, 3600 to 43200. Without it a new role gets 3600.
        type: int
      permissions_boundary:
        description: ARN of the policy that limits what the role may be given. Empty takes a boundary away.
        type: str
"""

EXAMPLES = r"""
- name: The role of an EKS control plane
  pinksea.platform.iam_roles:
    roles:
      - name: rag-eks-cluster
        service: eks.amazonaws.com
        managed_policies: [AmazonEKSClusterPolicy]
"""

RETURN = r"""
changes:
  description: What was done, or would be done in check mode.
  returned: always
  type: list
  elements: dict
  sample: [{action: create, kind: iam_role, name: rag-eks-cluster}]
roles:
  description: The roles by name.
  returned: always
  type: dict
"""

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.pinksea.platform.plugins.module_utils.aws import STATE, TAGS, run
from ansible_collections.pinksea.platform.plugins.module_utils.iam.policies import service_trust
from ansible_collections.pinksea.platform.plugins.module_utils.iam.roles import Roles, check
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import by_name

AWS_MANAGED = "arn:aws:iam::aws:policy/"
ROLE = {
    "name": {"type": "str", "required": True},
    "description": {"type": "str", "default": ""},
    "service": {"type": "str"},
    "trust": {"type": "dict"},
    "managed_policies": {"type": "list", "elements": "str", "default": []},
    "inline_policies": {"type": "dict", "default": {}},
    "max_session": {"type": "int"},
    "permissions_boundary": {"type": "str"},
}


def wanted(params):
    """The roles by name, with whole trust policies and policy ARNs."""
    roles = []
    for role in params["roles"]:
        trust = service_trust(role["service"]) if role["service"] else role["trust"]
        policies = sorted(arn if arn.startswith("arn:") else AWS_MANAGED + arn for arn in role["managed_policies"])
        item = {key: value for key, value in role.items() if key != "service"}
        roles.append(check({**item, "trust": trust, "managed_policies": policies, "tags": params["tags"]}))
    return by_name(roles)


def main():
    options = {"mutually_exclusive": [("service", "trust")], "options": ROLE}
    module = AnsibleAWSModule(
        argument_spec={
            "roles": {"type": "list", "elements": "dict", "required": True, **options},
            "state": STATE,
            "tags": TAGS,
        },
        supports_check_mode=True,
    )

    def work(client):
        roles = wanted(module.params)
        return Roles(client("iam"), roles), roles

    run(module, "roles", work)


if __name__ == "__main__":
    main()

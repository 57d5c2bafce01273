#!/usr/bin/python
# Copyright (c) Pinksea
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: eks_clusters
short_description: Manage EKS clusters
version_added: 0.1.0
description:
  - Creates, changes, upgrades and removes the control planes of EKS clusters.
  - Authentication is by access entries; nobody gets rights by having created the cluster, see M(pinksea.platform.eks_access_entries).
  - A change that EKS cannot make in place is refused before anything is touched.
author: Pinksea (@pinksea)
extends_documentation_fragment:
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
  - pinksea.platform.attributes
  - pinksea.platform.reconcile
  - pinksea.platform.reconcile.tags
  - pinksea.platform.reconcile.wait
  - pinksea.platform.reconcile.timing
options:
  clusters:
    description: The clusters. An option that is left out is left to EKS when a cluster is created, and not compared later.
    type: list
    elements: dict
    required: true
    suboptions:
      name:
        description: Name of the cluster.
        type: str
        required: true
      version:
        description:
          - Kubernetes minor version, such as V(1.36).
          - An existing control plane moves up by one minor version at a time, and never down.
        type: str
      role_arn:
        description: Role of the control plane. Cannot be changed.
        type: str
      subnet_ids:
        description: Subnets of the control plane's network interfaces, in two zones at least.
        type: list
        elements: str
      security_group_ids:
        description: Security groups beside the one that EKS makes.
        type: list
        elements: str
      endpoint_public_access:
        description: Whether the API server can be reached from the internet.
        type: bool
      endpoint_private_access:
        description: Whether the API server can be reached from the VPC.
        type: bool
      public_access_cidrs:
        description: Who may reach the public endpoint.
        type: list
        elements: str
      service_ipv4_cidr:
        description: Addresses of Kubernetes services. Cannot be changed.
        type: str
      authentication_mode:
        description: Where EKS looks for who may do what.
        type: str
        choices: [API, API_AND_CONFIG_MAP]
      log_types:
        description: Control plane logs sent to CloudWatch; the others are off.
        type: list
        elements: str
        choices: [api, audit, authenticator, controllerManager, scheduler]
      secrets_key_arn:
        description: KMS key that encrypts secrets. Can be given later, but not changed or taken away.
        type: str
      support_type:
        description: Whether EKS upgrades the cluster at the end of standard support or charges for extended support.
        type: str
        choices: [STANDARD, EXTENDED]
      deletion_protection:
        description: Whether EKS refuses to delete the cluster.
        type: bool
"""

EXAMPLES = r"""
- name: Start a control plane, and go on with other things
  pinksea.platform.eks_clusters:
    clusters:
      - name: rag-eks
        version: "1.36"
        role_arn: arn:aws:iam::123456789012:role/rag-eks-cluster
        subnet_ids: [subnet-0a, subnet-0b]
        log_types: [api, audit, authenticator]
        support_type: STANDARD
        deletion_protection: true
    wait: false
"""

RETURN = r"""
changes:
  description: What was done, or would be done in check mode.
  returned: always
  type: list
  elements: dict
  sample: [{action: create, kind: eks_cluster, name: rag-eks}]
clusters:
  description: The clusters by name, with RV(ignore:arn), RV(ignore:endpoint), RV(ignore:certificate_authority) and so on.
  returned: always
  type: dict
pending:
  description: What is not ready yet, for M(pinksea.platform.aws_ready).
  returned: always
  type: list
  elements: dict
"""

from ansible_collections.pinksea.platform.plugins.module_utils.aws import TAGS, WAIT, manage, settler
from ansible_collections.pinksea.platform.plugins.module_utils.eks.clusters import LOG_TYPES, Clusters
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import by_name

STRINGS = {"type": "list", "elements": "str"}
CLUSTER = {
    "name": {"type": "str", "required": True},
    "version": {"type": "str"},
    "role_arn": {"type": "str"},
    "subnet_ids": STRINGS,
    "security_group_ids": STRINGS,
    "endpoint_public_access": {"type": "bool"},
    "endpoint_private_access": {"type": "bool"},
    "public_access_cidrs": STRINGS,
    "service_ipv4_cidr": {"type": "str"},
    "authentication_mode": {"type": "str", "choices": ["API", "API_AND_CONFIG_MAP"]},
    "log_types": {**STRINGS, "choices": list(LOG_TYPES)},
    "secrets_key_arn": {"type": "str", "no_log": False},
    "support_type": {"type": "str", "choices": ["STANDARD", "EXTENDED"]},
    "deletion_protection": {"type": "bool"},
}


def wanted(params):
    """The clusters by name; lists whose order means nothing are sorted, as they are when read."""
    clusters = [
        {key: sorted(value) if isinstance(value, list) else value for key, value in cluster.items()}
        | {"tags": params["tags"]}
        for cluster in params["clusters"]
    ]
    return by_name(clusters)


def work(module, client):
    clusters = wanted(module.params)
    return Clusters(client("eks"), clusters, settler(module, client, kind="eks_cluster")), clusters


def main():
    manage("clusters", CLUSTER, work, tags=TAGS, **WAIT)


if __name__ == "__main__":
    main()

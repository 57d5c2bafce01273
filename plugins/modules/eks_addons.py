#!/usr/bin/python
# Copyright (c) Pinksea
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: eks_addons
short_description: Manage the add-ons of an EKS cluster
version_added: 0.1.0
description:
  - Installs, configures, upgrades and removes EKS add-ons.
  - The IAM role of an add-on's service account is given by M(pinksea.platform.eks_pod_identities), before the add-on.
  - An add-on without a version gets the one EKS recommends for the cluster when it is installed, and keeps it.
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
  cluster:
    description: Name of the EKS cluster. In a plan it need not exist yet.
    type: str
    required: true
  addons:
    description: The add-ons.
    type: list
    elements: dict
    required: true
    suboptions:
      name:
        description: Name of the add-on, such as V(vpc-cni).
        type: str
        required: true
      version:
        description: Version of the add-on, such as V(v1.20.4-eksbuild.1).
        type: str
      configuration:
        description: Configuration values, as C(aws eks describe-addon-configuration) describes them.
        type: dict
  versions:
    description: Versions, by name, of the add-ons that state none.
    type: dict
    default: {}
"""

EXAMPLES = r"""
- name: Networking, with network policies enforced
  pinksea.platform.eks_addons:
    cluster: rag-eks
    addons:
      - name: vpc-cni
        configuration: {enableNetworkPolicy: "true"}
      - name: kube-proxy
"""

RETURN = r"""
changes:
  description: What was done, or would be done in check mode.
  returned: always
  type: list
  elements: dict
  sample: [{action: create, kind: eks_addon, name: vpc-cni}]
addons:
  description: The add-ons by name.
  returned: always
  type: dict
pending:
  description: What is not ready yet, for M(pinksea.platform.aws_ready).
  returned: always
  type: list
  elements: dict
"""

from ansible_collections.pinksea.platform.plugins.module_utils.aws import TAGS, WAIT, manage, settler
from ansible_collections.pinksea.platform.plugins.module_utils.eks.addons import Addons
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import by_name

ADDON = {
    "name": {"type": "str", "required": True},
    "version": {"type": "str"},
    "configuration": {"type": "dict"},
}


def work(module, client):
    cluster, versions = module.params["cluster"], module.params["versions"]
    addons = by_name(
        {**addon, "version": addon["version"] or versions.get(addon["name"]), "tags": module.params["tags"]}
        for addon in module.params["addons"]
    )
    return Addons(client("eks"), cluster, addons, settler(module, client, kind="eks_addon", cluster=cluster)), addons


def main():
    more = {"cluster": {"type": "str", "required": True}, "versions": {"type": "dict", "default": {}}}
    manage("addons", ADDON, work, **more, tags=TAGS, **WAIT)


if __name__ == "__main__":
    main()

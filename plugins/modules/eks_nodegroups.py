#!/usr/bin/python
# Copyright (c) Pinksea
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: eks_nodegroups
short_description: Manage the managed node groups of an EKS cluster
version_added: 0.1.0
description:
  - Creates, changes, upgrades and removes managed node groups.
  - The number of nodes belongs to the autoscaler once a group exists; only its bounds are compared.
  - Instance types, subnets, image, capacity type and launch template of a group cannot change in EKS; such a change is refused with what to do.
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
  nodegroups:
    description: The node groups. An option that is left out is left to EKS at creation, and not compared later.
    type: list
    elements: dict
    required: true
    suboptions:
      name:
        description: Name of the group.
        type: str
        required: true
      role_arn:
        description: Role of the nodes.
        type: str
      subnet_ids:
        description: Subnets in which nodes are started.
        type: list
        elements: str
      instance_types:
        description: Instance types in the order of preference.
        type: list
        elements: str
      ami_type:
        description: Image of the nodes, such as V(AL2023_x86_64_STANDARD).
        type: str
      capacity_type:
        description: How the instances are bought.
        type: str
        choices: [ON_DEMAND, SPOT]
      disk_size:
        description: Root volume in GiB. With O(nodegroups[].launch_template) it is set there instead.
        type: int
      launch_template:
        description:
          - Launch template of the nodes, as M(pinksea.platform.ec2_launch_templates) returns it.
          - Another version replaces the nodes; another template is refused, as EKS cannot change it.
        type: dict
        suboptions:
          id:
            description: Identifier of the template. In a plan it need not exist yet, C(planned:<kind>/<name>) will do.
            type: str
            required: true
          version:
            description: Number of its version.
            type: str
            required: true
      min_size:
        description: Fewest nodes.
        type: int
        default: 0
      max_size:
        description: Most nodes.
        type: int
        default: 1
      desired_size:
        description: Nodes to start with, when the group is made. By default O(nodegroups[].min_size).
        type: int
      labels:
        description: Kubernetes labels, exactly these.
        type: dict
      taints:
        description: Kubernetes taints, exactly these.
        type: list
        elements: dict
        suboptions:
          key:
            description: Key of the taint.
            type: str
            required: true
          value:
            description: Value of the taint.
            type: str
            default: ""
          effect:
            description: What happens to pods that do not tolerate it.
            type: str
            choices: [NoSchedule, NoExecute, PreferNoSchedule]
            required: true
      max_unavailable:
        description: Nodes replaced at a time in an upgrade.
        type: int
      version:
        description: Kubernetes minor version of the nodes; by default the control plane's at creation.
        type: str
  version:
    description: Version of the groups that state none.
    type: str
"""

EXAMPLES = r"""
- name: Two system nodes
  pinksea.platform.eks_nodegroups:
    cluster: rag-eks
    nodegroups:
      - name: system
        role_arn: arn:aws:iam::123456789012:role/rag-eks-node
        subnet_ids: [subnet-0a, subnet-0b]
        instance_types: [m6i.large]
        ami_type: AL2023_x86_64_STANDARD
        min_size: 2
        max_size: 4
        labels: {role: system}
"""

RETURN = r"""
changes:
  description: What was done, or would be done in check mode.
  returned: always
  type: list
  elements: dict
  sample: [{action: create, kind: eks_nodegroup, name: system}]
nodegroups:
  description: The node groups by name.
  returned: always
  type: dict
pending:
  description: What is not ready yet, for M(pinksea.platform.aws_ready).
  returned: always
  type: list
  elements: dict
"""

from ansible_collections.pinksea.platform.plugins.module_utils.aws import TAGS, WAIT, manage, settler
from ansible_collections.pinksea.platform.plugins.module_utils.eks.nodegroups import (
    EFFECTS,
    Nodegroups,
    refuse_two_disks,
)
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import by_name

STRINGS = {"type": "list", "elements": "str"}
TAINT = {
    "key": {"type": "str", "required": True, "no_log": False},
    "value": {"type": "str", "default": ""},
    "effect": {"type": "str", "choices": list(EFFECTS), "required": True},
}
LAUNCH_TEMPLATE = {"id": {"type": "str", "required": True}, "version": {"type": "str", "required": True}}
NODEGROUP = {
    "name": {"type": "str", "required": True},
    "role_arn": {"type": "str"},
    "subnet_ids": STRINGS,
    "instance_types": STRINGS,
    "ami_type": {"type": "str"},
    "capacity_type": {"type": "str", "choices": ["ON_DEMAND", "SPOT"]},
    "disk_size": {"type": "int"},
    "launch_template": {"type": "dict", "options": LAUNCH_TEMPLATE},
    "min_size": {"type": "int", "default": 0},
    "max_size": {"type": "int", "default": 1},
    "desired_size": {"type": "int"},
    "labels": {"type": "dict"},
    "taints": {"type": "list", "elements": "dict", "options": TAINT},
    "max_unavailable": {"type": "int"},
    "version": {"type": "str"},
}


def wanted(params):
    """The groups by name in the shape they are read in, without the size they start with."""
    groups = []
    for group in params["nodegroups"]:
        item = {key: value for key, value in group.items() if key not in ("desired_size", "launch_template")}
        item |= {f"launch_template_{key}": value for key, value in (group["launch_template"] or {}).items()}
        for key, order in (("subnet_ids", str), ("taints", lambda taint: taint["key"])):
            item[key] = sorted(item[key], key=order) if item[key] is not None else None
        item["version"] = item["version"] or params["version"]
        refuse_two_disks(item)
        groups.append(item | {"tags": params["tags"]})
    return by_name(groups)


def start_sizes(params):
    return {
        group["name"]: group["min_size"] if group["desired_size"] is None else group["desired_size"]
        for group in params["nodegroups"]
    }


def work(module, client):
    cluster = module.params["cluster"]
    settle = settler(module, client, kind="eks_nodegroup", cluster=cluster)
    return Nodegroups(client("eks"), cluster, start_sizes(module.params), settle), wanted(module.params)


def main():
    more = {"cluster": {"type": "str", "required": True}, "version": {"type": "str"}}
    manage("nodegroups", NODEGROUP, work, **more, tags=TAGS, **WAIT)


if __name__ == "__main__":
    main()

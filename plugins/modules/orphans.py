#!/usr/bin/python
# Copyright (c) Pinksea
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: orphans
short_description: Find and remove what the controllers of a cluster left in AWS
version_added: 0.1.0
description:
  - Finds load balancers with their target groups and security groups, instances of Karpenter, free network interfaces of the CNI,
    volumes and log groups of one cluster, by their tags and names. The cluster itself need not exist any more.
  - Volumes that were claimed by a workload hold data and go only when O(delete) names them; one that is not named makes the task
    fail before anything is removed.
author: Pinksea (@pinksea)
extends_documentation_fragment:
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
  - pinksea.platform.attributes
  - pinksea.platform.reconcile.timing
options:
  cluster:
    description: Name of the cluster.
    type: str
    required: true
  vpc_id:
    description:
      - VPC of the cluster, in which every free network interface of the CNI is an orphan.
      - Without one, only those that carry the cluster's name are.
    type: str
  delete:
    description: Volumes with data that may go, by id or tag C(Name).
    type: list
    elements: str
    default: []
  state:
    description: Whether the orphans are only listed, or removed.
    type: str
    choices: [present, absent]
    default: present
"""

EXAMPLES = r"""
- name: Remove what the controllers left
  pinksea.platform.orphans:
    cluster: rag-eks
    vpc_id: vpc-0123456789abcdef0
    state: absent
"""

RETURN = r"""
changes:
  description: What was removed, or would be in check mode.
  returned: always
  type: list
  elements: dict
  sample: [{action: delete, kind: load_balancer, name: k8s-rag-api-0123456789}]
orphans:
  description: What was found.
  returned: always
  type: list
  elements: dict
  sample: [{kind: load_balancer, name: k8s-rag-api-0123456789, id: arn:aws:elasticloadbalancing:..., data: false}]
"""

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.pinksea.platform.plugins.module_utils.aws import FAILURES, STATE, TIMING, clients, fail
from ansible_collections.pinksea.platform.plugins.module_utils.orphans import compute, network
from ansible_collections.pinksea.platform.plugins.module_utils.orphans.sweep import found, refuse_data, sweep
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import is_planned


def swept(module, client):
    """What there is, and what was (or would be) removed of it."""
    params = module.params
    ec2, elbv2, logs = client("ec2"), client("elbv2"), client("logs")
    cluster, vpc_id = params["cluster"], None if is_planned(params["vpc_id"]) else params["vpc_id"]
    balancers, targets, interfaces, groups = network.sorts(ec2, elbv2, cluster, vpc_id)
    sorts = [
        balancers,
        compute.instance_sort(ec2, cluster),
        targets,
        interfaces,
        groups,
        *compute.later_sorts(ec2, logs, cluster),
    ]
    orphans = found(sorts)
    if params["state"] == "present":
        return orphans, []
    refuse_data(orphans, params["delete"])
    if module.check_mode:
        return orphans, [orphan.change() for orphan in orphans if not orphan.leaving]
    return orphans, sweep(sorts, timeout=params["wait_timeout"], interval=params["wait_interval"])


def main():
    module = AnsibleAWSModule(
        argument_spec={
            "cluster": {"type": "str", "required": True},
            "vpc_id": {"type": "str"},
            "delete": {"type": "list", "elements": "str", "default": []},
            "state": STATE,
            **TIMING,
        },
        supports_check_mode=True,
    )
    try:
        orphans, changes = swept(module, clients(module))
    except FAILURES as error:
        fail(module, error)
    module.exit_json(
        changed=bool(changes),
        changes=[change.summary() for change in changes],
        diff=[change.diff() for change in changes],
        orphans=[{"kind": each.kind, "name": each.name, "id": each.id, "data": each.data} for each in orphans],
    )


if __name__ == "__main__":
    main()

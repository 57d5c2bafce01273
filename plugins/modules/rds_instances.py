#!/usr/bin/python
# Copyright (c) Pinksea
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: rds_instances
short_description: Manage the instances of Aurora clusters
version_added: 0.1.0
description:
  - Creates, changes and removes instances, which hold no data of their own.
  - The first instance of a cluster becomes its writer. The one of the lowest promotion tier is made first.
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
notes:
  - With O(state=absent) the end of each instance is waited for, whatever O(wait) says.
options:
  instances:
    description: The instances. An option that is left out is left to RDS when an instance is created, and not compared later.
    type: list
    elements: dict
    required: true
    suboptions:
      name:
        description: Name of the instance.
        type: str
        required: true
      cluster:
        description: Its cluster, which in a plan need not exist yet. Cannot be changed.
        type: str
        required: true
      engine:
        description: Engine of the cluster.
        type: str
        choices: [aurora-postgresql, aurora-mysql]
        default: aurora-postgresql
      instance_class:
        description: Class of the instance.
        type: str
        default: db.serverless
      zone:
        description: Availability zone. Cannot be changed.
        type: str
      promotion_tier:
        description: When the writer fails, the reader with the lowest tier takes over, 0 to 15.
        type: int
        default: 1
  delete:
    description: Names of clusters whose instances O(state=absent) may remove. An instance of any other cluster stops the run.
    type: list
    elements: str
    default: []
"""

EXAMPLES = r"""
- name: Start a writer and a reader
  pinksea.platform.rds_instances:
    instances:
      - {name: pingvas-shared-aurora-a, cluster: pingvas-shared-aurora, zone: us-east-1a, promotion_tier: 0}
      - {name: pingvas-shared-aurora-b, cluster: pingvas-shared-aurora, zone: us-east-1b}
    wait: false
"""

RETURN = r"""
changes:
  description: What was done, or would be done in check mode.
  returned: always
  type: list
  elements: dict
  sample: [{action: create, kind: rds_instance, name: pingvas-shared-aurora-a}]
instances:
  description: The instances by name.
  returned: always
  type: dict
pending:
  description: What is not ready yet, for M(pinksea.platform.aws_ready).
  returned: always
  type: list
  elements: dict
"""

from ansible_collections.pinksea.platform.plugins.module_utils.aws import NAMES, TAGS, WAIT, manage, settler
from ansible_collections.pinksea.platform.plugins.module_utils.checks import within
from ansible_collections.pinksea.platform.plugins.module_utils.data_stores import refuse_unnamed
from ansible_collections.pinksea.platform.plugins.module_utils.rds.instances import Instances
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import by_name

INSTANCE = {
    "name": {"type": "str", "required": True},
    "cluster": {"type": "str", "required": True},
    "engine": {"type": "str", "choices": ["aurora-postgresql", "aurora-mysql"], "default": "aurora-postgresql"},
    "instance_class": {"type": "str", "default": "db.serverless"},
    "zone": {"type": "str"},
    "promotion_tier": {"type": "int", "default": 1},
}


def wanted(params):
    """The instances by name, those of a low tier first."""
    instances = sorted(params["instances"], key=lambda instance: instance["promotion_tier"])
    for instance in instances:
        within("rds_instance", instance, "promotion_tier", 0, 15)
    return by_name({**instance, "tags": params["tags"]} for instance in instances)


def work(module, client):
    instances = wanted(module.params)
    settle, gone = (settler(module, client, until, kind="rds_instance") for until in ("ready", "gone"))
    settle_cluster = settler(module, client, kind="rds_cluster")
    kind = Instances(client("rds"), instances, gone, settle, settle_cluster)
    if module.params["state"] == "absent":
        clusters = dict.fromkeys(item["cluster"] for item in kind.read().values())
        refuse_unnamed("rds_cluster", clusters, module.params["delete"], "aurora_delete", "its databases")
    return kind, instances


def main():
    manage("instances", INSTANCE, work, delete=NAMES, tags=TAGS, **WAIT)


if __name__ == "__main__":
    main()

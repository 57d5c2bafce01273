#!/usr/bin/python
# Copyright (c) Pinksea
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: autoscaling_targets
short_description: Let Application Auto Scaling scale something
version_added: 0.1.0
description:
  - Registers what is to be scaled, between which limits, and the target-tracking policies that scale it.
  - A target that is removed stays as large as it is.
author: Pinksea (@pinksea)
extends_documentation_fragment:
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
  - pinksea.platform.attributes
  - pinksea.platform.reconcile
  - pinksea.platform.reconcile.tags
options:
  targets:
    description: The targets.
    type: list
    elements: dict
    required: true
    suboptions:
      resource:
        description: What is scaled, such as V(replication-group/rag-redis). It has to exist.
        type: str
        required: true
      dimension:
        description: What of it, such as V(elasticache:replication-group:Replicas).
        type: str
        required: true
      min:
        description: The lower limit. Needed unless the target is to go.
        type: int
      max:
        description: The upper limit. Needed unless the target is to go.
        type: int
      policies:
        description: All policies of the target; others are removed.
        type: list
        elements: dict
        default: []
        suboptions:
          name:
            description: Name of the policy.
            type: str
            required: true
          metric:
            description: The predefined metric, such as V(ElastiCacheReplicaEngineCPUUtilization).
            type: str
            required: true
          value:
            description: The value to keep the metric at.
            type: float
            required: true
          scale_out_cooldown:
            description: Seconds to wait after growing before growing again.
            type: int
            default: 300
          scale_in_cooldown:
            description: Seconds to wait after any change before shrinking.
            type: int
            default: 900
"""

EXAMPLES = r"""
- name: Two to five replicas
  pinksea.platform.autoscaling_targets:
    targets:
      - resource: replication-group/rag-redis
        dimension: elasticache:replication-group:Replicas
        min: 2
        max: 5
        policies:
          - {name: cpu, metric: ElastiCacheReplicaEngineCPUUtilization, value: 60}
"""

RETURN = r"""
changes:
  description: What was done, or would be done in check mode.
  returned: always
  type: list
  elements: dict
  sample: [{action: create, kind: autoscaling_target, name: "replication-group/rag-redis:Replicas"}]
targets:
  description: The targets by resource and the last part of the dimension, with RV(ignore:arn) and RV(ignore:policies).
  returned: always
  type: dict
"""

from ansible_collections.pinksea.platform.plugins.module_utils.autoscaling.targets import Targets, wanted
from ansible_collections.pinksea.platform.plugins.module_utils.aws import TAGS, manage

POLICY = {
    "name": {"type": "str", "required": True},
    "metric": {"type": "str", "required": True},
    "value": {"type": "float", "required": True},
    "scale_out_cooldown": {"type": "int", "default": 300},
    "scale_in_cooldown": {"type": "int", "default": 900},
}
TARGET = {
    "resource": {"type": "str", "required": True},
    "dimension": {"type": "str", "required": True},
    "min": {"type": "int"},
    "max": {"type": "int"},
    "policies": {"type": "list", "elements": "dict", "default": [], "options": POLICY},
}


def work(module, client):
    targets = wanted(module.params)
    return Targets(client("application-autoscaling"), targets), targets


def main():
    manage("targets", TARGET, work, tags=TAGS)


if __name__ == "__main__":
    main()

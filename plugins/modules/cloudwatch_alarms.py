#!/usr/bin/python
# Copyright (c) Pinksea
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: cloudwatch_alarms
short_description: Manage CloudWatch alarms
version_added: 0.1.0
description:
  - Creates, changes and removes CloudWatch alarms on one metric, or on an expression over several.
  - What an alarm does not say about itself is left to CloudWatch and not compared.
author: Pinksea (@pinksea)
extends_documentation_fragment:
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
  - pinksea.platform.attributes
  - pinksea.platform.reconcile
  - pinksea.platform.reconcile.tags
options:
  alarms:
    description: The alarms.
    type: list
    elements: dict
    required: true
    suboptions:
      name:
        description: Name of the alarm.
        type: str
        required: true
      description:
        description: What it means and what to do.
        type: str
        default: ""
      namespace:
        description: Namespace of the metric.
        type: str
      metric:
        description: Name of the metric.
        type: str
      dimensions:
        description: Dimensions of the metric, all that it is published with.
        type: dict
        default: {}
      statistic:
        description: V(Average), V(Sum), V(Minimum), V(Maximum), V(SampleCount) or a percentile such as V(p95).
        type: str
      period:
        description: Seconds over which the statistic is taken.
        type: int
      metrics:
        description: Metrics and an expression over them, in place of one metric.
        type: list
        elements: dict
        suboptions:
          id:
            description: Name of this value in expressions.
            type: str
            required: true
          expression:
            description: An expression over other values, in place of a metric.
            type: str
          namespace:
            description: Namespace of the metric.
            type: str
          metric:
            description: Name of the metric.
            type: str
          dimensions:
            description: Dimensions of the metric.
            type: dict
            default: {}
          statistic:
            description: Statistic of the metric.
            type: str
          period:
            description: Seconds over which the statistic is taken.
            type: int
          label:
            description: How graphs call this value.
            type: str
          returned:
            description: Whether this is the value that is compared; one is.
            type: bool
            default: false
      comparison:
        description: How the value compares with the threshold when the alarm is on.
        type: str
        choices: [">", ">=", "<", "<="]
        default: ">"
      threshold:
        description: What the value is compared with. Needed unless the alarm is to go.
        type: float
      evaluation_periods:
        description: How many of the latest periods are looked at.
        type: int
        default: 1
      datapoints:
        description: How many of them have to be over the threshold; all of them by default.
        type: int
      missing_data:
        description: What a period without data counts as.
        type: str
        choices: [breaching, notBreaching, ignore, missing]
        default: missing
      alarm_actions:
        description: ARNs, of SNS topics mostly, that are told when the alarm goes on.
        type: list
        elements: str
        default: []
      ok_actions:
        description: ARNs that are told when it goes off.
        type: list
        elements: str
        default: []
"""

EXAMPLES = r"""
- name: Tell the operators when documents could not be processed
  pinksea.platform.cloudwatch_alarms:
    alarms:
      - name: rag-documents-dead
        namespace: AWS/SQS
        metric: ApproximateNumberOfMessagesVisible
        dimensions: {QueueName: rag-documents-dead}
        statistic: Maximum
        period: 300
        threshold: 0
        missing_data: notBreaching
        alarm_actions: [arn:aws:sns:us-east-1:123456789012:rag-critical]
"""

RETURN = r"""
changes:
  description: What was done, or would be done in check mode.
  returned: always
  type: list
  elements: dict
  sample: [{action: create, kind: cloudwatch_alarm, name: rag-documents-dead}]
alarms:
  description: The alarms by name.
  returned: always
  type: dict
"""

from ansible_collections.pinksea.platform.plugins.module_utils.aws import TAGS, manage
from ansible_collections.pinksea.platform.plugins.module_utils.checks import require
from ansible_collections.pinksea.platform.plugins.module_utils.cloudwatch.alarms import Alarms, refuse_incomplete
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import by_name

METRIC = {
    "namespace": {"type": "str"},
    "metric": {"type": "str"},
    "dimensions": {"type": "dict", "default": {}},
    "statistic": {"type": "str"},
    "period": {"type": "int"},
}
QUERY = {
    "id": {"type": "str", "required": True},
    "expression": {"type": "str"},
    **METRIC,
    "label": {"type": "str"},
    "returned": {"type": "bool", "default": False},
}
STRINGS = {"type": "list", "elements": "str", "default": []}
ALARM = {
    "name": {"type": "str", "required": True},
    "description": {"type": "str", "default": ""},
    **METRIC,
    "metrics": {"type": "list", "elements": "dict", "options": QUERY},
    "comparison": {"type": "str", "choices": [">", ">=", "<", "<="], "default": ">"},
    "threshold": {"type": "float"},
    "evaluation_periods": {"type": "int", "default": 1},
    "datapoints": {"type": "int"},
    "missing_data": {
        "type": "str",
        "choices": ["breaching", "notBreaching", "ignore", "missing"],
        "default": "missing",
    },
    "alarm_actions": STRINGS,
    "ok_actions": STRINGS,
}


def wanted(params):
    alarms = by_name({**alarm, "tags": params["tags"]} for alarm in params["alarms"])
    if params["state"] == "present":
        for alarm in alarms.values():
            require(Alarms.kind, alarm, "threshold")
            refuse_incomplete(alarm)
    return alarms


def work(module, client):
    alarms = wanted(module.params)
    return Alarms(client("cloudwatch"), alarms), alarms


def main():
    manage("alarms", ALARM, work, tags=TAGS)


if __name__ == "__main__":
    main()

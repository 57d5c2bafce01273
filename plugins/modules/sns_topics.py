#!/usr/bin/python
# Copyright (c) Pinksea
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: sns_topics
short_description: Manage SNS topics and their subscriptions
version_added: 0.1.0
description:
  - Creates, changes and removes standard topics. A topic's subscriptions go with it.
  - A subscription that waits for its confirmation counts as one; SNS drops it after some days, and the next run asks again.
  - Other subscriptions of a topic are left alone.
author: Pinksea (@pinksea)
extends_documentation_fragment:
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
  - pinksea.platform.attributes
  - pinksea.platform.reconcile
  - pinksea.platform.reconcile.tags
options:
  topics:
    description: The topics.
    type: list
    elements: dict
    required: true
    suboptions:
      name:
        description: Name of the topic.
        type: str
        required: true
      display_name:
        description: Sender of its mails.
        type: str
        default: ""
      kms_key:
        description:
          - KMS key that encrypts messages at rest.
          - AWS services that publish to the topic need leave in the key's policy, which the account's key for SNS does not give.
        type: str
        default: ""
      statements:
        description: Statements of the topic's policy. Those without C(Resource) are about the topic. Without any it is left alone.
        type: list
        elements: dict
        default: []
      subscriptions:
        description: Who gets the messages.
        type: list
        elements: dict
        default: []
        suboptions:
          protocol: {description: 'How they get them, such as V(email) or V(sqs).', type: str, required: true}
          endpoint: {description: 'Their address, or the ARN of what gets them.', type: str, required: true}
"""

EXAMPLES = r"""
- name: A topic for alarms
  pinksea.platform.sns_topics:
    topics:
      - name: rag-critical
        statements:
          - Effect: Allow
            Principal: {Service: cloudwatch.amazonaws.com}
            Action: sns:Publish
            Condition: {StringEquals: {aws:SourceAccount: '123456789012'}}
        subscriptions:
          - {protocol: email, endpoint: operator@example.com}
"""

RETURN = r"""
changes:
  description: What was done, or would be done in check mode.
  returned: always
  type: list
  elements: dict
  sample: [{action: create, kind: sns_topic, name: rag-critical}]
topics:
  description: The topics by name, with RV(ignore:arn) and so on.
  returned: always
  type: dict
"""

from ansible_collections.pinksea.platform.plugins.module_utils.arns import arns
from ansible_collections.pinksea.platform.plugins.module_utils.aws import TAGS, manage
from ansible_collections.pinksea.platform.plugins.module_utils.policies import policy
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import by_name
from ansible_collections.pinksea.platform.plugins.module_utils.sns.topics import Topics

TOPIC = {
    "name": {"type": "str", "required": True},
    "display_name": {"type": "str", "default": ""},
    "kms_key": {"type": "str", "default": "", "no_log": False},
    "statements": {"type": "list", "elements": "dict", "default": []},
    "subscriptions": {
        "type": "list",
        "elements": "dict",
        "default": [],
        "options": {
            "protocol": {"type": "str", "required": True},
            "endpoint": {"type": "str", "required": True},
        },
    },
}


def wanted(topic, tags, arn):
    statements = [{"Resource": arn} | statement for statement in topic["statements"]]
    return {
        "name": topic["name"],
        "display_name": topic["display_name"],
        "kms_key": topic["kms_key"],
        "policy": policy(statements) or None,
        "subscriptions": sorted(topic["subscriptions"], key=lambda each: (each["protocol"], each["endpoint"])),
        "tags": {**tags, "Name": topic["name"]},
        "arn": arn,
    }


def work(module, client):
    arn_of = arns(client, "sns")
    topics = by_name(wanted(each, module.params["tags"], arn_of(each["name"])) for each in module.params["topics"])
    return Topics(client("sns"), topics), topics


def main():
    manage("topics", TOPIC, work, tags=TAGS)


if __name__ == "__main__":
    main()

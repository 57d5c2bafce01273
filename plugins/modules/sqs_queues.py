#!/usr/bin/python
# Copyright (c) Pinksea
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: sqs_queues
short_description: Manage SQS queues
version_added: 0.1.0
description:
  - Creates, changes and removes standard queues, their dead letter queues among them.
  - A queue goes with all messages in it.
author: Pinksea (@pinksea)
extends_documentation_fragment:
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
  - pinksea.platform.attributes
  - pinksea.platform.reconcile
  - pinksea.platform.reconcile.tags
options:
  queues:
    description: The queues.
    type: list
    elements: dict
    required: true
    suboptions:
      name:
        description: Name of the queue.
        type: str
        required: true
      visibility_timeout:
        description: Seconds that a received message is hidden from other receivers.
        type: int
        default: 30
      retention:
        description: Seconds after which SQS drops a message.
        type: int
        default: 345600
      wait_time:
        description: Seconds that a receiver waits for messages (long polling).
        type: int
        default: 20
      kms_key:
        description:
          - KMS key that encrypts the messages. Without one SQS does with keys of its own.
          - AWS services that send to the queue need leave in the key's policy.
        type: str
        default: ""
      dead_letter:
        description: Name of the queue that gets messages which were received too often, of this task or there already.
        type: str
        default: ""
      max_receives:
        description: How often a message may be received before that.
        type: int
        default: 5
      statements:
        description: Statements of the queue's policy. Those without C(Resource) are about the queue.
        type: list
        elements: dict
        default: []
      tls_only:
        description: Whether requests without TLS are denied, by a statement in front of the others.
        type: bool
        default: true
"""

EXAMPLES = r"""
- name: A queue of uploads, and one for those that cannot be read
  pinksea.platform.sqs_queues:
    queues:
      - name: rag-documents
        visibility_timeout: 900
        dead_letter: rag-documents-dead
        statements:
          - Effect: Allow
            Principal: {Service: s3.amazonaws.com}
            Action: sqs:SendMessage
            Condition: {ArnEquals: {aws:SourceArn: 'arn:aws:s3:::rag-documents-123456789012'}}
      - name: rag-documents-dead
        retention: 1209600
"""

RETURN = r"""
changes:
  description: What was done, or would be done in check mode.
  returned: always
  type: list
  elements: dict
  sample: [{action: create, kind: sqs_queue, name: rag-documents}]
queues:
  description: The queues by name, with RV(ignore:arn), RV(ignore:url) and so on.
  returned: always
  type: dict
"""

from ansible_collections.pinksea.platform.plugins.module_utils.arns import arns
from ansible_collections.pinksea.platform.plugins.module_utils.aws import TAGS, manage
from ansible_collections.pinksea.platform.plugins.module_utils.sqs.queues import Queues
from ansible_collections.pinksea.platform.plugins.module_utils.sqs.wanted import wanted

QUEUE = {
    "name": {"type": "str", "required": True},
    "visibility_timeout": {"type": "int", "default": 30},
    "retention": {"type": "int", "default": 345600},
    "wait_time": {"type": "int", "default": 20},
    "kms_key": {"type": "str", "default": "", "no_log": False},
    "dead_letter": {"type": "str", "default": ""},
    "max_receives": {"type": "int", "default": 5},
    "statements": {"type": "list", "elements": "dict", "default": []},
    "tls_only": {"type": "bool", "default": True},
}


def work(module, client):
    arn_of = arns(client, "sqs")
    queues = wanted(module.params["queues"], module.params["tags"], arn_of)
    return Queues(client("sqs"), queues, arn_of), queues


def main():
    manage("queues", QUEUE, work, tags=TAGS)


if __name__ == "__main__":
    main()

#!/usr/bin/python
# Copyright (c) Pinksea
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: qdrant_snapshots
short_description: Take snapshots of Qdrant's collections into a bucket
version_added: 0.1.0
description:
  - Takes a snapshot of each collection on every node, streams it into the bucket, and makes sure by size and SHA-256 that it arrived as the node has it.
  - A set of all nodes counts once its manifest is written, which is the last thing to be stored.
  - Then the snapshots of these collections are removed from the nodes, whose disks they share with the points. How long the bucket keeps them is its lifecycle's business.
  - In check mode it lists what the bucket has.
author: Pinksea (@pinksea)
requirements: [Qdrant >= 1.9]
extends_documentation_fragment:
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
  - pinksea.platform.attributes
  - pinksea.platform.qdrant
attributes:
  idempotent:
    description: With O(max_age), until a set is that old. Without it every run takes one.
    support: partial
options:
  nodes:
    description: Addresses of all nodes' REST interfaces, each of one node.
    type: list
    elements: str
    required: true
  collections:
    description: Names of the collections.
    type: list
    elements: str
    required: true
  bucket:
    description: The bucket.
    type: str
    required: true
  prefix:
    description: Beginning of the keys, such as V(hourly), which a rule of the bucket's lifecycle may go by.
    type: str
    default: qdrant
  max_age:
    description: Seconds for which the newest set is enough.
    type: int
    default: 0
  snapshot_timeout:
    description: Seconds that each snapshot and each piece of its transfer may take.
    type: float
    default: 3600
"""

EXAMPLES = r"""
- name: Snapshots of this hour
  pinksea.platform.qdrant_snapshots:
    nodes: [https://qdrant-0.qdrant-headless.qdrant.svc:6333, https://qdrant-1.qdrant-headless.qdrant.svc:6333]
    api_key: "{{ qdrant_api_key }}"
    collections: [documents]
    bucket: rag-snapshots-123456789012
    prefix: qdrant/hourly
    max_age: 3000
"""

RETURN = r"""
changes:
  description: What was done, or would be done in check mode.
  returned: always
  type: list
  elements: dict
  sample: [{action: create, kind: qdrant_snapshot, name: documents}]
snapshots:
  description: The complete sets in the bucket by collection, the oldest first.
  returned: always
  type: dict
  sample: {documents: [20260101T020000Z, 20260101T030000Z]}
"""

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.pinksea.platform.plugins.module_utils.aws import BotoCoreError, ClientError, clients, fail
from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.qdrant.arguments import CONNECTION, SNAPSHOTS
from ansible_collections.pinksea.platform.plugins.module_utils.qdrant.results import finish
from ansible_collections.pinksea.platform.plugins.module_utils.qdrant.task import taken


def main():
    module = AnsibleAWSModule(argument_spec={**SNAPSHOTS, **CONNECTION}, supports_check_mode=True)
    try:
        changes, snapshots = taken(module.params, clients(module), check_mode=module.check_mode)
    except (PlatformError, ClientError, BotoCoreError) as error:
        fail(module, error)
    finish(module, changes=changes, snapshots=snapshots)


if __name__ == "__main__":
    main()

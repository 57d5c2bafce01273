#!/usr/bin/python
# Copyright (c) Pinksea
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: qdrant_restores
short_description: Restore a collection of Qdrant from a bucket
version_added: 0.1.0
description:
  - Restores a set of snapshots that M(pinksea.platform.qdrant_snapshots) took, by default beside the collection it was taken of.
  - Makes sure that every file is there before anything begins, has Qdrant check their SHA-256, waits until all copies of all shards are active, and counts the points.
  - With O(compare) every point is compared with the collection that the snapshot was taken of, vectors included.
author: Pinksea (@pinksea)
requirements: [Qdrant >= 1.9]
extends_documentation_fragment:
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
  - pinksea.platform.attributes
  - pinksea.platform.qdrant
  - pinksea.platform.qdrant.timing
attributes:
  idempotent:
    description: A collection that exists is refused, or with O(replace) restored again.
    support: none
options:
  nodes:
    description: Addresses of all nodes' REST interfaces, each of one node. There may be more or fewer than when the snapshot was taken.
    type: list
    elements: str
    required: true
  collection:
    description: The collection of which the snapshot was taken.
    type: str
    required: true
  into:
    description: Collection that is made from it.
    type: str
    required: true
  snapshot:
    description: The set, as RV(pinksea.platform.qdrant_snapshots#module:snapshots) names it. The newest without it.
    type: str
  bucket:
    description: The bucket.
    type: str
    required: true
  prefix:
    description: Beginning of the keys.
    type: str
    default: qdrant
  via:
    description: Whether the nodes fetch the files from S3 themselves, by links that work for twelve hours, or get them from here.
    type: str
    choices: [url, upload]
    default: url
  replace:
    description: Whether a collection O(into) that exists may lose its points.
    type: bool
    default: false
  compare:
    description: Whether to compare all points with those of O(collection), to which nobody may write meanwhile.
    type: bool
    default: false
"""

EXAMPLES = r"""
- name: Restore the documents beside the ones in use
  pinksea.platform.qdrant_restores:
    nodes: [https://qdrant-0.qdrant-headless.qdrant.svc:6333, https://qdrant-1.qdrant-headless.qdrant.svc:6333]
    api_key: "{{ qdrant_api_key }}"
    collection: documents
    into: documents-drill
    bucket: rag-snapshots-123456789012
    prefix: qdrant/hourly
"""

RETURN = r"""
changes:
  description: What was done, or would be done in check mode.
  returned: always
  type: list
  elements: dict
  sample: [{action: create, kind: qdrant_collection, name: documents-drill}]
restored:
  description: The set with its age in seconds, and after a real run how many seconds it took, the points, and with O(compare) how many of them are not alike.
  returned: always
  type: dict
  sample: {snapshot: 20260101T030000Z, age: 1260, seconds: 94.5, points: 120000}
"""

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.pinksea.platform.plugins.module_utils.aws import BotoCoreError, ClientError, clients, fail
from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.qdrant.archive import Archive
from ansible_collections.pinksea.platform.plugins.module_utils.qdrant.arguments import CONNECTION, TIMING
from ansible_collections.pinksea.platform.plugins.module_utils.qdrant.client import client_of
from ansible_collections.pinksea.platform.plugins.module_utils.qdrant.restore import Restore
from ansible_collections.pinksea.platform.plugins.module_utils.qdrant.results import finish
from ansible_collections.pinksea.platform.plugins.module_utils.qdrant.snapshots import by_peer

OPTIONS = {
    "nodes": {"type": "list", "elements": "str", "required": True},
    "collection": {"type": "str", "required": True},
    "into": {"type": "str", "required": True},
    "snapshot": {"type": "str"},
    "bucket": {"type": "str", "required": True},
    "prefix": {"type": "str", "default": "qdrant"},
    "via": {"type": "str", "choices": ["url", "upload"], "default": "url"},
    "replace": {"type": "bool", "default": False},
    "compare": {"type": "bool", "default": False},
    **CONNECTION,
    **TIMING,
}


def restored(params, client, check_mode):
    """The change, and what is known of the set that was or would be restored."""
    quick = [client_of(params, url) for url in params["nodes"]]
    for node in quick:
        node.require()
    slow = {**params, "timeout": params["wait_timeout"]}
    nodes = {peer: client_of(slow, node.url) for peer, node in by_peer(quick).items()}
    restore = Restore(nodes, Archive(client("s3"), params["bucket"], params["prefix"]), params)
    change = restore.change()
    if not check_mode:
        restore.run()
    return [change], restore.result


def main():
    module = AnsibleAWSModule(argument_spec=OPTIONS, supports_check_mode=True)
    try:
        changes, result = restored(module.params, clients(module), module.check_mode)
    except (PlatformError, ClientError, BotoCoreError) as error:
        fail(module, error)
    finish(module, changes=changes, restored=result)


if __name__ == "__main__":
    main()

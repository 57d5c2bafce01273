#!/usr/bin/python
# Copyright (c) Pinksea
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: qdrant_collections
short_description: Manage collections of Qdrant
version_added: 0.1.0
description:
  - Creates collections of one vector a point, changes what Qdrant can change in place, and indexes fields of their payload.
  - What only a new, empty collection could have is refused, with the number of points that would be lost.
  - Waits until every collection is green, or grey, which one is whose optimizers start with the next write.
author: Pinksea (@pinksea)
requirements: [Qdrant >= 1.9]
extends_documentation_fragment:
  - pinksea.platform.attributes
  - pinksea.platform.reconcile
  - pinksea.platform.qdrant
  - pinksea.platform.qdrant.timing
notes:
  - Another O(collections[].replication_factor) holds for shards that are made later; M(pinksea.platform.qdrant_shards) brings those that exist up to it.
  - Indexes that are not named are left alone.
options:
  url:
    description: Address of Qdrant's REST interface. A planned one makes check mode plan for an empty Qdrant.
    type: str
    required: true
  collections:
    description: The collections. An option that is left out is left to Qdrant when a collection is created, and not compared later.
    type: list
    elements: dict
    required: true
    suboptions:
      name:
        description: Name of the collection.
        type: str
        required: true
      size:
        description: Numbers in a vector. Needed unless the collection is to go. Cannot be changed.
        type: int
      distance:
        description: How vectors are compared. Needed unless the collection is to go. Cannot be changed.
        type: str
        choices: [Cosine, Dot, Euclid, Manhattan]
      on_disk:
        description: Whether vectors are read from disk.
        type: bool
      on_disk_payload:
        description: Whether what points carry is read from disk.
        type: bool
      shard_number:
        description: Parts that the points are spread over. Cannot be changed, so choose one that the most peers there will be divide.
        type: int
      replication_factor:
        description: Copies of each shard, each on another peer.
        type: int
      write_consistency_factor:
        description: Copies that must have a write before it is acknowledged.
        type: int
      hnsw_m:
        description: Edges of a point in the graph that is searched.
        type: int
      hnsw_ef_construct:
        description: Neighbours that are looked at when the graph is built.
        type: int
      indexing_threshold:
        description: Kilobytes of vectors from which a segment gets a graph; V(0) for none, such as while points are loaded.
        type: int
      quantization:
        description: Whether vectors are also kept in memory in a quarter of the room.
        type: str
        choices: [none, int8]
      indexes:
        description: Fields of the payload that are filtered by, each with its schema, such as V(keyword), V(integer) or V(datetime).
        type: dict
        default: {}
  delete:
    description: Those that O(state=absent) may remove with all their points.
    type: list
    elements: str
    default: []
"""

EXAMPLES = r"""
- name: The documents of a search
  pinksea.platform.qdrant_collections:
    url: https://qdrant.qdrant.svc:6333
    api_key: "{{ qdrant_api_key }}"
    collections:
      - name: documents
        size: 1536
        distance: Cosine
        shard_number: 6
        replication_factor: 2
        indexes: {source: keyword, created_at: datetime}
"""

RETURN = r"""
changes:
  description: What was done, or would be done in check mode, of the kinds C(qdrant_collection) and C(qdrant_index).
  returned: always
  type: list
  elements: dict
  sample: [{action: create, kind: qdrant_collection, name: documents}]
collections:
  description: The collections by name.
  returned: always
  type: dict
  sample: {documents: {size: 1536, distance: Cosine, shard_number: 6, status: green, points: 120000}}
"""

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.qdrant.arguments import COLLECTIONS
from ansible_collections.pinksea.platform.plugins.module_utils.qdrant.convergence import converged
from ansible_collections.pinksea.platform.plugins.module_utils.qdrant.results import finish


def main():
    module = AnsibleModule(argument_spec=COLLECTIONS, supports_check_mode=True)
    try:
        changes, collections = converged(module.params, check_mode=module.check_mode)
    except PlatformError as error:
        finish(module, error)
    finish(module, changes=changes, collections=collections)


if __name__ == "__main__":
    main()

#!/usr/bin/python
# Copyright (c) Pinksea
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: qdrant_shards
short_description: Spread the shards of Qdrant over its peers
version_added: 0.1.0
description:
  - Waits for the peers that are to be there, moves the shards of all collections until each of them has as many as the others, give or take one, and removes the peers that are not to stay once they are empty.
  - Makes the copies that a shard lacks of its collection's replication factor.
  - A shard keeps as many active copies as it had, up to that factor, at every moment, and is moved by one transfer at a time. A run that was killed is taken up where it was.
  - Refuses to begin when fewer peers would stay than a collection has copies, or when a shard has no active copy.
author: Pinksea (@pinksea)
requirements: [Qdrant >= 1.9]
extends_documentation_fragment:
  - pinksea.platform.attributes
  - pinksea.platform.qdrant
  - pinksea.platform.qdrant.timing
notes:
  - Copies beyond the replication factor are left where they are.
options:
  url:
    description: Address of the REST interface, of a peer that stays or of a service before them.
    type: str
    required: true
  peers:
    description: Names of the peers that are to be there, which are those of their pods. All others are emptied and removed.
    type: list
    elements: str
    required: true
"""

EXAMPLES = r"""
- name: Empty the fourth peer and remove it
  pinksea.platform.qdrant_shards:
    url: https://qdrant.qdrant.svc:6333
    api_key: "{{ qdrant_api_key }}"
    peers: [qdrant-0, qdrant-1, qdrant-2]
"""

RETURN = r"""
changes:
  description: What was done, or would be done in check mode, of the kinds C(qdrant_shard), C(qdrant_replica) and C(qdrant_peer).
  returned: always
  type: list
  elements: dict
  sample: [{action: update, kind: qdrant_shard, name: documents/4}, {action: delete, kind: qdrant_peer, name: qdrant-3}]
peers:
  description: Names of the peers that are there now.
  returned: always
  type: list
  elements: str
  sample: [qdrant-0, qdrant-1, qdrant-2]
"""

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.qdrant.arguments import CONNECTION, TIMING
from ansible_collections.pinksea.platform.plugins.module_utils.qdrant.client import client_of
from ansible_collections.pinksea.platform.plugins.module_utils.qdrant.peers import peers
from ansible_collections.pinksea.platform.plugins.module_utils.qdrant.rebalance import Rebalance, refuse
from ansible_collections.pinksea.platform.plugins.module_utils.qdrant.results import finish

OPTIONS = {
    "url": {"type": "str", "required": True},
    "peers": {"type": "list", "elements": "str", "required": True},
    **CONNECTION,
    **TIMING,
}


def main():
    module = AnsibleModule(argument_spec=OPTIONS, supports_check_mode=True)
    try:
        client = client_of(module.params, module.params["url"])
        client.require()
        refuse(client, frozenset(module.params["peers"]))
        rebalance = Rebalance(client, module.params, check_mode=module.check_mode)
        rebalance.run()
        present = sorted(peers(client))
    except PlatformError as error:
        finish(module, error)
    finish(module, changes=rebalance.changes, peers=present)


if __name__ == "__main__":
    main()

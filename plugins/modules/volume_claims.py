#!/usr/bin/python
# Copyright (c) Pinksea
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: volume_claims
short_description: Remove the volume claims that a StatefulSet left
version_added: 0.1.0
description:
  - Kubernetes keeps the claims of a StatefulSet when it goes. This removes them with what is in their volumes, if they are named.
  - A claim that exists and is not named makes the module fail before anything is removed.
author: Pinksea (@pinksea)
extends_documentation_fragment:
  - pinksea.platform.attributes
  - pinksea.platform.cluster
  - pinksea.platform.reconcile.timing
options:
  selector:
    description: Label selector of the claims.
    type: str
    default: ""
  namespaces:
    description: Their namespaces. Empty for all.
    type: list
    elements: str
    default: []
  delete:
    description: Claims that may be removed with their data, as C(namespace/name).
    type: list
    elements: str
    default: []
  delete_variable:
    description: Where somebody adds a name to O(delete), for the sentence that says so.
    type: str
    default: delete
  state:
    description: With V(present) the claims are listed only. V(absent) returns when their disks are gone as well.
    type: str
    choices: [present, absent]
    default: present
"""

EXAMPLES = r"""
- name: Remove what Redis has written
  pinksea.platform.volume_claims:
    selector: app.kubernetes.io/instance=redis-sentinel
    delete: [prod/data-redis-0, prod/data-redis-1, prod/data-redis-2]
    kubeconfig: ~/.kube/pingvas-shared-eks.yml
    state: absent
"""

RETURN = r"""
changes:
  description: What was done, or would be done in check mode.
  returned: always
  type: list
  elements: dict
  sample: [{action: delete, kind: volume_claim, name: prod/data-redis-0}]
claims:
  description: The claims that there are, by name, with RV(ignore:size), RV(ignore:storage_class) and RV(ignore:volume).
  returned: always
  type: dict
"""

from functools import partial

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.pinksea.platform.plugins.module_utils.aws import NAMES, STATE, TIMING, run
from ansible_collections.pinksea.platform.plugins.module_utils.data_stores import refuse_unnamed
from ansible_collections.pinksea.platform.plugins.module_utils.kubernetes.claims import Claims
from ansible_collections.pinksea.platform.plugins.module_utils.kubernetes.client import Cluster
from ansible_collections.pinksea.platform.plugins.module_utils.kubernetes.waiting import waiter

OPTIONS = {
    "selector": {"type": "str", "default": ""},
    "namespaces": NAMES,
    "delete": NAMES,
    "delete_variable": {"type": "str", "default": "delete"},
    "kubeconfig": {"type": "path", "required": True},
    "cluster_exists": {"type": "bool", "default": True},
    "state": STATE,
    **TIMING,
}


def work(module, _client):
    params = module.params
    cluster = Cluster(params["kubeconfig"]) if params["cluster_exists"] else None
    claims = Claims(cluster, params["selector"], params["namespaces"], waiter(params))
    if params["state"] == "present":
        return claims, {}
    found = claims.read()
    refuse_unnamed(claims.kind, found, params["delete"], params["delete_variable"], "all that is in its volume")
    return claims, found


def main():
    module = AnsibleModule(argument_spec=OPTIONS, supports_check_mode=True)
    run(module, "claims", partial(work, module))


if __name__ == "__main__":
    main()

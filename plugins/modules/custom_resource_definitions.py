#!/usr/bin/python
# Copyright (c) Pinksea
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: custom_resource_definitions
short_description: Remove the custom resource definitions of API groups
version_added: 0.1.0
description:
  - Removes the definitions with every object of them. Charts keep theirs when they are removed, and Helm never removes those of
    a folder C(crds).
  - Remove the controllers of these groups before. Finalizers that they have left on objects are taken away.
author: Pinksea (@pinksea)
extends_documentation_fragment:
  - pinksea.platform.attributes
  - pinksea.platform.cluster
  - pinksea.platform.reconcile.timing
options:
  groups:
    description: The API groups, such as V(karpenter.sh).
    type: list
    elements: str
    required: true
  state:
    description: With V(present) the definitions are listed only. V(absent) returns when they are gone.
    type: str
    choices: [present, absent]
    default: present
"""

EXAMPLES = r"""
- name: Remove what Karpenter has left
  pinksea.platform.custom_resource_definitions:
    groups: [karpenter.sh, karpenter.k8s.aws]
    kubeconfig: ~/.kube/rag-eks.yml
    state: absent
"""

RETURN = r"""
changes:
  description: What was done, or would be done in check mode.
  returned: always
  type: list
  elements: dict
  sample: [{action: delete, kind: custom_resource_definition, name: nodepools.karpenter.sh}]
definitions:
  description: The definitions that there are, by name, with RV(ignore:kind).
  returned: always
  type: dict
"""

from functools import partial

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.pinksea.platform.plugins.module_utils.aws import STATE, TIMING, run
from ansible_collections.pinksea.platform.plugins.module_utils.kubernetes.client import Cluster
from ansible_collections.pinksea.platform.plugins.module_utils.kubernetes.definitions import Definitions
from ansible_collections.pinksea.platform.plugins.module_utils.kubernetes.waiting import waiter

OPTIONS = {
    "groups": {"type": "list", "elements": "str", "required": True},
    "kubeconfig": {"type": "path", "required": True},
    "cluster_exists": {"type": "bool", "default": True},
    "state": STATE,
    **TIMING,
}


def work(module, _client):
    params = module.params
    cluster = Cluster(params["kubeconfig"]) if params["cluster_exists"] else None
    kind = Definitions(cluster, params["groups"], waiter(params))
    return kind, kind.read() if params["state"] == "absent" else {}


def main():
    module = AnsibleModule(argument_spec=OPTIONS, supports_check_mode=True)
    run(module, "definitions", partial(work, module))


if __name__ == "__main__":
    main()

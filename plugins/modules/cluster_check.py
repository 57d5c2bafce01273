#!/usr/bin/python
# Copyright (c) Pinksea
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: cluster_check
short_description: Ask a cluster whether it lets us in
version_added: 0.1.0
description:
  - Asks the API server for its namespaces, with the credentials of a kubeconfig, and changes nothing.
  - A cluster that does not exist, or that does not know the caller, is a warning, for whoever wants to remove it with all that it runs.
  - Any other answer, and none, is a failure.
author: Pinksea (@pinksea)
extends_documentation_fragment:
  - pinksea.platform.attributes
options:
  name:
    description: Name of the cluster.
    type: str
    required: true
  kubeconfig:
    description: Path of its kubeconfig. Not looked at unless O(exists).
    type: path
    required: true
  exists:
    description: Whether there is a cluster to ask.
    type: bool
    default: true
"""

EXAMPLES = r"""
- name: Ask it whether it lets us in
  pinksea.platform.cluster_check:
    name: rag-eks
    kubeconfig: ~/.kube/rag-eks.yml
"""

RETURN = r"""
lets_in:
  description: Whether it does.
  returned: always
  type: bool
"""

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.pinksea.platform.plugins.module_utils.eks.reach import lets_in, refusal
from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.kubernetes.client import Cluster

OPTIONS = {
    "name": {"type": "str", "required": True},
    "kubeconfig": {"type": "path", "required": True},
    "exists": {"type": "bool", "default": True},
}


def main() -> None:
    module = AnsibleModule(argument_spec=OPTIONS, supports_check_mode=True)
    name = module.params["name"]
    if not module.params["exists"]:
        module.warn(f"Cluster {name} does not exist: what ran in it is taken as gone with it.")
        module.exit_json(changed=False, lets_in=False)
    try:
        found = Cluster(module.params["kubeconfig"]).code("/api/v1/namespaces?limit=1")
        entered = lets_in(name, found)
    except PlatformError as error:
        module.fail_json(msg=str(error))
    if not entered:
        module.warn(refusal(name, found))
    module.exit_json(changed=False, lets_in=entered)


if __name__ == "__main__":
    main()

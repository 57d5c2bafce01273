#!/usr/bin/python
# Copyright (c) Pinksea
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: lost_nodes
short_description: Take nodes out of service whose kubelet does not report any more
version_added: 0.1.0
description:
  - Gives nodes that Kubernetes has heard nothing of the taint C(node.kubernetes.io/out-of-service). Their pods are then removed
    as soon as somebody deletes them. Otherwise these pods, and the releases and namespaces they are in, would be going for ever.
  - Pods that do not tolerate the taint are deleted from there, and their volumes are detached. A container that still runs on a machine
    that is only cut off is not stopped by this, so it is for what is removed altogether.
  - Nodes that report are left alone, also when they report that they are not ready.
author: Pinksea (@pinksea)
extends_documentation_fragment:
  - pinksea.platform.attributes
  - pinksea.platform.cluster
seealso:
  - name: Non-graceful node shutdown
    description: What the taint does.
    link: https://kubernetes.io/docs/concepts/cluster-administration/node-shutdown/#non-graceful-node-shutdown
"""

EXAMPLES = r"""
- name: Wait for no node that nobody hears of
  pinksea.platform.lost_nodes:
    kubeconfig: ~/.kube/rag-eks.yml
"""

RETURN = r"""
changes:
  description: What was done, or would be done in check mode.
  returned: always
  type: list
  elements: dict
  sample: [{action: update, kind: lost_node, name: ip-10-0-1-17.ec2.internal}]
lost_nodes:
  description: The nodes that nobody hears of, by name.
  returned: always
  type: dict
  sample:
    ip-10-0-1-17.ec2.internal: {name: ip-10-0-1-17.ec2.internal, out_of_service: true}
"""

from functools import partial

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.pinksea.platform.plugins.module_utils.aws import run
from ansible_collections.pinksea.platform.plugins.module_utils.kubernetes.client import Cluster
from ansible_collections.pinksea.platform.plugins.module_utils.kubernetes.nodes import LostNodes

OPTIONS = {
    "kubeconfig": {"type": "path", "required": True},
    "cluster_exists": {"type": "bool", "default": True},
}


def work(module, _client):
    params = module.params
    params["state"] = "present"
    kind = LostNodes(Cluster(params["kubeconfig"]) if params["cluster_exists"] else None)
    return kind, {name: {**node, "out_of_service": True} for name, node in kind.read().items()}


def main():
    module = AnsibleModule(argument_spec=OPTIONS, supports_check_mode=True)
    run(module, "lost_nodes", partial(work, module))


if __name__ == "__main__":
    main()

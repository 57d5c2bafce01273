#!/usr/bin/python
# Copyright (c) Pinksea
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: finalizers
short_description: Let go of objects whose controller does not run any more
version_added: 0.1.0
description:
  - Takes the finalizers of a controller off all objects when none of its pods is ready. Otherwise these objects, and the
    namespaces they are in, could never be removed.
  - What a controller made outside of the cluster stays there; see the role orphans.
  - Finalizers of controllers that run are left to them.
author: Pinksea (@pinksea)
extends_documentation_fragment:
  - pinksea.platform.attributes
  - pinksea.platform.cluster
options:
  controllers:
    description: The controllers.
    type: list
    elements: dict
    required: true
    suboptions:
      namespace:
        description: Namespace of the deployment.
        type: str
        required: true
      deployment:
        description: Name of the deployment that runs the controller.
        type: str
        required: true
      finalizers:
        description: Its finalizers.
        type: list
        elements: str
        required: true
      resources:
        description:
          - What may bear them, as C(group/plural), or C(group/*) for all kinds of a group. The core group is empty.
          - Groups and kinds that the cluster does not have are passed over.
        type: list
        elements: str
        required: true
"""

EXAMPLES = r"""
- name: Let go of what the load balancer controller has left
  pinksea.platform.finalizers:
    controllers:
      - namespace: kube-system
        deployment: aws-load-balancer-controller
        finalizers: [ingress.k8s.aws/resources, service.k8s.aws/resources]
        resources: [networking.k8s.io/ingresses, /services]
    kubeconfig: ~/.kube/rag-eks.yml
"""

RETURN = r"""
changes:
  description: What was done, or would be done in check mode.
  returned: always
  type: list
  elements: dict
  sample: [{action: delete, kind: finalizers, name: ingresses.networking.k8s.io prod/api}]
finalizers:
  description: What is left, none.
  returned: always
  type: dict
"""

from functools import partial

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.pinksea.platform.plugins.module_utils.aws import run
from ansible_collections.pinksea.platform.plugins.module_utils.kubernetes.client import Cluster
from ansible_collections.pinksea.platform.plugins.module_utils.kubernetes.finalizers import Finalizers

CONTROLLER = {
    "namespace": {"type": "str", "required": True},
    "deployment": {"type": "str", "required": True},
    "finalizers": {"type": "list", "elements": "str", "required": True},
    "resources": {"type": "list", "elements": "str", "required": True},
}
OPTIONS = {
    "controllers": {"type": "list", "elements": "dict", "required": True, "options": CONTROLLER},
    "kubeconfig": {"type": "path", "required": True},
    "cluster_exists": {"type": "bool", "default": True},
}


def work(module, _client):
    params = module.params
    params["state"] = "absent"
    kind = Finalizers(Cluster(params["kubeconfig"]) if params["cluster_exists"] else None, params["controllers"])
    return kind, kind.read()


def main():
    module = AnsibleModule(argument_spec=OPTIONS, supports_check_mode=True)
    run(module, "finalizers", partial(work, module))


if __name__ == "__main__":
    main()

#!/usr/bin/python
# Copyright (c) Pinksea
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: kubernetes_secrets
short_description: Bring secrets of Secrets Manager into a cluster
version_added: 0.1.0
description:
  - Makes a Kubernetes Secret of each secret, with a key for each field of its JSON object, and renews it when the secret has changed.
  - Values go from API to API. They are in no result, no diff and no argument of a command.
  - A Secret that belongs to an ExternalSecret is left to External Secrets, which keeps it up to date itself.
  - Namespaces must exist.
author: Pinksea (@pinksea)
extends_documentation_fragment:
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
  - pinksea.platform.attributes
  - pinksea.platform.cluster
  - pinksea.platform.reconcile
options:
  secrets:
    description: The Secrets.
    type: list
    elements: dict
    required: true
    suboptions:
      name:
        description: Namespace and name of the Kubernetes Secret, as C(namespace/name).
        type: str
        required: true
      source:
        description: Name of the secret of Secrets Manager.
        type: str
        required: true
      generated:
        description:
          - Whether a run of the platform gives it a value. One without a value is then an error, or part of the plan in check mode.
          - With V(false) it is passed over until somebody has put a value in.
        type: bool
        default: true
  cluster_exists:
    description: Whether there is a cluster to ask. Without one check mode announces every Secret as new.
    type: bool
    default: true
"""

EXAMPLES = r"""
- name: Give the pods of prod the password of Redis
  pinksea.platform.kubernetes_secrets:
    kubeconfig: ~/.kube/pingvas-shared-eks.yml
    secrets:
      - {name: prod/redis, source: pingvas-shared/prod/redis}
"""

RETURN = r"""
changes:
  description: What was done, or would be done in check mode.
  returned: always
  type: list
  elements: dict
  sample: [{action: create, kind: kubernetes_secret, name: prod/redis}]
secrets:
  description: The Secrets by name, with RV(ignore:source) and RV(ignore:holds_its_value), without their values.
  returned: always
  type: dict
"""

import re

from ansible_collections.pinksea.platform.plugins.module_utils.aws import manage
from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.kubernetes.client import Cluster
from ansible_collections.pinksea.platform.plugins.module_utils.kubernetes.secrets import Secrets, wanted_items
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import by_name
from ansible_collections.pinksea.platform.plugins.module_utils.secretsmanager.reading import values

NAME = re.compile(r"[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?/[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?")
SECRET = {
    "name": {"type": "str", "required": True},
    "source": {"type": "str", "required": True},
    "generated": {"type": "bool", "default": True},
}


def work(module, client):
    params = module.params
    given = list(by_name(params["secrets"]).values())
    for secret in given:
        if not NAME.fullmatch(secret["name"]):
            raise PlatformError(f"Kubernetes Secret {secret['name']!r}: give it as namespace/name, in lower case.")
    if not (params["cluster_exists"] or module.check_mode):
        raise PlatformError("cluster_exists is false: that is for a plan in check mode, nothing can be made.")
    held = values(client("secretsmanager"), sorted({secret["source"] for secret in given}))
    wanted = wanted_items(given, held, planning=module.check_mode)
    cluster = Cluster(params["kubeconfig"]) if params["cluster_exists"] else None
    return Secrets(cluster, wanted, held), wanted


def main():
    manage(
        "secrets",
        SECRET,
        work,
        kubeconfig={"type": "path", "required": True},
        cluster_exists={"type": "bool", "default": True},
    )


if __name__ == "__main__":
    main()

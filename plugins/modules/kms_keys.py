#!/usr/bin/python
# Copyright (c) Pinksea
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: kms_keys
short_description: Manage KMS keys
version_added: 0.1.0
description:
  - Creates and changes symmetric KMS keys, told apart by their alias, and schedules them for deletion.
  - Whatever a key encrypts is lost when it is deleted; until then KMS can cancel the deletion.
author: Pinksea (@pinksea)
extends_documentation_fragment:
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
  - pinksea.platform.attributes
  - pinksea.platform.reconcile
  - pinksea.platform.reconcile.tags
options:
  keys:
    description: The keys.
    type: list
    elements: dict
    required: true
    suboptions:
      name:
        description: Alias of the key, without the prefix C(alias/).
        type: str
        required: true
      description:
        description: What the key is for.
        type: str
        default: ""
      rotation:
        description: Whether KMS makes new key material every year.
        type: bool
        default: true
      policy:
        description: Key policy. Without one the account decides by IAM who may use the key.
        type: dict
  pending_window:
    description: Days between the request to delete a key and its deletion.
    type: int
    default: 30
"""

EXAMPLES = r"""
- name: A key for Kubernetes secrets
  pinksea.platform.kms_keys:
    keys:
      - name: rag-eks-secrets
        description: Kubernetes secrets of rag-eks
"""

RETURN = r"""
changes:
  description: What was done, or would be done in check mode.
  returned: always
  type: list
  elements: dict
  sample: [{action: create, kind: kms_key, name: rag-eks-secrets}]
keys:
  description: The keys by alias.
  returned: always
  type: dict
"""

from ansible_collections.pinksea.platform.plugins.module_utils.aws import TAGS, manage
from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.kms.keys import Keys
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import by_name

KEY = {
    "name": {"type": "str", "required": True},
    "description": {"type": "str", "default": ""},
    "rotation": {"type": "bool", "default": True},
    "policy": {"type": "dict"},
}


def work(module, client):
    window = module.params["pending_window"]
    if not 7 <= window <= 30:
        raise PlatformError(f"pending_window is {window}: KMS takes 7 to 30 days.")
    keys = by_name({**key, "tags": {**module.params["tags"], "Name": key["name"]}} for key in module.params["keys"])
    return Keys(client("kms"), keys, window), keys


def main():
    manage("keys", KEY, work, pending_window={"type": "int", "default": 30}, tags=TAGS)


if __name__ == "__main__":
    main()

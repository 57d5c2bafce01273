#!/usr/bin/python
# Copyright (c) Pinksea
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: backup_vaults
short_description: Manage vaults of AWS Backup
version_added: 0.1.0
description:
  - Creates, changes and removes backup vaults, in the region of this task or another one.
  - A vault that holds recovery points is only removed when it is named a second time.
author: Pinksea (@pinksea)
extends_documentation_fragment:
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
  - pinksea.platform.attributes
  - pinksea.platform.reconcile
  - pinksea.platform.reconcile.tags
options:
  vaults:
    description: The vaults.
    type: list
    elements: dict
    required: true
    suboptions:
      name:
        description: Name of the vault.
        type: str
        required: true
      region:
        description: Region of the vault, when it is not the one of this task.
        type: str
      kms_key_arn:
        description: KMS key that encrypts the recovery points, in the region of the vault. Cannot be changed. AWS Backup has one of its own.
        type: str
      lock:
        description: Days that recovery points have to be kept; V({}) lifts the lock. Without it, a lock is left as it is.
        type: dict
        suboptions:
          min_days:
            description: Days that a recovery point is kept at least.
            type: int
          max_days:
            description: Days that a recovery point is kept at most.
            type: int
  delete:
    description: With O(state=absent), names of the vaults whose recovery points may be lost.
    type: list
    elements: str
    default: []
"""

EXAMPLES = r"""
- name: A vault here, and one elsewhere for copies
  pinksea.platform.backup_vaults:
    vaults:
      - name: rag
      - {name: rag-recovery, region: us-west-2}
"""

RETURN = r"""
changes:
  description: What was done, or would be done in check mode.
  returned: always
  type: list
  elements: dict
  sample: [{action: create, kind: backup_vault, name: rag}]
vaults:
  description: The vaults by name.
  returned: always
  type: dict
"""

from ansible_collections.pinksea.platform.plugins.module_utils.aws import NAMES, TAGS, manage
from ansible_collections.pinksea.platform.plugins.module_utils.backup.vaults import Vaults
from ansible_collections.pinksea.platform.plugins.module_utils.data_stores import refuse_unnamed
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import by_name, stated

VAULT = {
    "name": {"type": "str", "required": True},
    "region": {"type": "str"},
    "kms_key_arn": {"type": "str", "no_log": False},
    "lock": {"type": "dict", "options": {"min_days": {"type": "int"}, "max_days": {"type": "int"}}},
}


def wanted(params):
    """The vaults by name; a lock has the days it states."""
    return by_name(
        {**vault, "lock": vault["lock"] and stated(vault["lock"]), "tags": params["tags"]} for vault in params["vaults"]
    )


def work(module, client):
    vaults = wanted(module.params)
    kind = Vaults(lambda region: client("backup", region), vaults)
    if module.params["state"] == "absent":
        full = [name for name, vault in kind.read().items() if vault["recovery_points"]]
        refuse_unnamed(kind.kind, full, module.params["delete"], "backup_delete", "its recovery points")
    return kind, vaults


def main():
    manage("vaults", VAULT, work, delete=NAMES, tags=TAGS)


if __name__ == "__main__":
    main()

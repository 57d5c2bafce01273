#!/usr/bin/python
# Copyright (c) Pinksea
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: efs_file_systems
short_description: Manage EFS file systems, their mount targets and access points
version_added: 0.1.0
description:
  - Creates, changes and removes encrypted file systems, told apart by their creation token.
  - Mount targets are told apart by their zone, access points by their Name tag.
author: Pinksea (@pinksea)
extends_documentation_fragment:
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
  - pinksea.platform.attributes
  - pinksea.platform.reconcile
  - pinksea.platform.reconcile.tags
  - pinksea.platform.reconcile.wait
  - pinksea.platform.reconcile.timing
notes:
  - A new file system is waited for, whatever O(wait) says, because nothing can belong to it before; mount targets are not.
  - With O(state=absent) the end of each mount target is waited for, because the file system can only go then.
options:
  file_systems:
    description: The file systems.
    type: list
    elements: dict
    required: true
    suboptions:
      name:
        description: Creation token and name of the file system.
        type: str
        required: true
      kms_key_arn:
        description: KMS key of the files. Without one EFS takes the account's key for EFS. Cannot be changed.
        type: str
      throughput_mode:
        description: Whether throughput follows the load or the size.
        type: str
        choices: [elastic, bursting]
        default: elastic
      infrequent_access_days:
        description: Days without access after which a file moves to Infrequent Access, V(0) for never.
        type: int
        choices: [0, 1, 7, 14, 30, 60, 90, 180, 270, 365]
        default: 0
      automatic_backups:
        description: Whether AWS Backup makes daily backups with its default plan.
        type: bool
        default: false
      mount_targets:
        description: The subnet of the mount target by zone. Subnets cannot be changed. With O(state=absent) all go.
        type: dict
        default: {}
      security_group_ids:
        description: Security groups of the mount targets.
        type: list
        elements: str
        default: []
      access_points:
        description: Folders that look like a whole file system, to a user of their own.
        type: list
        elements: dict
        default: []
        suboptions:
          name: {description: Name of the access point., type: str, required: true}
          path: {description: The folder. Cannot be changed., type: str, required: true}
          uid: {description: User as whom everybody comes. Cannot be changed., type: int, required: true}
          gid: {description: Group as which everybody comes. Cannot be changed., type: int, required: true}
          permissions: {description: 'Permissions of the folder, when it is made.', type: str, default: "0750"}
  delete:
    description: File systems that O(state=absent) may remove, with all files. It fails when others exist.
    type: list
    elements: str
    default: []
"""

EXAMPLES = r"""
- name: Start a file system for models
  pinksea.platform.efs_file_systems:
    file_systems:
      - name: pingvas-models
        infrequent_access_days: 30
        mount_targets: {us-east-1a: subnet-0a, us-east-1b: subnet-0b}
        security_group_ids: [sg-0a]
        access_points:
          - {name: models, path: /models, uid: 1000, gid: 1000}
    wait: false
"""

RETURN = r"""
changes:
  description: What was done, or would be done in check mode, of C(efs_file_system), C(efs_mount_target) and C(efs_access_point).
  returned: always
  type: list
  elements: dict
  sample: [{action: create, kind: efs_mount_target, name: pingvas-models/us-east-1a}]
file_systems:
  description: The file systems by name, with RV(ignore:id) and RV(ignore:access_points), the ids of those by name.
  returned: always
  type: dict
pending:
  description: What is not ready yet, for M(pinksea.platform.aws_ready).
  returned: always
  type: list
  elements: dict
"""

from functools import partial

from ansible_collections.pinksea.platform.plugins.module_utils.aws import NAMES, TAGS, WAIT, manage, wait
from ansible_collections.pinksea.platform.plugins.module_utils.data_stores import refuse_unnamed
from ansible_collections.pinksea.platform.plugins.module_utils.efs import wanted
from ansible_collections.pinksea.platform.plugins.module_utils.efs.file_systems import FileSystems
from ansible_collections.pinksea.platform.plugins.module_utils.efs.parts import AccessPoints, MountTargets, Whole

ACCESS_POINT = {
    "name": {"type": "str", "required": True},
    "path": {"type": "str", "required": True},
    "uid": {"type": "int", "required": True},
    "gid": {"type": "int", "required": True},
    "permissions": {"type": "str", "default": "0750"},
}
FILE_SYSTEM = {
    "name": {"type": "str", "required": True},
    "kms_key_arn": {"type": "str"},
    "throughput_mode": {"type": "str", "choices": ["elastic", "bursting"], "default": "elastic"},
    "infrequent_access_days": {"type": "int", "choices": [0, 1, 7, 14, 30, 60, 90, 180, 270, 365], "default": 0},
    "automatic_backups": {"type": "bool", "default": False},
    "mount_targets": {"type": "dict", "default": {}},
    "security_group_ids": {"type": "list", "elements": "str", "default": []},
    "access_points": {"type": "list", "elements": "dict", "default": [], "options": ACCESS_POINT},
}


def passes(module, client):
    params, efs = module.params, client("efs")
    given = params["file_systems"]
    files = FileSystems(efs, wanted.file_system_items(given, params["tags"]), partial(wait, module, client))
    settle_gone = partial(wait, module, client, until="gone")
    if params["state"] == "absent":
        refuse_unnamed(files.kind, files.read(), params["delete"], "efs_delete", "all of its files")
        parts = [MountTargets(efs, files, None, settle_gone), AccessPoints(efs, files, None)]
        return [(files, files.wanted), *((part, part.read()) for part in parts)]
    wanted.check(given)
    targets, points = wanted.mount_target_items(given), wanted.access_point_items(given, params["tags"])
    point_kind = AccessPoints(efs, files, points)
    return [
        (files, files.wanted),
        (MountTargets(efs, files, targets, settle_gone), targets),
        (point_kind, points),
        (Whole(files, point_kind), {}),
    ]


def main():
    manage("file_systems", FILE_SYSTEM, passes, delete=NAMES, tags=TAGS, **WAIT)


if __name__ == "__main__":
    main()

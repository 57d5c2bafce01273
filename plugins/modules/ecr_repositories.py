#!/usr/bin/python
# Copyright (c) Pinksea
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: ecr_repositories
short_description: Manage ECR repositories
version_added: 0.1.0
description:
  - Creates, changes and removes private repositories of container images.
author: Pinksea (@pinksea)
extends_documentation_fragment:
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
  - pinksea.platform.attributes
  - pinksea.platform.reconcile
  - pinksea.platform.reconcile.tags
options:
  repositories:
    description: The repositories.
    type: list
    elements: dict
    required: true
    suboptions:
      name:
        description: Name of the repository.
        type: str
        required: true
      immutable_tags:
        description: Whether a tag stays with the image that it was given to first.
        type: bool
        default: true
      scan_on_push:
        description: Whether ECR looks for known weaknesses in every new image.
        type: bool
        default: true
      kms_key_arn:
        description: KMS key that encrypts the images. Without one ECR does with a key of its own. Cannot be changed.
        type: str
      keep:
        description: How many tagged images are kept, V(0) for all.
        type: int
        default: 0
      untagged_days:
        description: Days after which images without a tag go, V(0) for never.
        type: int
        default: 0
  delete:
    description: Repositories that O(state=absent) may remove, with all images. It fails when others exist.
    type: list
    elements: str
    default: []
"""

EXAMPLES = r"""
- name: Repositories of two services
  pinksea.platform.ecr_repositories:
    repositories:
      - {name: rag/api, keep: 30, untagged_days: 7}
      - {name: rag/document-worker, keep: 30, untagged_days: 7}
"""

RETURN = r"""
changes:
  description: What was done, or would be done in check mode.
  returned: always
  type: list
  elements: dict
  sample: [{action: create, kind: ecr_repository, name: rag/api}]
repositories:
  description: The repositories by name, with RV(ignore:arn), RV(ignore:uri) and so on.
  returned: always
  type: dict
"""

from ansible_collections.pinksea.platform.plugins.module_utils.aws import NAMES, TAGS, manage
from ansible_collections.pinksea.platform.plugins.module_utils.data_stores import refuse_unnamed
from ansible_collections.pinksea.platform.plugins.module_utils.ecr.repositories import Repositories
from ansible_collections.pinksea.platform.plugins.module_utils.ecr.wanted import wanted

REPOSITORY = {
    "name": {"type": "str", "required": True},
    "immutable_tags": {"type": "bool", "default": True},
    "scan_on_push": {"type": "bool", "default": True},
    "kms_key_arn": {"type": "str"},
    "keep": {"type": "int", "default": 0},
    "untagged_days": {"type": "int", "default": 0},
}


def work(module, client):
    params = module.params
    repositories = wanted(params["repositories"], params["tags"])
    kind = Repositories(client("ecr"), repositories)
    if params["state"] == "absent":
        refuse_unnamed("ecr_repository", kind.read(), params["delete"], "ecr_delete", "all of its images")
    return kind, repositories


def main():
    manage("repositories", REPOSITORY, work, delete=NAMES, tags=TAGS)


if __name__ == "__main__":
    main()

#!/usr/bin/python
# Copyright (c) Pinksea
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: cloudtrail_trails
short_description: Manage CloudTrail trails
version_added: 0.1.0
description:
  - Creates, changes and removes trails, which log the calls made in an account to an S3 bucket.
  - The policy of the bucket has to let CloudTrail write before the trail is made.
author: Pinksea (@pinksea)
extends_documentation_fragment:
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
  - pinksea.platform.attributes
  - pinksea.platform.reconcile
  - pinksea.platform.reconcile.tags
options:
  trails:
    description: The trails, in the region of this task.
    type: list
    elements: dict
    required: true
    suboptions:
      name:
        description: Name of the trail.
        type: str
        required: true
      bucket:
        description: Bucket the log goes to. Needed unless the trail is to go.
        type: str
      prefix:
        description: Prefix of the log's objects.
        type: str
      multi_region:
        description: Whether calls in all regions are logged, those to global services included.
        type: bool
        default: true
      log_validation:
        description: Whether CloudTrail signs digests of the log, by which tampering is found.
        type: bool
        default: true
      kms_key_arn:
        description: KMS key that encrypts the log, whose policy lets CloudTrail use it.
        type: str
      logging:
        description: Whether the trail logs.
        type: bool
        default: true
"""

EXAMPLES = r"""
- name: Log all calls of the account
  pinksea.platform.cloudtrail_trails:
    trails:
      - name: rag
        bucket: rag-logs-123456789012
"""

RETURN = r"""
changes:
  description: What was done, or would be done in check mode.
  returned: always
  type: list
  elements: dict
  sample: [{action: create, kind: cloudtrail_trail, name: rag}]
trails:
  description: The trails by name.
  returned: always
  type: dict
"""

from ansible_collections.pinksea.platform.plugins.module_utils.aws import TAGS, manage
from ansible_collections.pinksea.platform.plugins.module_utils.checks import require
from ansible_collections.pinksea.platform.plugins.module_utils.cloudtrail.trails import Trails
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import by_name

TRAIL = {
    "name": {"type": "str", "required": True},
    "bucket": {"type": "str"},
    "prefix": {"type": "str"},
    "multi_region": {"type": "bool", "default": True},
    "log_validation": {"type": "bool", "default": True},
    "kms_key_arn": {"type": "str", "no_log": False},
    "logging": {"type": "bool", "default": True},
}


def wanted(params):
    trails = by_name({**trail, "tags": params["tags"]} for trail in params["trails"])
    if params["state"] == "present":
        for trail in trails.values():
            require(Trails.kind, trail, "bucket")
    return trails


def work(module, client):
    trails = wanted(module.params)
    return Trails(client("cloudtrail"), trails), trails


def main():
    manage("trails", TRAIL, work, tags=TAGS)


if __name__ == "__main__":
    main()

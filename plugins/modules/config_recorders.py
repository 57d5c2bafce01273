#!/usr/bin/python
# Copyright (c) Pinksea
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: config_recorders
short_description: Manage the AWS Config recorder of an account
version_added: 0.1.0
description:
  - Makes the recorder with its delivery channel of the same name, and starts it.
  - An account has one of each in a region. When they have another name they are somebody else's and are left alone, whatever the state; they are returned all the same.
author: Pinksea (@pinksea)
extends_documentation_fragment:
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
  - pinksea.platform.attributes
  - pinksea.platform.reconcile
options:
  recorders:
    description: The recorder, a list of one.
    type: list
    elements: dict
    required: true
    suboptions:
      name:
        description: Name of the recorder and of its channel.
        type: str
        required: true
      role_arn:
        description: Role of AWS Config. Needed unless the recorder is to go.
        type: str
      bucket:
        description: Bucket the channel delivers to. Needed unless the recorder is to go.
        type: str
      prefix:
        description: Prefix of the channel's objects.
        type: str
      global_types:
        description: Whether IAM resources are recorded in this region; one region is enough.
        type: bool
        default: true
      frequency:
        description: When changes are recorded.
        type: str
        choices: [CONTINUOUS, DAILY]
        default: CONTINUOUS
      snapshots:
        description: How often the channel delivers a snapshot of everything.
        type: str
        choices: [One_Hour, Three_Hours, Six_Hours, Twelve_Hours, TwentyFour_Hours]
      recording:
        description: Whether the recorder records.
        type: bool
        default: true
"""

EXAMPLES = r"""
- name: Record what the account has
  pinksea.platform.config_recorders:
    recorders:
      - name: rag
        role_arn: arn:aws:iam::123456789012:role/rag-config
        bucket: rag-logs-123456789012
"""

RETURN = r"""
changes:
  description: What was done, or would be done in check mode.
  returned: always
  type: list
  elements: dict
  sample: [{action: create, kind: config_recorder, name: rag}]
recorders:
  description: The recorders of the region by name, somebody else's included.
  returned: always
  type: dict
"""

from ansible_collections.pinksea.platform.plugins.module_utils.aws import manage
from ansible_collections.pinksea.platform.plugins.module_utils.checks import require
from ansible_collections.pinksea.platform.plugins.module_utils.config.recorders import Recorders
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import by_name
from ansible_collections.pinksea.platform.plugins.module_utils.singleton import unless_taken

FREQUENCIES = ["One_Hour", "Three_Hours", "Six_Hours", "Twelve_Hours", "TwentyFour_Hours"]
RECORDER = {
    "name": {"type": "str", "required": True},
    "role_arn": {"type": "str"},
    "bucket": {"type": "str"},
    "prefix": {"type": "str"},
    "global_types": {"type": "bool", "default": True},
    "frequency": {"type": "str", "choices": ["CONTINUOUS", "DAILY"], "default": "CONTINUOUS"},
    "snapshots": {"type": "str", "choices": FREQUENCIES},
    "recording": {"type": "bool", "default": True},
}


def wanted(params):
    recorders = by_name(params["recorders"])
    if params["state"] == "present":
        for recorder in recorders.values():
            require(Recorders.kind, recorder, "role_arn", "bucket")
    return recorders


def work(module, client):
    recorders = Recorders(client("config"))
    return recorders, unless_taken(recorders, wanted(module.params))


def main():
    manage(
        "recorders",
        RECORDER,
        work,
    )


if __name__ == "__main__":
    main()

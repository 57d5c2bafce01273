#!/usr/bin/python
# Copyright (c) Pinksea
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: guardduty_detectors
short_description: Manage the GuardDuty detector of an account
version_added: 0.1.0
description:
  - Makes the detector, which has its name in a tag, and switches its features.
  - An account has one detector in a region. When it has another name, or none, it is somebody else's and is left alone, whatever the state; it is returned all the same.
author: Pinksea (@pinksea)
extends_documentation_fragment:
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
  - pinksea.platform.attributes
  - pinksea.platform.reconcile
  - pinksea.platform.reconcile.tags
options:
  detectors:
    description: The detector, a list of one.
    type: list
    elements: dict
    required: true
    suboptions:
      name:
        description: Name of the detector, its Name tag.
        type: str
        required: true
      enabled:
        description: Whether the detector looks for threats.
        type: bool
        default: true
      frequency:
        description: How often findings that occur again are told to EventBridge.
        type: str
        choices: [FIFTEEN_MINUTES, ONE_HOUR, SIX_HOURS]
        default: FIFTEEN_MINUTES
      features:
        description: Features that are on; the others are off.
        type: list
        elements: str
        choices: [S3_DATA_EVENTS, EKS_AUDIT_LOGS, EBS_MALWARE_PROTECTION, RDS_LOGIN_EVENTS, LAMBDA_NETWORK_LOGS, RUNTIME_MONITORING]
        default: []
"""

EXAMPLES = r"""
- name: Look for threats
  pinksea.platform.guardduty_detectors:
    detectors:
      - name: rag
        features: [S3_DATA_EVENTS, EKS_AUDIT_LOGS]
"""

RETURN = r"""
changes:
  description: What was done, or would be done in check mode.
  returned: always
  type: list
  elements: dict
  sample: [{action: create, kind: guardduty_detector, name: rag}]
detectors:
  description: The detector of the region by name, or by id when it is somebody else's.
  returned: always
  type: dict
"""

from ansible_collections.pinksea.platform.plugins.module_utils.aws import TAGS, manage
from ansible_collections.pinksea.platform.plugins.module_utils.guardduty.detectors import FEATURES, Detectors
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import by_name
from ansible_collections.pinksea.platform.plugins.module_utils.singleton import unless_taken

FREQUENCIES = ["FIFTEEN_MINUTES", "ONE_HOUR", "SIX_HOURS"]
DETECTOR = {
    "name": {"type": "str", "required": True},
    "enabled": {"type": "bool", "default": True},
    "frequency": {"type": "str", "choices": FREQUENCIES, "default": "FIFTEEN_MINUTES"},
    "features": {"type": "list", "elements": "str", "choices": list(FEATURES), "default": []},
}


def wanted(params):
    return by_name(
        {**detector, "features": sorted(detector["features"]), "tags": {**params["tags"], "Name": detector["name"]}}
        for detector in params["detectors"]
    )


def work(module, client):
    detectors = Detectors(client("guardduty"))
    return detectors, unless_taken(detectors, wanted(module.params))


def main():
    manage("detectors", DETECTOR, work, tags=TAGS)


if __name__ == "__main__":
    main()

#!/usr/bin/python
# Copyright (c) Pinksea
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: aws_ready
short_description: Wait for many AWS objects side by side
version_added: 0.1.0
description:
  - Polls all targets together and prints a line for every new state (kind, name, state, seconds).
  - The other half of C(wait=false); give it the RV(ignore:pending) lists of earlier tasks, in one task per layer.
  - In check mode nothing is waited for.
author: Pinksea (@pinksea)
extends_documentation_fragment:
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
  - pinksea.platform.attributes
  - pinksea.platform.reconcile.timing
options:
  targets:
    description:
      - What to wait for, as C({kind, name, ...}) of the modules' RV(ignore:pending); an unknown C(kind) is refused with those there are.
    type: list
    elements: dict
    required: true
  until:
    description: What to wait for.
    type: str
    choices: [ready, gone]
    default: ready
"""

EXAMPLES = r"""
- name: Wait for all that was started above
  pinksea.platform.aws_ready:
    targets: "{{ clusters.pending + gateways.pending }}"
"""

RETURN = r"""
waited:
  description: The targets with their last state and the seconds until they had it.
  returned: always
  type: list
  elements: dict
  sample: [{name: eks_cluster rag-eks, state: ACTIVE, seconds: 588.0}]
"""

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.pinksea.platform.plugins.module_utils.aws import FAILURES, TIMING, clients, fail, wait


def main():
    module = AnsibleAWSModule(
        argument_spec={
            "targets": {"type": "list", "elements": "dict", "required": True},
            "until": {"type": "str", "choices": ["ready", "gone"], "default": "ready"},
            **TIMING,
        },
        supports_check_mode=True,
    )
    if module.check_mode:
        module.exit_json(changed=False, waited=[])
    try:
        waited = wait(module, clients(module), module.params["targets"], module.params["until"])
    except FAILURES as error:
        fail(module, error)
    module.exit_json(changed=False, waited=[row.__dict__ for row in waited])


if __name__ == "__main__":
    main()

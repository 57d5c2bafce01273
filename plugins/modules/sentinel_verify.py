#!/usr/bin/python
# Copyright (c) Pinksea
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: sentinel_verify
short_description: Verify a Redis that Sentinels watch
version_added: 0.1.0
description:
  - Asks every Sentinel and every server they name, and fails with a sentence for each thing that would keep a failover from
    working or lose data in one. Reads only, unless O(failover) is given.
  - Looks at the master all Sentinels agree on, the quorum (CKQUORUM), what they know of each other, servers that claim to be
    master, replicas, their lag and links, and whether anything answers without a password.
  - With O(failover) it takes the master down under a writer, again and again, and measures how long no write was accepted and
    how many acknowledged writes were lost. A write counts as acknowledged when a replica has confirmed it (WAIT 1).
author: Pinksea (@pinksea)
requirements: [redis >= 5]
extends_documentation_fragment:
  - pinksea.platform.attributes
attributes:
  idempotent:
    description: Without O(failover). A failover is a change each time.
    support: partial
options:
  master:
    description: Name by which the Sentinels know the master.
    type: str
    required: true
  sentinels:
    description: All Sentinels, C(host:port) each.
    type: list
    elements: str
    required: true
  replicas:
    description: Replicas the master should have.
    type: int
    default: 2
  max_lag:
    description: Seconds that a replica may be behind.
    type: int
    default: 5
  username:
    description: ACL user of the servers.
    type: str
  password:
    description: Password of the servers.
    type: str
  sentinel_password:
    description: Password of the Sentinels, when it is not that of the servers.
    type: str
  auth:
    description: Whether an answer without a password is a finding.
    type: bool
    default: true
  tls:
    description: Whether all of them speak TLS.
    type: bool
    default: false
  ca_file:
    description: Authorities that sign the servers' certificates; those of the system without it.
    type: path
  timeout:
    description: Seconds that each question may take.
    type: float
    default: 2
  failover:
    description: How many times the master is taken down.
    type: int
    default: 0
  outage_command:
    description:
      - The command that takes the master down, an argument each; V({host}), V({port}) and V({name}) (the host up to the first
        dot, a pod's name) are filled in.
      - Without one, writes are paused and a Sentinel is told to fail over, a handover rather than an outage.
    type: list
    elements: str
  recovery_command:
    description: The command that brings it back, for what does not come back by itself. Filled in as O(outage_command).
    type: list
    elements: str
  target:
    description: Seconds without an accepted write that 95 % of the failovers must not exceed.
    type: float
    default: 30
  settle_timeout:
    description: Seconds after each failover until there is a new master, and again until nothing is found wrong any more.
    type: float
    default: 120
"""

EXAMPLES = r"""
- name: Look at the Redis of prod
  pinksea.platform.sentinel_verify:
    master: pingvas-prod
    sentinels: [redis-0.redis:26379, redis-1.redis:26379, redis-2.redis:26379]
    password: "{{ redis_password }}"

- name: Lose the master three times
  pinksea.platform.sentinel_verify:
    master: pingvas-prod
    sentinels: [redis-0.redis:26379, redis-1.redis:26379, redis-2.redis:26379]
    password: "{{ redis_password }}"
    failover: 3
    outage_command: [kubectl, --namespace=prod, delete, pod, "{name}", --grace-period=0, --force]
"""

RETURN = r"""
topology:
  description: What every Sentinel and every server said.
  returned: always
  type: dict
findings:
  description: What is wrong, one sentence each.
  returned: always
  type: list
  elements: str
rounds:
  description: Each failover with the old and the new master, the seconds without an accepted write, and the writes acknowledged
    and lost.
  returned: always
  type: list
  elements: dict
  sample: [{old: "10.0.11.5:6379", new: "10.0.12.9:6379", seconds: 6.4, acknowledged: 412, lost: 0}]
figures:
  description: Over all rounds, the 95th percentile and the maximum of the seconds, and the writes acknowledged and lost.
  returned: when O(failover) is not V(0) and not in check mode
  type: dict
  sample: {p95: 6.9, max: 6.9, acknowledged: 8210, lost: 0}
"""

from ansible.module_utils.basic import AnsibleModule, missing_required_lib
from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError, problems_of

try:
    from ansible_collections.pinksea.platform.plugins.module_utils.sentinel.verify import Verification
except ImportError:
    Verification = None

OPTIONS = {
    "master": {"type": "str", "required": True},
    "sentinels": {"type": "list", "elements": "str", "required": True},
    "replicas": {"type": "int", "default": 2},
    "max_lag": {"type": "int", "default": 5},
    "username": {"type": "str"},
    "password": {"type": "str", "no_log": True},
    "sentinel_password": {"type": "str", "no_log": True},
    "auth": {"type": "bool", "default": True},
    "tls": {"type": "bool", "default": False},
    "ca_file": {"type": "path"},
    "timeout": {"type": "float", "default": 2.0},
    "failover": {"type": "int", "default": 0},
    "outage_command": {"type": "list", "elements": "str"},
    "recovery_command": {"type": "list", "elements": "str"},
    "target": {"type": "float", "default": 30.0},
    "settle_timeout": {"type": "float", "default": 120.0},
}


def main():
    module = AnsibleModule(argument_spec=OPTIONS, supports_check_mode=True)
    if Verification is None:
        module.fail_json(msg=missing_required_lib("redis"))
    verification = Verification(module.params, module.run_command)
    try:
        verification.look()
        if not module.check_mode:
            verification.fail_over()
    except PlatformError as error:
        problems = problems_of(error)
        module.fail_json(msg="\n".join(problems), problems=problems, **verification.result())
    planned = module.params["failover"] if module.check_mode else len(verification.rounds)
    change = {"action": "update", "kind": "sentinel_master", "name": module.params["master"]}
    module.exit_json(changed=planned > 0, changes=[change] * planned, **verification.result())


if __name__ == "__main__":
    main()

#!/usr/bin/python
# Copyright (c) Pinksea
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: run_lock
short_description: Let one run at a time change a platform
version_added: 0.1.0
description:
  - The first run holds the SSM parameter C(/pinksea/<platform>/run); every other one is refused, by name, until it is released.
  - A run that was killed on this machine, or whose lease is over, loses it to the next.
  - A task of the run that holds it renews the lease. Nothing of this counts as a change of the platform.
  - In check mode nothing is taken, released or refused.
author: Pinksea (@pinksea)
extends_documentation_fragment:
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
  - pinksea.platform.attributes
  - pinksea.platform.reconcile.tags
options:
  platform:
    description: Name of what is changed.
    type: str
    required: true
  state:
    description: Whether this run is to have the lock.
    type: str
    choices: [held, released]
    default: held
  lease_minutes:
    description: Minutes for which the lock outlives a run that nobody hears of.
    type: int
    default: 60
  break_lock:
    description: Whether to take (or release) the lock of another run.
    type: bool
    default: false
  holder:
    description: Machine and process of the run; the action plugin of the same name fills this in.
    type: dict
    required: true
    suboptions:
      host:
        description: Name of the machine.
        type: str
        required: true
      pid:
        description: Number of the process.
        type: int
        required: true
      started:
        description: When that process began, as its machine says it.
        type: str
        required: true
"""

EXAMPLES = r"""
- name: Make sure that nobody else is at work
  pinksea.platform.run_lock:
    platform: rag
"""

RETURN = r"""
lock:
  description: Who holds the lock now; empty when nobody does.
  returned: always
  type: dict
  sample:
    who: arn:aws:iam::123456789012:user/operator
    host: build-7
    pid: 4711
    started: "5123456"
    since: "2026-11-22T09:00:00+00:00"
    until: "2026-11-22T10:00:00+00:00"
"""

import socket
from dataclasses import asdict
from datetime import UTC, datetime, timedelta

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.pinksea.platform.plugins.module_utils.aws import FAILURES, TAGS, clients, fail
from ansible_collections.pinksea.platform.plugins.module_utils.run_lock.lease import new_holder
from ansible_collections.pinksea.platform.plugins.module_utils.run_lock.parameter import Lock
from ansible_collections.pinksea.platform.plugins.module_utils.run_lock.process import is_alive

HOLDER = {
    "host": {"type": "str", "required": True},
    "pid": {"type": "int", "required": True},
    "started": {"type": "str", "required": True},
}


def is_dead(found):
    return found.host == socket.gethostname() and not is_alive(found.pid, found.started)


def held(module, client):
    """Who holds the lock after this task."""
    params = module.params
    lock = Lock(client("ssm"), params["platform"], params["tags"])
    if not module.check_mode:
        now, lease = datetime.now(UTC), timedelta(minutes=params["lease_minutes"])
        mine = new_holder(params["holder"], client("sts").get_caller_identity()["Arn"], now, lease)
        if params["state"] == "held":
            return lock.hold(mine, now, is_dead, breaking=params["break_lock"])
        lock.release(mine, breaking=params["break_lock"])
    there = lock.read()
    return there[0] if there else None


def main():
    module = AnsibleAWSModule(
        argument_spec={
            "platform": {"type": "str", "required": True},
            "state": {"type": "str", "choices": ["held", "released"], "default": "held"},
            "lease_minutes": {"type": "int", "default": 60},
            "break_lock": {"type": "bool", "default": False},
            "holder": {"type": "dict", "required": True, "options": HOLDER},
            "tags": TAGS,
        },
        supports_check_mode=True,
    )
    try:
        holder = held(module, clients(module))
    except FAILURES as error:
        fail(module, error)
    module.exit_json(changed=False, lock=asdict(holder) if holder else {})


if __name__ == "__main__":
    main()

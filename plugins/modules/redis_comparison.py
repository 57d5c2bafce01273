#!/usr/bin/python
# Copyright (c) Pinksea
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: redis_comparison
short_description: Compare two Redis key by key
version_added: 0.1.0
description:
  - Reads every key of all databases of both, with its value and the moment at which it expires, and fails with what differs.
  - A value is compared by what it means, not by how a server keeps it. Order counts where Redis keeps one, in lists, sorted sets and streams.
  - Names of keys are told up to their first colon only.
  - Nobody may write to either from the moment of the backup on. The groups of readers of a stream are not compared.
author: Pinksea (@pinksea)
requirements: [redis >= 5, Redis >= 7]
extends_documentation_fragment:
  - pinksea.platform.attributes
attributes:
  check_mode:
    description: Compares all the same.
    support: full
  diff_mode:
    description: Nothing is changed.
    support: none
  idempotent:
    description: Only reads.
    support: full
options:
  host:
    description: Address of the original.
    type: str
    required: true
  port:
    description: Its port.
    type: int
    default: 6379
  username:
    description: ACL user.
    type: str
  password:
    description: Password of the server.
    type: str
  tls:
    description: Whether to speak TLS.
    type: bool
    default: false
  ca_file:
    description: File with the authorities that sign its certificate.
    type: path
  timeout:
    description: Seconds that an answer may take.
    type: float
    default: 30
  copy:
    description: Where the copy is. What is left out is as for the original.
    type: dict
    required: true
    suboptions:
      host:
        description: Address of the server.
        type: str
      port:
        description: Its port.
        type: int
      username:
        description: ACL user.
        type: str
      password:
        description: Password of the server.
        type: str
      tls:
        description: Whether to speak TLS.
        type: bool
      ca_file:
        description: File with the authorities that sign its certificate.
        type: path
"""

EXAMPLES = r"""
- name: Compare what was restored with what it is a copy of
  pinksea.platform.redis_comparison:
    host: 127.0.0.1
    port: 16379
    password: "{{ redis_password }}"
    copy: {port: 16380}
"""

RETURN = r"""
figures:
  description: Keys and checksum of the original and of the copy, and how many seconds the comparison took.
  returned: always
  type: dict
  sample: {keys: 1005, checksum: 0f343b0931126a20f133d67c2b018a3b, copy_keys: 1005, copy_checksum: 0f343b0931126a20f133d67c2b018a3b, seconds: 0.4}
findings:
  description: What differs, one sentence each.
  returned: always
  type: list
  elements: str
"""

import time

from ansible.module_utils.basic import AnsibleModule, missing_required_lib
from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError, problems_of
from ansible_collections.pinksea.platform.plugins.module_utils.parallel import side_by_side
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import stated
from ansible_collections.pinksea.platform.plugins.module_utils.redis.comparison import checksum, differences

try:
    from ansible_collections.pinksea.platform.plugins.module_utils.redis.contents import read
except ImportError:
    read = None

SERVER = {
    "username": {"type": "str"},
    "password": {"type": "str", "no_log": True},
    "ca_file": {"type": "path"},
}
OPTIONS = {
    **SERVER,
    "host": {"type": "str", "required": True},
    "port": {"type": "int", "default": 6379},
    "tls": {"type": "bool", "default": False},
    "timeout": {"type": "float", "default": 30.0},
    "copy": {
        "type": "dict",
        "required": True,
        "options": {**SERVER, "host": {"type": "str"}, "port": {"type": "int"}, "tls": {"type": "bool"}},
    },
}


def main():
    module = AnsibleModule(argument_spec=OPTIONS, supports_check_mode=True)
    if read is None:
        module.fail_json(msg=missing_required_lib("redis"))
    started = time.monotonic()
    try:
        original, copy = side_by_side(read, [module.params, {**module.params, **stated(module.params["copy"])}])
    except PlatformError as error:
        problems = problems_of(error)
        module.fail_json(msg="\n".join(problems), problems=problems)
    findings = differences(original, copy, round(time.time() * 1000))
    figures = {"keys": len(original), "checksum": checksum(original)}
    figures |= {"copy_keys": len(copy), "copy_checksum": checksum(copy)}
    figures["seconds"] = round(time.monotonic() - started, 1)
    if findings:
        module.fail_json(msg="\n".join(findings), problems=findings, findings=findings, figures=figures)
    module.exit_json(changed=False, findings=[], figures=figures)


if __name__ == "__main__":
    main()

#!/usr/bin/python
# Copyright (c) Pinksea
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: postgres_comparison
short_description: Compare two PostgreSQL databases row by row
version_added: 0.1.0
description:
  - Counts the rows of every table in both, makes a checksum of them that does not depend on their order, and looks for columns, indexes, constraints, policies and triggers that only one has.
  - Fails with a sentence for each difference. Nobody may write to either from the moment of the backup on.
  - Policies that would hide rows from the one who compares are an error, never a lower count.
  - Sequences are not compared, as a recovered server goes on some numbers later.
author: Pinksea (@pinksea)
extends_documentation_fragment:
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
  - pinksea.platform.postgres
attributes:
  check_mode:
    description: Compares all the same.
    support: full
  diff_mode:
    description: Nothing is changed.
    support: none
  idempotent:
    description: Leaves both databases as they are.
    support: full
options:
  copy:
    description: Where the copy is. What is left out is as for the original, but for user, password and secret, which are given together.
    type: dict
    required: true
    suboptions:
      host:
        description: Address of the server.
        type: str
      port:
        description: Its port.
        type: int
      database:
        description: Name of the database.
        type: str
      user:
        description: Who connects.
        type: str
      password:
        description: Password of the user.
        type: str
      secret:
        description: Name or ARN of a secret with C(username) and C(password).
        type: str
  schemas:
    description: Schemas to compare. All without it.
    type: list
    elements: str
    default: []
  lift_policies:
    description:
      - Whether the policies that hold for the owners of the tables are lifted, in a transaction that is rolled back.
      - It needs a user who may act as the owners, and locks the tables of both databases while they are read.
    type: bool
    default: false
"""

EXAMPLES = r"""
- name: Compare what was restored with what it is a copy of
  pinksea.platform.postgres_comparison:
    host: "{{ aurora_facts.endpoint }}"
    database: pingvas
    secret: "{{ aurora_facts.secret_arn }}"
    copy:
      host: "{{ aurora_restore_facts.endpoint }}"
      secret: "{{ aurora_restore_facts.secret_arn }}"
    lift_policies: true
"""

RETURN = r"""
tables:
  description: The tables of the original by name, with the number of their rows and the checksum.
  returned: always
  type: dict
  sample: {dev_pingvas.users: {rows: 200, checksum: 0f343b0931126a20f133d67c2b018a3b}}
figures:
  description: How many tables and rows the original has, and how many seconds the comparison took.
  returned: always
  type: dict
  sample: {tables: 22, rows: 120000, seconds: 4.2}
findings:
  description: What differs, one sentence each.
  returned: always
  type: list
  elements: str
"""

import time
from contextlib import closing

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.pinksea.platform.plugins.module_utils.aws import FAILURES, clients, fail
from ansible_collections.pinksea.platform.plugins.module_utils.parallel import side_by_side
from ansible_collections.pinksea.platform.plugins.module_utils.postgres.access import CONNECTION, EXCLUSIVE, address
from ansible_collections.pinksea.platform.plugins.module_utils.postgres.comparison import differences
from ansible_collections.pinksea.platform.plugins.module_utils.postgres.contents import read
from ansible_collections.pinksea.platform.plugins.module_utils.postgres.secrets import Passwords
from ansible_collections.pinksea.platform.plugins.module_utils.postgres.session import Session
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import stated

CREDENTIALS = ("user", "password", "secret")
COPY = {key: {**CONNECTION[key], "required": False} for key in ("host", "database", *CREDENTIALS)}
OPTIONS = {
    **CONNECTION,
    "copy": {"type": "dict", "required": True, "options": {**COPY, "port": {"type": "int"}}},
    "schemas": {"type": "list", "elements": "str", "default": []},
    "lift_policies": {"type": "bool", "default": False},
}


def copy_of(params):
    """The connection to the copy: its own credentials, or all of the original's."""
    given = stated(params["copy"])
    own = dict.fromkeys((*CREDENTIALS, "iam")) if given.keys() & set(CREDENTIALS) else {}
    return {**params, **own, **given}


def both(params, client):
    """What is in the original and in the copy, read side by side."""
    passwords = Passwords(client("secretsmanager"), planning=False)
    addresses = [address(each, client, passwords) for each in (params, copy_of(params))]

    def contents(where):
        with closing(Session(where)) as session:
            return read(session, params["schemas"], lift=params["lift_policies"])

    return side_by_side(contents, addresses)


def main():
    module = AnsibleAWSModule(argument_spec=OPTIONS, supports_check_mode=True, mutually_exclusive=EXCLUSIVE)
    started = time.monotonic()
    try:
        original, copy = both(module.params, clients(module))
    except FAILURES as error:
        fail(module, error)
    findings = differences(original, copy)
    rows, seconds = sum(table.rows for table in original.values()), round(time.monotonic() - started, 1)
    result = {
        "tables": {name: table.summary() for name, table in original.items()},
        "figures": {"tables": len(original), "rows": rows, "seconds": seconds},
        "findings": findings,
    }
    if findings:
        module.fail_json(msg="\n".join(findings), problems=findings, **result)
    module.exit_json(changed=False, **result)


if __name__ == "__main__":
    main()

#!/usr/bin/python
# Copyright (c) Pinksea
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: rls_audit
short_description: Attack the row-level security of PostgreSQL schemas
version_added: 0.1.0
description:
  - Reads the catalogue for whatever makes row-level security void, such as tables without it, views that read as their owner, roles that bypass it, policies without a condition and grants to strangers.
  - Then plants rows of two marked users, logs in through PgBouncer as every service, and tries to read, change, take, add and delete what is not the service's user's, with another user, a forged one and none, by other roles, schemas, views, C(COPY) and error messages, and from one client to the next on one server connection.
  - Also asks that what is a user's own is reachable, so a policy that is gone is found like one that is too wide.
  - Fails when a single answer is not the expected one. Attacks are rolled back; the planted rows are removed however the audit ends, and what a killed audit has left is removed by the next.
author: Pinksea (@pinksea)
extends_documentation_fragment:
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
  - pinksea.platform.postgres
attributes:
  check_mode:
    description: Reads the catalogue only, and that only of schemas that exist.
    support: full
  diff_mode:
    description: Nothing is changed.
    support: none
  idempotent:
    description: Leaves the database as it was.
    support: full
options:
  schemas:
    description: The schemas, as M(pinksea.platform.aurora_schema) takes them. Roles without a secret are not attacked with.
    type: list
    elements: dict
    required: true
  attack:
    description: Whether to attack. With V(false) nothing is written and no service's password is read.
    type: bool
    default: true
  pgbouncer_host:
    description: Address of PgBouncer, in transaction mode. Needed to attack.
    type: str
  pgbouncer_port:
    description: Its port.
    type: int
    default: 5432
  probes:
    description:
      - The rows to plant, parents first; one of them is named C(user). The column C(id) is given by the audit.
      - C($name) is the id of the row of that name, C($letter) tells the two users apart.
    type: list
    elements: dict
    default: []
    suboptions:
      name:
        description: Name of the row.
        type: str
        required: true
      table:
        description: Its table.
        type: str
        required: true
      values:
        description: Its columns.
        type: dict
        default: {}
      shared:
        description: Whether the row belongs to nobody; it is planted once.
        type: bool
        default: false
      visible:
        description: Whether everybody may read it.
        type: bool
        default: false
  tasks:
    description: What services may do for nobody in particular. Whatever is not stated must be refused.
    type: list
    elements: dict
    default: []
    suboptions:
      role:
        description: Role without the name of the schema.
        type: str
        required: true
      task:
        description: What it sets O(task_setting) to.
        type: str
        required: true
      table:
        description: The table.
        type: str
        required: true
      may:
        description: What it may do.
        type: list
        elements: str
        choices: [select, insert, update]
        required: true
      never:
        description: Values that it must not write, by column.
        type: dict
        default: {}
  shared_tables:
    description: Tables that belong to no user and need no row-level security.
    type: list
    elements: str
    default: []
  user_setting:
    description: The setting that says for whom a transaction acts.
    type: str
    default: app.user_id
  task_setting:
    description: The setting that says what a service does for nobody in particular.
    type: str
    default: app.task
"""

EXAMPLES = r"""
- name: Read the catalogue of production
  pinksea.platform.rls_audit:
    host: "{{ aurora_facts.endpoint }}"
    database: pingvas
    secret: "{{ aurora_facts.secret_arn }}"
    schemas: [{name: prod_pingvas, roles: [{name: gallery}]}]
    shared_tables: [models]
    attack: false
"""

RETURN = r"""
checks:
  description: How many questions were asked.
  returned: always
  type: int
  sample: 1204
table:
  description: The attacks by schema, with how often each was tried and how often it succeeded.
  returned: always
  type: list
  elements: dict
  sample: [{schema: prod_pingvas, attack: foreign row is read, checks: 31, leaks: 0}]
not_attacked:
  description: Roles that have no secret to log in with.
  returned: always
  type: list
  elements: str
  sample: [prod_pingvas_migrator]
leaks:
  description: Every answer that was not the expected one.
  returned: always
  type: list
  elements: dict
  sample: []
"""

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.pinksea.platform.plugins.module_utils.aws import FAILURES, clients, fail
from ansible_collections.pinksea.platform.plugins.module_utils.database_job.run import JOB, result
from ansible_collections.pinksea.platform.plugins.module_utils.postgres.access import CONNECTION, EXCLUSIVE, SCHEMA
from ansible_collections.pinksea.platform.plugins.module_utils.rls.options import PROBE, TASK

OPTIONS = {
    **CONNECTION,
    "schemas": {"type": "list", "elements": "dict", "required": True, "options": SCHEMA},
    "attack": {"type": "bool", "default": True},
    "pgbouncer_host": {"type": "str"},
    "pgbouncer_port": {"type": "int", "default": 5432},
    "probes": {"type": "list", "elements": "dict", "default": [], "options": PROBE},
    "tasks": {"type": "list", "elements": "dict", "default": [], "options": TASK},
    "shared_tables": {"type": "list", "elements": "str", "default": []},
    "user_setting": {"type": "str", "default": "app.user_id"},
    "task_setting": {"type": "str", "default": "app.task"},
    "job": JOB,
}


def main():
    module = AnsibleAWSModule(argument_spec=OPTIONS, supports_check_mode=True, mutually_exclusive=EXCLUSIVE)
    try:
        found = result("rls_audit", module, clients(module))
    except FAILURES as error:
        fail(module, error)
    if problems := found.pop("problems"):
        module.fail_json(msg="\n".join(problems), problems=problems, **found)
    module.exit_json(changed=False, **found)


if __name__ == "__main__":
    main()

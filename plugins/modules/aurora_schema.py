#!/usr/bin/python
# Copyright (c) Pinksea
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: aurora_schema
short_description: Manage schemas of a PostgreSQL database with their roles, privileges and migrations
version_added: 0.1.0
description:
  - Makes schemas that share a database and nothing else. Each has an owner that cannot log in, and a role of its own for every service.
  - Applies the migrations of a directory in the order of their numbers, each in a transaction of its own, and records their checksums in C(schema_migrations).
  - Gives every role exactly the privileges stated for it. A role of the schema that is not stated any more loses its login and its privileges, and stays, because policies may name it.
  - C(PUBLIC) loses what PostgreSQL gives everybody in the database and in these schemas.
  - Needs a user with C(CREATEROLE) who owns the database, such as the master user of Aurora, and a direct connection, not one through PgBouncer.
notes:
  - Passwords are sent and logged as SCRAM verifiers only. Which version of its secret a role has is kept in the comment of the role, so a password that somebody changed by hand is not noticed.
  - A migration may name the roles of its schema as psql names variables, such as C(:"payment"), and must not end its transaction.
author: Pinksea (@pinksea)
extends_documentation_fragment:
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
  - pinksea.platform.attributes
  - pinksea.platform.postgres
options:
  schemas:
    description: The schemas.
    type: list
    elements: dict
    required: true
    suboptions:
      name:
        description: Name of the schema, with which the names of its roles begin.
        type: str
        required: true
      migrations:
        description: Directory of its migrations, files named C(NNNN_name.sql) that count from 0001. Without it there are none.
        type: path
      settings:
        description: Settings of all its roles in this database, such as C(statement_timeout). The C(search_path) is the schema.
        type: dict
        default: {}
      roles:
        description: Its roles beside the owner.
        type: list
        elements: dict
        default: []
        suboptions:
          name:
            description: Name without that of the schema, such as that of a service.
            type: str
            required: true
          tables:
            description:
              - Privileges by table, as a list of words such as C(select) or, for some columns only, C(update(status)).
              - C(*) is every table there is and will be.
            type: dict
            default: {}
          secret:
            description: Secret of Secrets Manager with its password. A role without a secret and without O(schemas[].roles[].iam) cannot log in.
            type: str
          iam:
            description: Whether it logs in by IAM authentication.
            type: bool
            default: false
          migrates:
            description: Whether it acts as the owner, for a pipeline that applies migrations by itself.
            type: bool
            default: false
          settings:
            description: Its own settings.
            type: dict
            default: {}
  state:
    description: With V(absent) the schemas are dropped with all their tables, and so are their roles.
    type: str
    choices: [present, absent]
    default: present
  lock_timeout:
    description: Seconds to wait for another run on the same database, and for a table that a migration wants to change.
    type: int
    default: 10
"""

EXAMPLES = r"""
- name: The schema of development
  pinksea.platform.aurora_schema:
    host: "{{ aurora_facts.endpoint }}"
    database: pingvas
    secret: "{{ aurora_facts.secret_arn }}"
    schemas:
      - name: dev_pingvas
        migrations: migrations/pingvas
        settings: {statement_timeout: 30s}
        roles:
          - name: gpu-worker
            secret: pingvas-shared/dev/gpu-worker-postgres
            tables:
              models: [select]
              generation_jobs: [select, "update(status, worker_id)"]
          - {name: reader, iam: true, tables: {"*": [select]}}
"""

RETURN = r"""
changes:
  description: What was done, or would be done in check mode.
  returned: always
  type: list
  elements: dict
  sample: [{action: create, kind: migration, name: dev_pingvas/0001_users}]
schemas:
  description: The schemas by name, with the names of their roles.
  returned: always
  type: dict
  sample: {dev_pingvas: {owner: dev_pingvas_owner, roles: [dev_pingvas_gpu_worker]}}
"""

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.pinksea.platform.plugins.module_utils.aws import FAILURES, STATE, clients, fail
from ansible_collections.pinksea.platform.plugins.module_utils.database_job.run import JOB, result
from ansible_collections.pinksea.platform.plugins.module_utils.postgres.access import CONNECTION, EXCLUSIVE, SCHEMA


def main():
    module = AnsibleAWSModule(
        argument_spec={
            **CONNECTION,
            "schemas": {"type": "list", "elements": "dict", "required": True, "options": SCHEMA},
            "lock_timeout": {"type": "int", "default": 10},
            "state": STATE,
            "job": JOB,
        },
        supports_check_mode=True,
        mutually_exclusive=EXCLUSIVE,
    )
    try:
        done = result("aurora_schema", module, clients(module))
    except FAILURES as error:
        fail(module, error)
    module.exit_json(changed=bool(done["changes"]), **done)


if __name__ == "__main__":
    main()
